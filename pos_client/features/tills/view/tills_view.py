"""Registers with their devices, and under a second tab the shifts; details open beside the table."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QStackedWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.office import OfficePage
from pos_client.desk.office.exports import export_button
from pos_client.desk.problems import problem_text
from pos_client.desk.shell import Question, Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import Tone
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Tabs
from pos_client.desk.widgets.dates import PeriodButton
from pos_client.desk.widgets.layouts import column, reveal, row
from pos_client.desk.widgets.panels import WithSide
from pos_client.desk.widgets.states import EmptyState, Start
from pos_client.features.tills.presenter import NewRegisterForm, Tills
from pos_client.features.tills.shown import (
    clock_words,
    disk_words,
    head_words,
    moment_words,
    shift_place,
    sync_words,
    worst_alarm,
)
from pos_client.features.tills.state import agrees
from pos_client.features.tills.view.panels import CodePanel, RegisterPanel, ShiftPanel, TillPanel
from pos_client.texts import _, ngettext
from shared_models.values.codes import Permission
from shared_models.values.refusals import Refusal
from shared_models.wire.replica import RegisterRow
from shared_models.wire.tills import ConfirmedShift, EnrolmentCode, TillState


def _sync_tone(line: Row) -> Tone | None:
    return _tone(line.get("tone"))


def _tone(tone: object) -> Tone | None:
    known: tuple[Tone, ...] = ("ok", "warn", "danger")
    return next((one for one in known if one == tone), None)


TILL_COLUMNS: Final = (
    Column("code", lambda: _("Till"), "code", chars=8),
    Column("name", lambda: _("Name"), chars=10, stretch=True),
    Column("device", lambda: _("Device"), chars=16, muted=True, hidden=True),
    Column("sync", lambda: _("State"), chars=15, tone=_sync_tone),
    Column("alarm", lambda: _("Alarm"), chars=16, yields=6, tone=lambda line: _tone(line.get("alarm_tone"))),
    Column("contact", lambda: _("Last contact"), chars=10),
    Column("waiting", lambda: _("Waiting"), "integer", chars=7, hidden=True),
    Column("oldest", lambda: _("Oldest waiting"), chars=10, hidden=True),
    Column("head", lambda: _("Journal's end"), chars=14, muted=True, yields=2),
    Column("series", lambda: _("Receipt series"), "code", chars=5, hidden=True),
    Column("clock", lambda: _("Clock"), chars=10, yields=3),
    Column("disk", lambda: _("Disk"), chars=10, yields=4),
    Column("app", lambda: _("Program"), "code", chars=7, yields=1),
    Column("shift", lambda: _("Shift"), chars=11),
    Column(
        "reviews",
        lambda: _("To review"),
        "integer",
        chars=7,
        yields=5,
        tone=lambda line: "warn" if line.get("reviews") else None,
    ),
)
EVENTS: Final = "till-events"
SHIFT_COLUMNS: Final = (
    Column("opened", lambda: _("Opened"), "moment"),
    Column("closed", lambda: _("Closed"), "clock", yields=2),
    Column("till", lambda: _("Register"), "code", chars=8, yields=5),
    Column("number", lambda: _("Shift"), "integer", chars=4),
    Column("cashier", lambda: _("Cashier"), chars=7, stretch=True),
    Column("receipts", lambda: _("Receipts"), "integer", chars=7, yields=1),
    Column("expected", lambda: _("Expected"), "money", chars=8, yields=3),
    Column("counted", lambda: _("Counted"), "money", chars=8, yields=4),
    Column("difference", lambda: _("Difference"), "money", chars=7, signed=True),
    Column("state", lambda: _("State"), chars=11, tone=_sync_tone),
)


class TillsView(OfficePage):
    def __init__(self, tills: Tills, shell: Shell) -> None:
        super().__init__(tills.office, lambda: _("Tills"))
        self._tills = tills
        self._shell = shell
        self.tabs = Tabs((("tills", lambda: _("Tills")), ("shifts", lambda: _("Shifts"))))
        self.period = PeriodButton(tills.state.period, today=tills.office.today())
        self.new = Button(lambda: _("New till"), icon="plus", hint="Ctrl+N", size="compact")
        self.table = TablePage(TILL_COLUMNS, key="tills", remember=shell.remember, framed=False)
        self.shifts = TablePage(SHIFT_COLUMNS, key="shifts", remember=shell.remember, framed=False)
        self._stack = QStackedWidget()
        self.whole = WithSide(self._stack)
        self._build()
        self._wire()
        self._show_tab("tills")

    def _build(self) -> None:
        self.table.set_noun(lambda count: ngettext("{n} till", "{n} tills", count))
        self.shifts.set_noun(lambda count: ngettext("{n} shift", "{n} shifts", count))
        self.table.set_title(lambda: _("Tills"))
        self.shifts.set_title(lambda: _("Shifts"))
        self.table.set_actions(
            (
                Action(lambda: _("Event log"), self._log_row, "history"),
                Action(lambda: _("Enrol a device"), self._enrol_row, "key-round", self._may_enrol),
                Action(lambda: _("Lock the device"), self._revoke_row, "lock", self._may_revoke),
            )
        )
        none = EmptyState(
            lambda: _("No till yet"),
            lambda: _("A till is a place at the counter where a device sells."),
            (
                Start(
                    "scan-barcode",
                    lambda: _("Add the first till"),
                    lambda: _("Give it a code and a name, then type the one-time code at the device."),
                    lambda: _("New till"),
                    "new",
                ),
            ),
        )
        none.chosen.connect(lambda _key: self._new())
        self.table.set_empty(none)
        self.shifts.set_empty(
            EmptyState(
                lambda: _("No shifts in this period"),
                lambda: _("A shift stands here as soon as its till has sent its opening."),
            )
        )
        self._stack.addWidget(self.table)
        self._stack.addWidget(self.shifts)
        self.head.add_left(self.period)
        self._of_tills = (self.table.columns_button(), export_button(self.table, self._shell), self.new)
        self._of_shifts = (self.period, export_button(self.shifts, self._shell))
        for button in (*self._of_tills[:2], self._of_shifts[1], self.new):
            self.head.add_action(button)
        body = column(row(self.tabs, None), self.whole, gap="m")
        body.setStretch(1, 1)
        self.add(body, stretch=1)

    def _wire(self) -> None:
        tills = self._tills
        self.tabs.chosen.connect(self._show_tab)
        self.period.chosen.connect(tills.choose_period)
        self.new.clicked.connect(self._new)
        tills.changed.connect(lambda: self.show_refusal(tills.state.refusal))
        tills.tills_came.connect(self._draw_tills)
        tills.shifts_came.connect(self._draw_shifts)
        tills.code_came.connect(self._show_code)
        tills.revoked.connect(self._revoked)
        tills.failed.connect(self._failed)
        self.table.opened.connect(self._open_till)
        self.shifts.opened.connect(self._open_shift)
        self.table.view.clicked.connect(lambda _index: self._open_till(self.table.current()))
        self.shifts.view.clicked.connect(lambda _index: self._open_shift(self.shifts.current()))
        shortcut = QShortcut(QKeySequence("Ctrl+N"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._new)
        look().language_changed.connect(self._draw_tills)
        look().language_changed.connect(self._draw_shifts)

    @override
    def load(self) -> None:
        self.period.set_today(self.office.today())
        self.new.setEnabled(self.office.may(Permission.ADMIN_TILLS))
        self._tills.load()

    def _show_tab(self, key: str) -> None:
        shifts = key == "shifts"
        self.whole.close_side()
        shown = self.shifts if shifts else self.table
        self._stack.setCurrentWidget(shown)
        self.setFocusProxy(shown)
        for button in self._of_shifts:
            reveal(button, shown=shifts)
        for button in self._of_tills:
            reveal(button, shown=not shifts)

    # hands

    def _new(self) -> None:
        if not self.office.may(Permission.ADMIN_TILLS):
            return
        form = NewRegisterForm(self.office)
        panel = RegisterPanel(form, self.office.branches)
        form.setParent(panel)
        form.stored.connect(self._stored)
        self.whole.open_side(panel)
        panel.start()

    def _stored(self, register: RegisterRow) -> None:
        self.whole.close_side()
        self._tills.load()
        name = register.name
        self._shell.toast("ok", lambda: _("{name} saved", name=name))

    def _open_till(self, line: Row | None) -> None:
        till = self._tills.till(_id(line, "register"))
        if till is None:
            return
        panel = TillPanel(till, self.office, allowed=self.office.may(Permission.ADMIN_TILLS))
        panel.enrol.clicked.connect(lambda: self._enrol(till))
        panel.revoke.clicked.connect(lambda: self._revoke(till))
        panel.log.clicked.connect(lambda: self._open_log(till))
        self.whole.open_side(panel)

    def _open_log(self, till: TillState) -> None:
        self._shell.open(EVENTS, register=till.register_id, place=_place(till))

    def _log_row(self, line: Row) -> None:
        till = self._tills.till(_id(line, "register"))
        if till is not None:
            self._open_log(till)

    def _open_shift(self, line: Row | None) -> None:
        shift = self._tills.shift(_id(line, "shift_id"))
        if shift is not None:
            self.whole.open_side(ShiftPanel(shift, self.office))

    def _may_enrol(self, line: Row) -> bool:
        return self.office.may(Permission.ADMIN_TILLS) and self._tills.till(_id(line, "register")) is not None

    def _may_revoke(self, line: Row) -> bool:
        till = self._tills.till(_id(line, "register"))
        known = till is not None and till.device is not None and not till.revoked
        return known and self.office.may(Permission.ADMIN_TILLS)

    def _enrol_row(self, line: Row) -> None:
        till = self._tills.till(_id(line, "register"))
        if till is not None:
            self._enrol(till)

    def _revoke_row(self, line: Row) -> None:
        till = self._tills.till(_id(line, "register"))
        if till is not None:
            self._revoke(till)

    def _enrol(self, till: TillState) -> None:
        if till.device is None or till.revoked:
            self._tills.ask_code(till)
            return
        question = Question(
            title=_("Enrol another device?"),
            text=_(
                "{code} has a device already. The one that uses the new code takes its place.",
                code=_place(till),
            ),
            accept=_("Make a code"),
            refuse=_("Cancel"),
        )
        self._shell.ask(question, lambda: self._tills.ask_code(till))

    def _revoke(self, till: TillState) -> None:
        question = Question(
            title=_("Lock the device at {code}?", code=_place(till)),
            text=_(
                "What it sends from now on is only put aside until somebody looks. To undo, enrol it again."
            ),
            accept=_("Lock"),
            refuse=_("Cancel"),
        )
        self._shell.ask(question, lambda: self._tills.revoke(till))

    def _show_code(self, till: TillState, code: EnrolmentCode) -> None:
        expires = texts.moment(self.office.local(code.expires_at, till.branch))
        panel = CodePanel(_place(till), code.code, expires)
        panel.done.connect(self._shell.open_panel(panel, place="center", width=panel.wanted).close_panel)

    def _revoked(self, till: TillState) -> None:
        self.whole.close_side()
        place = _place(till)
        self._shell.toast("ok", lambda: _("The device at {code} is locked", code=place))

    def _failed(self, refusal: Refusal) -> None:
        self._shell.toast("danger", lambda: problem_text(refusal.code, refusal.facts))

    # drawing

    def _draw_tills(self) -> None:
        if self._tills.state.tills is not None:
            self.table.show_rows([self._till_row(till) for till in self._tills.state.tills])

    def _draw_shifts(self) -> None:
        if self._tills.state.shifts is not None:
            self.shifts.show_rows([self._shift_row(shift) for shift in self._tills.state.shifts])

    def _till_row(self, till: TillState) -> Row:
        now = self.office.now()
        tone, words = sync_words(till, self.office, now)
        alarm_tone, alarm = worst_alarm(till, now)
        shift = _("no shift")
        if till.shift_number is not None:
            shift = f"{texts.amount(till.shift_number)}, {till.shift_cashier or texts.DASH}"
        return {
            "id": str(till.register_id),
            "register": till.register_id,
            "code": _place(till),
            "name": till.name,
            "device": till.device_name,
            "sync": words,
            "tone": tone,
            "contact": moment_words(till.last_contact, self.office, till, now),
            "shift": shift,
            "reviews": till.reviews_open,
            "alarm": alarm,
            "alarm_tone": alarm_tone,
            "waiting": till.waiting,
            "oldest": moment_words(till.oldest_at, self.office, till, now),
            "head": head_words(till),
            "series": till.series,
            "clock": clock_words(till),
            "disk": disk_words(till),
            "app": till.app,
        }

    def _shift_row(self, shift: ConfirmedShift) -> Row:
        tone, words = _confirmed(shift)
        return {
            "id": str(shift.shift),
            "shift_id": shift.shift,
            "opened": self.office.local(shift.opened_at),
            "closed": self.office.local(shift.closed_at) if shift.closed_at else None,
            "till": shift_place(shift),
            "number": shift.number,
            "cashier": shift.cashier,
            "receipts": shift.posted,
            "expected": shift.expected_server,
            "counted": shift.counted,
            "difference": shift.difference,
            "state": words,
            "tone": tone,
        }

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tills.shown = True

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tills.shown = False


def _confirmed(shift: ConfirmedShift) -> tuple[Tone, str]:
    if shift.closed_at is None:
        return "plain", _("Open")
    if agrees(shift):
        return "ok", _("Confirmed")
    missing = shift.issued - shift.posted
    if missing > 0:
        return "warn", _("{count} missing", count=texts.amount(missing))
    return "danger", _("Differs")


def _place(till: TillState) -> str:
    return f"{till.branch_code}-{till.code}"


def _id(line: Row | None, key: str) -> UUID:
    value = line.get(key) if line is not None else None
    return value if isinstance(value, UUID) else UUID(int=0)
