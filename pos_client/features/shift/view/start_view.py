"""Before selling: who is at the till (PIN), then how much change money lies in the drawer."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import QLineEdit, QStackedLayout, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.till.dress import DressRow
from pos_client.desk.till.panel import ENTER
from pos_client.desk.till.pick_row import PickRow
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.layouts import clear, column, holding, row
from pos_client.desk.widgets.number_pad import NumberPad, PinPad
from pos_client.desk.widgets.panels import Divider, Panel
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label, Words, said
from pos_client.features.shift.presenter import Shift
from pos_client.features.shift.state import Person
from pos_client.texts import N_, _, ngettext
from shared_models.values.money import Money

PIN_MAX: Final = 12
KEPT_SHOWN: Final = 3
ROLE_WORDS: Final = {
    "cashier": N_("Cashier"),
    "supervisor": N_("Supervisor"),
    "clerk": N_("Clerk"),
    "owner": N_("Owner"),
}


class StartView(QWidget):
    """Shows the card that is next: sign in, or open the shift.

    Settings are there before a shift too: joining a back office may ask for a closed one.
    """

    settings_wanted = Signal()
    attendance_wanted = Signal()

    def __init__(
        self,
        shift: Shift,
        *,
        last_user: str = "",
        settings_key: Words = "Shift+F12",
        attendance_key: Words = "Ctrl+H",
    ) -> None:
        super().__init__()
        self._shift = shift
        self._attendance_key = attendance_key
        self.attendance = Button(
            lambda: _("Come in, go home, breaks"), kind="quiet", hint=attendance_key, focus=False
        )
        self.attendance.clicked.connect(self.attendance_wanted)
        self._settings_key = settings_key
        self.settings = Button(lambda: _("Settings"), kind="quiet", hint=settings_key, focus=False)
        self.settings.clicked.connect(self.settings_wanted)
        self.sign_in = SignInCard(shift, last_user=last_user)
        self.open_shift = FloatCard(shift)
        self.dress = DressRow()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(_centred(self.sign_in, holding(row(None, self.attendance, None)), self.dress))
        self._stack.addWidget(_centred(self.open_shift, holding(row(None, self.settings, None))))
        shift.changed.connect(self.draw)
        shift.people_changed.connect(self.draw)
        self.draw()

    def draw(self) -> None:
        signed_in = self._shift.cashier is not None
        self._stack.setCurrentIndex(int(signed_in))
        self.sign_in.draw()
        self.open_shift.draw()
        self.arm()

    def show_kept(self, codes: Sequence[str]) -> None:
        """Codes that were scanned before anybody signed in: they are not lost."""
        self.sign_in.show_kept(codes)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        known = self._shift.cashier is not None
        pressed = QKeySequence(event.keyCombination())
        if pressed == QKeySequence(said(self._attendance_key)):
            self.attendance_wanted.emit()
        elif known and pressed == QKeySequence(said(self._settings_key)):
            self.settings_wanted.emit()
        else:
            super().keyPressEvent(event)

    def arm(self) -> None:
        """Put the focus where the next key belongs."""
        card = self.open_shift if self._shift.cashier is not None else self.sign_in
        self.setFocusProxy(card)
        if self.isVisible():
            card.setFocus(Qt.FocusReason.OtherFocusReason)


class SignInCard(Panel):
    """Names at the left, PIN at the right. Up and down choose the name, digits are the PIN."""

    def __init__(self, shift: Shift, *, last_user: str) -> None:
        super().__init__(lambda: _("Who is at the till?"))
        self._shift = shift
        self._last_user = last_user
        self._current = 0
        self.rows: list[PersonRow] = []
        self._names = column(gap="none")
        self.pin = QLineEdit()
        self.pin.setEchoMode(QLineEdit.EchoMode.Password)
        self.pin.setMaxLength(PIN_MAX)
        self.pin.setFont(font("figure", "medium"))
        self.pin.setFixedHeight(METRIC.key)
        self.pin.setAccessibleName(_("PIN"))
        self._problem = Note("danger", "")
        self.kept = Note("info", "")
        self.kept.hide()
        self.enter = Button(lambda: _("Sign in"), kind="primary", size="tall", hint="Enter", focus=False)
        self.enter.clicked.connect(self.submit)
        names = holding(column(self._names, None, gap="none"))
        right = column(
            Label(lambda: _("PIN"), weight="medium"),
            self.pin,
            PinPad(self.pin),
            self._problem,
            self.kept,
            None,
            self.enter,
        )
        right.setContentsMargins(SPACE.xl, SPACE.l, SPACE.xl, SPACE.xl)
        body = row(names, Divider(upright=True), holding(right), gap="none")
        body.setStretch(0, 1)
        body.setStretch(2, 1)
        self.add(body, stretch=1)
        self.setFixedWidth(METRIC.empty_state)
        self.setMinimumHeight(METRIC.pay_panel)
        self.setFocusProxy(self.pin)

    def show_kept(self, codes: Sequence[str]) -> None:
        self.kept.setVisible(bool(codes))
        if codes:
            last = ", ".join(codes[-KEPT_SHOWN:])
            self.kept.say(
                "info",
                ngettext(
                    "{n} scan waits and follows after the PIN: {codes}",
                    "{n} scans wait and follow after the PIN: {codes}",
                    len(codes),
                    codes=last,
                ),
            )

    def draw(self) -> None:
        locked = self._shift.locked is not None
        self.title.say(lambda: _("The till is locked") if locked else _("Who is at the till?"))
        people = self._shift.people
        if self._shift.cashier is not None:
            self._last_user = self._shift.cashier.username
        elif self.rows and [entry.person for entry in self.rows] == list(people):
            self.enter.setEnabled(True)
            self._choose_last()
            return
        clear(self._names)
        self.rows = []
        for number, person in enumerate(people):
            entry = PersonRow(person)
            entry.clicked.connect(partial(self.choose, number))
            self.rows.append(entry)
            self._names.addWidget(entry)
        self._choose_last()
        self.enter.setEnabled(bool(people))
        self._problem.setVisible(not people)
        if not people:
            self._problem.say("warn", _("Staff has not arrived from the back office yet"))

    def _choose_last(self) -> None:
        """Whoever was here last is the likeliest to come back."""
        people = self._shift.people
        known = [number for number, person in enumerate(people) if person.username == self._last_user]
        self.choose(known[0] if known else min(self._current, max(0, len(people) - 1)))

    def choose(self, number: int) -> None:
        self._current = number
        for place, entry in enumerate(self.rows):
            entry.mark(chosen=place == number)
        self.pin.clear()

    def submit(self) -> None:
        if not self.rows or not self.pin.text():
            return
        person = self._shift.people[self._current]
        self.enter.setEnabled(False)
        self._shift.sign_in(person.username, self.pin.text(), self._refused)

    @property
    def chosen(self) -> Person:
        return self._shift.people[self._current]

    def problem(self) -> str:
        return self._problem.text() if not self._problem.isHidden() else ""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if event.key() in ENTER:
            self.submit()
        elif step is not None and self.rows:
            self.choose(max(0, min(len(self.rows) - 1, self._current + step)))
        else:
            super().keyPressEvent(event)

    def _refused(self, why: str) -> None:
        self.pin.clear()
        self.enter.setEnabled(True)
        self._problem.say("danger", why)
        self._problem.show()


class PersonRow(PickRow):
    """Name, and below it the role."""

    def __init__(self, person: Person) -> None:
        super().__init__(person.name, height=METRIC.row_till_last)
        self._person = person

    @property
    def person(self) -> Person:
        return self._person

    @override
    def paint_row(self, painter: QPainter, box: QRect) -> None:
        inner = box.adjusted(SPACE.xl, SPACE.s, -SPACE.l, -SPACE.s)
        half = inner.height() // 2
        painter.setFont(font("title", "medium"))
        left = Qt.AlignmentFlag.AlignLeft
        paint.text(painter, inner.adjusted(0, 0, 0, -half), self._person.name, "ink", left)
        painter.setFont(font())
        role = _(ROLE_WORDS.get(self._person.role, self._person.role))
        paint.text(painter, inner.adjusted(0, half, 0, 0), role, "ink_muted", left)


class FloatCard(Panel):
    """The change money in the drawer; Enter opens the shift."""

    def __init__(self, shift: Shift) -> None:
        super().__init__(lambda: _("Open the shift"))
        self._shift = shift
        self._who = Label(ink="ink_muted", wrap=True)
        self.amount = MoneyEdit(prefix=texts.CURRENCY, size="giant")
        self.amount.setAccessibleName(_("Change money in the drawer"))
        self._problem = Note("danger", "")
        self._problem.hide()
        self.open_button = Button(
            lambda: _("Open the shift"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.open_button.clicked.connect(self.submit)
        self.other = Button(lambda: _("Somebody else"), size="tall", hint="Esc", focus=False)
        self.other.clicked.connect(shift.sign_out)
        pad = NumberPad()
        pad.drive(self.amount)
        body = column(
            self._who,
            Label(lambda: _("Change money in the drawer"), weight="medium"),
            self.amount,
            pad,
            self._problem,
            gap="m",
        )
        body.setContentsMargins(SPACE.xl, SPACE.l, SPACE.xl, SPACE.l)
        foot = row(self.other, self.open_button)
        foot.setStretch(1, 1)
        foot.setContentsMargins(SPACE.xl, SPACE.l, SPACE.xl, SPACE.l)
        self.add(body)
        self.add(Divider())
        self.add(foot)
        self.setFixedWidth(METRIC.pay_panel)
        self.setFocusProxy(self.amount)

    def draw(self) -> None:
        if self._shift.cashier is None:
            return
        self.open_button.setEnabled(True)
        self._problem.hide()
        self._who.say(
            _("{name}, count the change money and type how much it is.", name=self._shift.cashier.name)
        )

    def problem(self) -> str:
        return self._problem.text() if not self._problem.isHidden() else ""

    def submit(self) -> None:
        self.open_button.setEnabled(False)
        self._shift.open(Money(self.amount.value() or 0), self._refused)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.submit()
        elif event.key() == Qt.Key.Key_Escape:
            self._shift.sign_out()
        else:
            super().keyPressEvent(event)

    def _refused(self, why: str) -> None:
        self.open_button.setEnabled(True)
        self._problem.say("danger", why)
        self._problem.show()


def _centred(card: QWidget, *below: QWidget) -> QWidget:
    """A card in the middle, a little above it: the eye looks for it there."""
    middle = column(card, *below, gap="m")
    return holding(column(None, row(None, middle, None, gap="none"), None, None, gap="none"))
