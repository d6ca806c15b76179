"""The till's screens beside selling: first start, sign-in, shift, receipts. Loaded behind the first paint."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pos_client import texts
from pos_client.app.pages import page_printers, put_on_page
from pos_client.app.peripherals import screens
from pos_client.app.queue_windows import QueueWindows
from pos_client.desk.shell import Shell, Veil
from pos_client.desk.shell.overlay import Spot
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.till.approval import Approvals
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.choices import Option
from pos_client.features.attendance.actions import PersonNow
from pos_client.features.attendance.presenter import Attendance
from pos_client.features.attendance.view import AttendancePanel, noted_words
from pos_client.features.devices.presenter import Devices
from pos_client.features.devices.state import Device
from pos_client.features.devices.view import DevicesView, PaperQueuePanel
from pos_client.features.labels.presenter import Labels
from pos_client.features.labels.view import LabelsView
from pos_client.features.queue.presenter import TillQueue
from pos_client.features.receipts.presenter import Receipts
from pos_client.features.receipts.view import ReceiptsView, ReturnView
from pos_client.features.setup.presenter import Setup
from pos_client.features.setup.state import (
    FIRST_DAY,
    FIRST_DAY_OPEN,
    FIRST_DAY_PRINTED,
    FirstDay,
    Joined,
    Step,
)
from pos_client.features.setup.view import EnrolPanel, FetchingView, PricesPanel, SettingsPanel, SetupView
from pos_client.features.shift.presenter import Shift
from pos_client.features.shift.state import ClosedShift, Handed
from pos_client.features.shift.view import (
    CashPanel,
    ClosedView,
    CloseView,
    DrawerPanel,
    HandoverPanel,
    ReportsPanel,
    StartView,
    SwitchPanel,
)
from pos_client.features.shift.view.people_panels import difference_words
from pos_client.features.till.keys import REMEMBERED_KEYS, WORD, Do
from pos_client.settings import LAYOUT
from pos_client.texts import _
from shared_models.values.codes import AttendanceKind, Permission
from shared_models.values.money import Money

if TYPE_CHECKING:
    from pos_client.app.first_day import FirstDays
    from pos_client.app.till_side import TillSide
    from pos_client.devices.status import Condition
    from pos_client.engine.print_jobs import PrinterRole
    from pos_client.features.receipts.state import ShownReceipt

START: Final = "start"
CLOSE: Final = "close-shift"
CLOSED: Final = "shift-closed"
RECEIPTS: Final = "till-receipts"
RETURN: Final = "return"
SETUP: Final = "setup"
FETCHING: Final = "fetching"
DEVICES: Final = "devices"
LABELS: Final = "labels"
LAST_USER: Final = "till.last_user"


class TillScreens(QObject):
    """Their presenters, how each is made, and how one leads to the next."""

    sync_wanted = Signal()
    printing_wanted = Signal()
    training_wanted = Signal()

    def __init__(self, side: TillSide) -> None:
        super().__init__(side)
        self._side = side
        self._shell: Shell = side.shell
        self.approvals = Approvals(side.shell, side.background, side.check_pin)
        self.shift = Shift(side.background, self.approvals)
        self.receipts = Receipts(side.background, self.approvals)
        self.setup = Setup(side.background)
        self.queue = TillQueue(side.background, has_printer=lambda: side.paying.has_printer)
        self.queue_windows = QueueWindows(
            side.shell,
            self.queue,
            lambda panel: self.open_panel(panel, place="right"),
            shop=self._branch_name,
            practising=lambda: side.practising,
        )
        self.devices = Devices(side.background)
        self.labels = Labels(side.background)
        self.labels.printed.connect(lambda _count: self.printing_wanted.emit())
        # Whoever holds the printers says how they are.
        self.condition_of: Callable[[PrinterRole], Condition | None] = lambda _role: None
        self.receipts.page_wanted.connect(self._put_on_page)
        self.attendance = Attendance(side.background, lambda: side.attendance)
        self.attendance.noted.connect(self._attended)
        self.shift.closed.connect(self._show_closed)
        self.shift.changed.connect(self._signed_in)
        self.shift.cash_moved.connect(self._cash_moved)
        self.shift.paper_wanted.connect(self._x_printed)
        self.shift.counted_within.connect(self._counted)
        self.shift.handed.connect(self._handed)
        self.shift.report_printed.connect(self._report_printed)
        self.setup.joined.connect(self._joined)
        self.setup.done.connect(self._day_one)
        side.began.connect(self._offer_first_day)

    def build(self, key: str) -> QWidget:
        """A screen's widget."""
        made = {
            START: self._build_start,
            CLOSE: self._build_close,
            CLOSED: self._build_closed,
            RECEIPTS: self._build_receipts,
            RETURN: self._build_return,
            SETUP: self._build_setup,
            FETCHING: FetchingView,
            DEVICES: self._build_devices,
            LABELS: self._build_labels,
        }
        return made[key]()

    def take_scan(self, code: str) -> bool:
        """Receipts, returns and labels take codes themselves."""
        page = self._shell.page(self._shell.here)
        if isinstance(page, ReceiptsView | ReturnView | LabelsView):
            page.scanned(code)
            return True
        return False

    def open_receipts(self, number: str = "") -> None:
        self._shell.open(RECEIPTS)
        page = self._shell.page(RECEIPTS)
        assert isinstance(page, ReceiptsView)
        page.enter(number)

    def open_close(self) -> None:
        self._shell.open(CLOSE)
        page = self._shell.page(CLOSE)
        assert isinstance(page, CloseView)
        page.enter()

    def open_cash(self) -> None:
        self.open_panel(CashPanel(self.shift))

    def _cash_moved(self, into: bool, amount: int) -> None:  # noqa: FBT001 - a Qt slot
        said = texts.rupiah(amount)
        put_in, taken = _("{amount} put into the drawer", amount=said), _("{amount} taken out", amount=said)
        self._shell.toast("ok", put_in if into else taken)

    def _x_printed(self) -> None:
        if self._side.paying.has_printer:
            self._shell.toast("ok", _("The X report goes to the printer"))
        else:
            self._shell.toast("warn", _("No printer is set up. The X report waits for one."))

    def open_switch(self) -> None:
        self.open_panel(SwitchPanel(self.shift))

    def open_attendance(self) -> None:
        self.open_panel(AttendancePanel(self.attendance))

    def _attended(self, person: PersonNow, kind: AttendanceKind) -> None:
        self._shell.toast("ok", noted_words(person, kind))

    def lock(self) -> None:
        """Not in the middle of a payment: what was handed over would be forgotten."""
        if self._side.paying.pay is None:
            self.shift.lock()

    def show_kept(self, codes: Sequence[str]) -> None:
        """What was scanned while nobody was signed in."""
        page = self._shell.page(START)
        if isinstance(page, StartView):
            page.show_kept(codes)

    def _counted(self, difference: Money | None) -> None:
        self._shell.toast("warn" if difference else "ok", difference_words(difference))
        self._side.back_to_till()
        self.printing_wanted.emit()

    def _handed(self, handed: Handed) -> None:
        """Where every cashier has a shift, the last one's report is shown first."""
        assert self.shift.cashier is not None
        words = _("{name} has the drawer", name=self.shift.cashier.name)
        self._shell.toast("ok", words)
        if handed.closed is not None:
            self.shift.closed.emit(handed.closed)
        else:
            self._side.back_to_till()

    def _report_printed(self, closed: bool) -> None:  # noqa: FBT001 - a Qt slot
        self.printing_wanted.emit()
        if not self._side.paying.has_printer:
            self._shell.toast("warn", _("No printer is set up. The report waits for one."))
        elif closed:
            self._shell.toast("ok", _("The Z report goes to the printer"))
        else:
            self._shell.toast("ok", _("The X report goes to the printer"))

    def _branch_name(self) -> str:
        standing = self._side.standing
        known = None if standing is None else standing.identity
        return "" if known is None else known.branch_name

    def open_drawer(self) -> None:
        self.open_panel(DrawerPanel(self.shift))

    def open_settings(self) -> None:
        """For whoever may approve; a cashier asks them. What is set holds for the till itself, so not while
        somebody practises.
        """
        self._for_whoever_may(self._show_settings)

    def _for_whoever_may(self, then: Callable[[], None]) -> None:
        if self._side.practising:
            self._shell.toast(
                "info", lambda: _("End the training first: settings are those of the till itself.")
            )
            return
        cashier = self.shift.cashier
        if cashier is not None and cashier.may(Permission.APPROVE):
            then()
        else:
            what = _("Settings of this till")
            self.approvals.ask(Permission.APPROVE, what, lambda _member: then())

    def _show_settings(self) -> None:
        panel = SettingsPanel(self.setup, layout=self._side.layout)
        panel.laid_out.connect(self._lay_out)
        panel.dressed.connect(self.dress)
        veil = self.open_panel(panel, width=METRIC.pay_panel)

        def read_prices() -> None:
            veil.close_panel()
            self.open_prices()

        panel.prices_wanted.connect(read_prices)

        def show_devices() -> None:
            veil.close_panel()
            self.open_devices()

        panel.devices_wanted.connect(show_devices)

        def show_sync() -> None:
            veil.close_panel()
            self.sync_wanted.emit()

        panel.sync_wanted.connect(show_sync)

        def show_keys() -> None:
            veil.close_panel()
            self.open_keys()

        panel.keys_wanted.connect(show_keys)

        def show_first_day() -> None:
            veil.close_panel()
            self.first_day.open()

        panel.first_day_wanted.connect(show_first_day)

        def join() -> None:
            veil.close_panel()
            self.open_enrol()

        panel.office_wanted.connect(join)

    def open_devices(self) -> None:
        """For whoever got into the settings."""
        self._shell.open(DEVICES)
        page = self._shell.page(DEVICES)
        assert isinstance(page, DevicesView)
        page.enter()

    def open_paper_queue(self) -> None:
        """What waits for paper, and why."""
        self.open_panel(PaperQueuePanel(self.devices, self.condition_of))

    def _day_one(self) -> None:
        """A new till: what makes it ready is shown as soon as it sells."""
        standing = self._side.standing
        if standing is None or standing.identity is None:
            self._shell.remember.put(FIRST_DAY, FIRST_DAY_OPEN)

    def _offer_first_day(self) -> None:
        if self._shell.remember.get(FIRST_DAY) == FIRST_DAY_OPEN:
            self.first_day.offer()

    @cached_property
    def first_day(self) -> FirstDays:
        from pos_client.app.first_day import FirstDays, Ways  # noqa: PLC0415 - on the first day

        ways = Ways(
            open_panel=self.open_panel,
            settings=self.open_settings,
            devices=lambda: self._for_whoever_may(self.open_devices),
            prices=self.open_prices,
            sell=self._side.back_to_till,
            stands=self._stands,
        )
        return FirstDays(self._shell, self.setup, self._side.till, ways)

    def _stands(self) -> FirstDay:
        """What of a till's first day is done; its sales are counted elsewhere."""
        side, remember = self._side, self._shell.remember
        known = side.standing.identity if side.standing is not None else None
        facts = {
            Step.LANGUAGE: remember.get("language") is not None,
            Step.SHOP: known is not None,
            Step.PRINTER: side.paying.has_printer and remember.get(FIRST_DAY_PRINTED) is True,
            Step.PRODUCT: side.searching.total > 0,
        }
        return FirstDay(
            done=frozenset(step for step, done in facts.items() if done),
            shop="" if known is None else known.company_name,
            alone=known is not None and known.stand_alone,
        )

    def open_prices(self) -> None:
        """The price list of a shop that stands alone, from a file."""
        self.open_panel(PricesPanel(self.setup))

    def open_keys(self) -> None:
        """The key map of this till; what is kept holds at once."""
        from pos_client.features.till.view.keys_panel import KeysPanel  # noqa: PLC0415 - asked for seldom

        panel = KeysPanel(self._side.keys)
        veil = self._shell.open_panel(panel, width=METRIC.search_panel)
        panel.left.connect(veil.close_panel)

        def keep(keys: dict[Do, str]) -> None:
            veil.close_panel()
            self._side.keys.use(keys)
            self._shell.remember.put(REMEMBERED_KEYS, {do.value: key for do, key in keys.items()})
            look().say_anew()

        panel.kept.connect(keep)
        panel.card_wanted.connect(self._print_card)
        panel.written.connect(lambda name: self._shell.toast("ok", _("Saved in {name}", name=name)))

    def _print_card(self, keys: dict[Do, str]) -> None:
        from pos_client.printing.key_card import key_card  # noqa: PLC0415 - asked for seldom

        if not self._side.paying.has_printer:
            self._shell.toast("warn", _("No printer is set up."))
            return
        rows = [(key, _(WORD[do])) for do, key in keys.items() if key]
        self._side.page_wanted.emit(key_card(_("Keys of this till"), rows))

    def open_enrol(self) -> None:
        """For a shop that stands alone, and for a till that must be enrolled anew."""
        self.open_panel(EnrolPanel(self.setup))

    def _joined(self, joined: Joined) -> None:
        if joined.came_back:
            came = texts.ngettext(
                "{n} record came back from the journal copy",
                "{n} records came back from the journal copy",
                joined.came_back,
            )
            self._shell.toast("ok", came)
        if not joined.adopted:
            # The place is another: its people sign in there.
            self.shift.sign_out()
            return
        words = [_("{company} has a back office now. Everything is sent to it.", company=joined.company)]
        words += [
            _("The login of {name} is {login} now.", name=name, login=login) for name, login in joined.logins
        ]
        self._shell.toast("ok", " ".join(words))

    def dress(self, language: str, theme: str) -> None:
        self._shell.remember.put("language", language)
        self._shell.remember.put("theme", theme)
        look().use_language("en" if language == "en" else "id")
        look().use_theme("dark" if theme == "dark" else "light")

    def _lay_out(self, layout: str) -> None:
        self._shell.remember.put(LAYOUT.key, layout)
        self._side.use_layout(layout)

    def open_panel(
        self, panel: TillPanel, *, place: Spot = "center", width: int = METRIC.confirm_panel
    ) -> Veil:
        """Over whatever is shown."""
        veil = self._shell.open_panel(panel, place=place, width=width)
        panel.left.connect(veil.close_panel)
        return veil

    def _build_setup(self) -> QWidget:
        view = SetupView(self.setup, server=self._side.server)
        view.dress.dressed.connect(self.dress)
        return view

    def _build_start(self) -> QWidget:
        view = StartView(
            self.shift,
            last_user=str(self._shell.remember.get(LAST_USER) or ""),
            settings_key=lambda: self._side.keys[Do.SETTINGS],
            attendance_key=lambda: self._side.keys[Do.ATTENDANCE],
        )
        view.settings_wanted.connect(self.open_settings)
        view.attendance_wanted.connect(self.open_attendance)
        view.dress.dressed.connect(self.dress)
        return view

    def _signed_in(self) -> None:
        if self.shift.cashier is not None:
            self._shell.remember.put(LAST_USER, self.shift.cashier.username)

    def _build_close(self) -> QWidget:
        view = CloseView(self._shell, self.shift, settings_key=lambda: self._side.keys[Do.SETTINGS])
        view.settings_wanted.connect(self.open_settings)
        view.left.connect(self._side.back_to_till)
        view.handover_wanted.connect(lambda: self.open_panel(HandoverPanel(self.shift)))
        view.reports_wanted.connect(lambda: self.open_panel(ReportsPanel(self.shift), place="right"))
        return view

    def _build_closed(self) -> QWidget:
        view = ClosedView()
        view.go_on.connect(self._next_shift)
        self.shift.confirmed.connect(view.show_confirmed)
        return view

    def _build_devices(self) -> QWidget:
        view = DevicesView(self._shell, self.devices, _more_options)
        view.left.connect(self._leave_devices)
        view.queue_wanted.connect(self.open_paper_queue)
        return view

    def open_labels(self) -> None:
        """Shelves are those of the shop, so not while somebody practises."""
        if self._side.practising:
            self._shell.toast(
                "info", lambda: _("End the training first: labels are for the shop's own shelves.")
            )
            return
        self._shell.open(LABELS)
        page = self._shell.page(LABELS)
        assert isinstance(page, LabelsView)
        page.enter()

    def _build_labels(self) -> QWidget:
        view = LabelsView(self.labels)
        view.left.connect(self._side.back_to_till)
        return view

    def _leave_devices(self) -> None:
        self._shell.back()

    def _build_receipts(self) -> QWidget:
        view = ReceiptsView(
            self._shell,
            self.receipts,
            has_printer=lambda: self._side.paying.has_printer,
            page_printer=lambda: self.devices.values(Device.PAGE).get("name", ""),
        )
        view.queue_wanted.connect(self.open_paper_queue)
        view.left.connect(self._side.back_to_till)
        view.return_wanted.connect(self._return)
        return view

    def _put_on_page(self, shown: ShownReceipt, file: str) -> None:
        printer = "" if file else self.devices.values(Device.PAGE).get("name", "")
        paper, number = shown.paper, shown.number

        def done(_nothing: None) -> None:
            went = _("{name} is saved", name=Path(file).name)
            self._shell.toast(
                "ok",
                went if file else _("Receipt {number} goes to {printer}", number=number, printer=printer),
            )

        def failed(problem: BaseException) -> None:
            if isinstance(problem, OSError):
                self._shell.toast("danger", _("{name} cannot be written", name=Path(file).name))
            else:
                self.receipts.troubled.emit(problem)

        self._side.background.long(
            lambda _progress: put_on_page(paper, title=number, printer=printer, file=file),
            then=done,
            fail=failed,
        )

    def _build_return(self) -> QWidget:
        view = ReturnView(self._shell, self.receipts.returning)
        view.left.connect(self.open_receipts)
        view.finished.connect(self._side.back_to_till)
        return view

    def _show_closed(self, closed: ClosedShift) -> None:
        self._shell.open(CLOSED)
        page = self._shell.page(CLOSED)
        assert isinstance(page, ClosedView)
        page.draw(closed)
        page.setFocus()

    def _next_shift(self) -> None:
        """After a handover the next cashier is here already, and their shift is open."""
        if self.shift.may_sell:
            self._side.back_to_till()
            return
        self._shell.open(START)
        self.shift.sign_out()

    def _return(self, with_receipt: bool) -> None:  # noqa: FBT001 - a Qt slot
        self.receipts.returning.begin(self.receipts.shown if with_receipt else None)
        self._shell.open(RETURN)
        page = self._shell.page(RETURN)
        assert isinstance(page, ReturnView)
        page.enter()


def _more_options(device: Device) -> list[Option]:
    """What only this computer knows: its screens, its printers."""
    if device is Device.DISPLAY:
        return list(screens())
    return list(page_printers()) if device is Device.PAGE else []
