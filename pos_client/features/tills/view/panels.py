"""Details beside the tables: one till, one shift, a new till; and the code that is shown once."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QGridLayout
from typing_extensions import override

from pos_client import texts
from pos_client.desk.office import Office
from pos_client.desk.office.reviews import review_text
from pos_client.desk.problems import fault_texts, problem_text
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.layouts import column, holding, reveal, row
from pos_client.desk.widgets.panels import Divider, SidePanel, Surface
from pos_client.desk.widgets.states import Note, StatusText
from pos_client.desk.widgets.words import Label
from pos_client.features.tills.presenter import NewRegisterForm
from pos_client.features.tills.shown import (
    alarm_words,
    clock_words,
    disk_words,
    head_words,
    moment_words,
    shift_place,
    sync_words,
)
from pos_client.features.tills.state import GRAVE, RegisterDraft, agrees, alarms
from pos_client.texts import _
from shared_models.wire.replica import BranchRow
from shared_models.wire.tills import ConfirmedShift, TillState

Pair = tuple[str, str]


def facts(pairs: Sequence[Pair]) -> QGridLayout:
    """What is known, a muted name and its value per line."""
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(SPACE.l)
    grid.setVerticalSpacing(SPACE.s)
    grid.setColumnStretch(1, 1)
    for at, (name, value) in enumerate(pairs):
        grid.addWidget(Label(name, ink="ink_muted"), at, 0)
        grid.addWidget(Label(value, right=True, wrap=True), at, 1)
    return grid


class TillPanel(SidePanel):
    def __init__(self, till: TillState, office: Office, *, allowed: bool) -> None:
        super().__init__(f"{till.branch_code}-{till.code}")
        now = office.now()
        tone, words = sync_words(till, office, now)
        self.enrol = Button(
            lambda: _("Enrol a device"), kind="primary" if till.device is None else "secondary"
        )
        self.revoke = Button(lambda: _("Lock the device"), icon="lock")
        self.log = Button(lambda: _("Event log"), icon="history")
        self.add(StatusText(tone, words, weight="medium"))
        found = alarms(till, now)
        self.alarms = Note(
            "danger" if GRAVE & set(found) else "warn",
            lambda: "\n".join(alarm_words(alarm, till, now) for alarm in found),
        )
        reveal(self.alarms, shown=bool(found))
        self.add(self.alarms)
        # Booked already, and nothing to press: what a person should know of this till.
        self.reviews = Note("warn", lambda: "\n".join(_review_lines(till)))
        reveal(self.reviews, shown=bool(till.reviews))
        self.add(self.reviews)
        # All above the facts: they may be longer than the panel.
        self.add(row(self.log, None))
        self.add(holding(facts(_till_facts(till, office))))
        reveal(self.log, shown=till.device is not None)
        reveal(self.revoke, shown=till.device is not None and not till.revoked)
        for button in (self.enrol, self.revoke):
            button.setEnabled(allowed)
        self.set_foot(self.revoke, None, self.enrol)


def _review_lines(till: TillState) -> list[str]:
    return [
        words if one.count == 1 else f"{words} ({texts.amount(one.count)})"
        for one in till.reviews
        for words in (review_text(one.code),)
    ]


def _till_facts(till: TillState, office: Office) -> list[Pair]:
    now = office.now()
    shift = _("no shift")
    if till.shift_number is not None:
        shift = f"{texts.amount(till.shift_number)}, {till.shift_cashier or texts.DASH}"
    return [
        (_("Name"), till.name),
        (_("Device"), till.device_name or texts.DASH),
        (_("Program"), till.app or texts.DASH),
        (_("Last contact"), moment_words(till.last_contact, office, till, now)),
        (_("Waiting"), texts.amount(till.waiting)),
        (_("Oldest waiting"), moment_words(till.oldest_at, office, till, now)),
        (_("Journal's end"), head_words(till)),
        (_("Receipt series"), till.series or texts.DASH),
        (_("Shift"), shift),
        (_("Clock"), clock_words(till)),
        (_("Disk"), disk_words(till)),
        (_("To review"), texts.amount(till.reviews_open)),
    ]


class ShiftPanel(SidePanel):
    """A closed shift: the till's figures beside the server's."""

    def __init__(self, shift: ConfirmedShift, office: Office) -> None:
        super().__init__(
            lambda: _("Shift {number}, {till}", number=texts.amount(shift.number), till=shift_place(shift))
        )
        if shift.closed_at is None:
            self.add(StatusText("plain", lambda: _("Still open"), icon="clock"))
        elif agrees(shift):
            self.add(
                StatusText("ok", lambda: _("Confirmed: the server has booked the same"), weight="medium")
            )
        else:
            self.add(StatusText("warn", lambda: _("Not confirmed yet"), weight="medium"))
        closed = texts.moment(office.local(shift.closed_at)) if shift.closed_at else texts.DASH
        self.add(
            holding(
                facts(
                    [
                        (_("Cashier"), shift.cashier),
                        (_("Business date"), texts.day(shift.bdate)),
                        (_("Opened"), texts.moment(office.local(shift.opened_at))),
                        (_("Closed"), closed),
                    ]
                )
            )
        )
        self.add(Divider())
        self.add(Label(lambda: _("Receipts"), weight="strong"))
        self.add(
            holding(
                facts(
                    [
                        (_("Issued by the till"), texts.amount(shift.issued)),
                        (_("Received"), texts.amount(shift.acknowledged)),
                        (_("Booked"), texts.amount(shift.posted)),
                    ]
                )
            )
        )
        self.add(Divider())
        self.add(Label(lambda: _("Cash in the drawer"), weight="strong"))
        self.add(holding(_cash(shift)))


def _cash(shift: ConfirmedShift) -> QGridLayout:
    """Till and server side by side."""

    def shown(value: int | None, *, signed: bool = False) -> str:
        return texts.DASH if value is None else texts.amount(value, signed=signed)

    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(SPACE.s)
    grid.setColumnStretch(0, 1)
    grid.setHorizontalSpacing(SPACE.xl)
    for at, title in enumerate((_("Till"), _("Server")), 1):
        grid.addWidget(Label(title, ink="ink_muted", right=True), 0, at)
    grid.addWidget(Label(_("Expected"), ink="ink_muted"), 1, 0)
    grid.addWidget(Label(shown(shift.expected_till), right=True), 1, 1)
    same = shift.expected_till in {None, shift.expected_server}
    server = Label(shown(shift.expected_server), right=True, weight="normal" if same else "strong")
    server.set_ink("ink" if same else "danger")
    grid.addWidget(server, 1, 2)
    grid.addWidget(Label(_("Counted"), ink="ink_muted"), 2, 0)
    grid.addWidget(Label(shown(shift.counted), right=True), 2, 1)
    grid.addWidget(Label(_("Difference"), ink="ink_muted"), 3, 0)
    difference = Label(shown(shift.difference, signed=True), right=True, weight="strong")
    difference.set_ink("danger" if (shift.difference or 0) < 0 else "ink")
    grid.addWidget(difference, 3, 1)
    return grid


class RegisterPanel(SidePanel):
    """A new till: branch, code and name."""

    def __init__(self, form: NewRegisterForm, branches: Sequence[BranchRow]) -> None:
        super().__init__(lambda: _("New till"))
        self._form = form
        self._drawn: list[Pair] = []
        self.branch = Choice([(str(row.id), row.name) for row in branches])
        self.branch.set_key(str(form.state.draft.branch or ""))
        self.code = TextEdit("K1")
        self.code.setMaxLength(8)
        self.name = TextEdit(lambda: _("Front counter"))
        self.fields = Form()
        self.fields.add("branch", lambda: _("Branch"), self.branch)
        self.fields.add("code", lambda: _("Code"), self.code)
        self.fields.add("name", lambda: _("Name"), self.name)
        self.note = Note("danger", "")
        self.cancel = Button(lambda: _("Cancel"))
        self.save = Button(lambda: _("Save"), kind="primary", hint="Ctrl+S")
        self.add(self.note)
        self.add(self.fields)
        self.add(
            Label(
                lambda: _("The code stands on every receipt: short, and it never changes."),
                ink="ink_muted",
                wrap=True,
            )
        )
        self.set_foot(None, self.cancel, self.save)
        self.cancel.clicked.connect(self.closed)
        self.save.clicked.connect(form.save)
        self.fields.changed.connect(self._edited)
        form.changed.connect(self._draw)
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(form.save)
        self._draw()

    def start(self) -> None:
        self.code.setFocus()

    def _edited(self) -> None:
        key = self.branch.key()
        branch = UUID(key) if key else None
        self._form.edit(RegisterDraft(branch, self.code.text(), self.name.text()))

    def _draw(self) -> None:
        state = self._form.state
        self.save.setEnabled(not state.busy)
        faults = [(key, problem_text(code)) for key, code in state.faults]
        refusal = state.refusal
        if refusal is not None:
            faults = [(key.removeprefix("body."), words) for key, words in fault_texts(refusal.facts)]
        if faults != self._drawn:
            self._drawn = faults
            self.fields.show_faults(faults)
        self.note.setVisible(refusal is not None and not faults)
        if refusal is not None:
            self.note.say("danger", problem_text(refusal.code, refusal.facts))


class CodePanel(Surface):
    """The one-time code, large: it is not shown again."""

    done = Signal()
    wanted = METRIC.pay_panel

    def __init__(self, place: str, code: str, expires: str) -> None:
        super().__init__(edge="border_strong")
        self.code = Label(code, size="giant", weight="strong")
        self.code.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.copy = Button(lambda: _("Copy"), icon="copy")
        self.close_button = Button(lambda: _("Done"), kind="primary", hint="Enter")
        self.copy.clicked.connect(lambda: QApplication.clipboard().setText(code))
        self.close_button.clicked.connect(self.done)
        words = column(
            Label(lambda: _("Type this code at {place}", place=place), size="title", weight="strong"),
            Label(
                lambda: _("It works once, until {expires}, and is not shown again.", expires=expires),
                ink="ink_muted",
                wrap=True,
            ),
            gap="s",
        )
        foot = row(self.copy, None, self.close_button)
        self.setLayout(column(words, self.code, foot, gap="xl", edge=("xl", "xl")))
        self.setFocusProxy(self.close_button)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.done.emit()
            return
        super().keyPressEvent(event)
