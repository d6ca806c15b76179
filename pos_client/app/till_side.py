"""The till's face of the window: its presenters and screens, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pos_client.desk.background import Background
from pos_client.desk.screens import Face, Help, Screen
from pos_client.desk.shell import Shell
from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.till import Approvals, TillPanel
from pos_client.features.receipts.presenter import Receipts
from pos_client.features.receipts.view import ReceiptsView, ReturnView
from pos_client.features.setup.presenter import Setup
from pos_client.features.setup.view import FetchingView, SetupView
from pos_client.features.shift.presenter import Shift
from pos_client.features.shift.state import ClosedShift
from pos_client.features.shift.view import CashPanel, ClosedView, CloseView, DrawerPanel, StartView
from pos_client.features.till.keys import WORD, Do, load_keys
from pos_client.features.till.paying import Paying
from pos_client.features.till.presenter import Till
from pos_client.features.till.searching import Searching
from pos_client.features.till.view import TillView
from pos_client.features.till.view.panels import Panels
from pos_client.texts import N_, _
from shared_models.values.codes import Permission

if TYPE_CHECKING:
    from pos_client.app.opening import Opened, Standing
    from pos_client.engine.cart_rows import Cart
    from pos_client.engine.staff import StaffMember
    from pos_client.features.till.actions import Counter
    from pos_client.store.catalogue import Catalogue

TILL: Final = "till"
START: Final = "start"
CLOSE: Final = "close-shift"
CLOSED: Final = "shift-closed"
RECEIPTS: Final = "till-receipts"
RETURN: Final = "return"
SETUP: Final = "setup"
FETCHING: Final = "fetching"


class TillSide(QObject):
    """Made before the store is open: the window is painted first, keys are kept meanwhile."""

    began = Signal()
    standing_wanted = Signal()
    standing_changed = Signal()

    def __init__(self, background: Background, trouble: Callable[[BaseException], None]) -> None:
        super().__init__()
        self._background = background
        self._trouble = trouble
        self.keys = load_keys()
        self.till = Till(background)
        self.paying = Paying(self.till, background)
        self.searching = Searching(self.till)
        self.setup = Setup(background)
        self.standing: Standing | None = None
        self._opened: Opened | None = None
        self._catalogue: Catalogue | None = None
        self._selling: tuple[object, ...] = ()
        self._server = ""

    def screens(self) -> tuple[Screen, ...]:
        """Every screen of the till's face. Their widgets are made when they are first shown."""
        return (
            self._screen(TILL, N_("Till"), self._build_till, help_=self._help),
            self._screen(START, N_("Sign in"), lambda _shell: StartView(self.shift)),
            self._screen(CLOSE, N_("Close the shift"), self._build_close),
            self._screen(CLOSED, N_("Shift closed"), self._build_closed),
            self._screen(RECEIPTS, N_("Receipts"), self._build_receipts),
            self._screen(RETURN, N_("Return"), self._build_return),
            self._screen(SETUP, N_("First start"), self._build_setup, face=Face.PLAIN),
            self._screen(FETCHING, N_("Price list"), lambda _shell: FetchingView(), face=Face.PLAIN),
        )

    def attach(self, shell: Shell) -> None:
        """The window these screens are shown in."""
        self.shell = shell
        self.approvals = Approvals(shell, self._background, self._check)
        self.shift = Shift(self._background, self.approvals)
        self.receipts = Receipts(self._background, self.approvals)
        for part in (self.till, self.shift, self.receipts, self.setup):
            part.troubled.connect(self._trouble)
        self.shift.changed.connect(self.go_on)
        self.shift.closed.connect(self._show_closed)
        self.setup.done.connect(self.standing_wanted)
        self.till.receipt_scanned.connect(self.open_receipts)
        self.paying.paid_changed.connect(self.standing_wanted)

    # the store opens, and what it says changes ------------------------------------------------------------

    def opened(self, opened: Opened, catalogue: Catalogue, *, has_printer: bool) -> None:
        self._opened, self._catalogue = opened, catalogue
        self._server = opened.server
        self.paying.has_printer = has_printer
        self.setup.begin(opened.setup)
        self.standing_wanted.emit()

    def stands(self, standing: Standing) -> None:
        """Enrolment, staff, shift, tax rules, business date: as the store has them now."""
        assert self._opened is not None
        if standing == self.standing:
            return
        first = self.standing is None
        self.standing = standing
        if standing.identity is not None:
            self.paying.round_by(standing.identity.rounding)
            self.till.new_day(standing.taxes)
        if first:
            self.shift.begin(self._opened.desk, standing.people, standing.shift)
        else:
            self.shift.learn(standing.people, standing.shift)
        self.go_on()
        self.standing_changed.emit()

    def go_on(self) -> None:
        """Show what comes next: set-up, sign-in, the shift, or selling."""
        standing = self.standing
        if standing is None:
            return
        if standing.identity is None:
            self._show(SETUP)
        elif not standing.identity.ready:
            self._show(FETCHING)
        elif not self.shift.may_sell:
            self._selling = ()
            self.till.pause()
            self._show(START)
        else:
            self._sell()

    def scanned(self, code: str) -> None:
        """A scan, wherever the focus was: the screen that takes codes takes it, else the cart."""
        page = self.shell.page(self.shell.here) if self.shell.here else None
        if isinstance(page, ReceiptsView | ReturnView):
            page.scanned(code)
            return
        if self.till.selling and self.shell.here != TILL:
            self.shell.open(TILL)
        till_view = self.shell.page(TILL)
        assert isinstance(till_view, TillView)
        till_view.scanned(code)

    def open_receipts(self, number: str = "") -> None:
        self.shell.open(RECEIPTS)
        page = self.shell.page(RECEIPTS)
        assert isinstance(page, ReceiptsView)
        page.enter(number)

    # inside -----------------------------------------------------------------------------------------------

    def _sell(self) -> None:
        cashier = self.shift.cashier
        assert cashier is not None
        assert self._opened is not None
        wanted = (cashier.id, self.shift.number)
        if wanted == self._selling:
            return
        self._selling = wanted
        from pos_client.app.opening import counter  # noqa: PLC0415 - loaded by now: the store is open

        desk = counter(self._opened, cashier)
        self._background.store(desk.resume, then=lambda cart: self._begin(desk, cart))

    def _begin(self, desk: Counter, cart: Cart | None) -> None:
        cashier, standing = self.shift.cashier, self.standing
        if cashier is None or standing is None or self._catalogue is None or self._opened is None:
            return
        self.searching.begin(self._catalogue)
        self.receipts.begin(self._opened.receipts, self._catalogue, cashier.id)
        self.shell.open(TILL)
        self.till.begin(desk, self._catalogue, standing.taxes, cart)
        self.began.emit()

    def _check(self, pin: str, permission: Permission) -> StaffMember:
        assert self._opened is not None
        return self._opened.desk.approve(pin, permission)

    def _show(self, key: str) -> None:
        if self.shell.here not in {key, CLOSED}:
            self.shell.open(key)

    def _show_closed(self, closed: ClosedShift) -> None:
        self.shell.open(CLOSED)
        page = self.shell.page(CLOSED)
        assert isinstance(page, ClosedView)
        page.draw(closed)
        page.setFocus()

    def _next_shift(self) -> None:
        self.shell.open(START)
        self.shift.sign_out()

    def _wanted(self, do: Do) -> None:
        match do:
            case Do.RECEIPTS:
                self.open_receipts()
            case Do.SHIFT:
                self.shell.open(CLOSE)
                page = self.shell.page(CLOSE)
                assert isinstance(page, CloseView)
                page.enter()
            case Do.CASH_MOVES:
                self._open_panel(CashPanel(self.shift))
            case Do.DRAWER:
                self._open_panel(DrawerPanel(self.shift))
            case _:
                raise AssertionError(do)

    def _open_panel(self, panel: TillPanel) -> None:
        veil = self.shell.open_panel(panel, width=METRIC.confirm_panel)
        panel.left.connect(veil.close_panel)

    def _return(self, with_receipt: bool) -> None:  # noqa: FBT001 - a Qt slot
        self.receipts.returning.begin(self.receipts.shown if with_receipt else None)
        self.shell.open(RETURN)
        page = self.shell.page(RETURN)
        assert isinstance(page, ReturnView)
        page.enter()

    def _back_to_till(self) -> None:
        self.shell.open(TILL)

    def _build_till(self, shell: Shell) -> QWidget:
        panels = Panels(shell, self.till, self.paying, self.approvals)
        view = TillView(shell, self.till, self.paying, self.searching, panels, self.keys)
        view.wanted.connect(self._wanted)
        return view

    def _build_close(self, shell: Shell) -> QWidget:
        view = CloseView(shell, self.shift)
        view.left.connect(self._back_to_till)
        return view

    def _build_closed(self, _shell: Shell) -> QWidget:
        view = ClosedView()
        view.go_on.connect(self._next_shift)
        return view

    def _build_receipts(self, shell: Shell) -> QWidget:
        view = ReceiptsView(shell, self.receipts)
        view.left.connect(self._back_to_till)
        view.return_wanted.connect(self._return)
        return view

    def _build_return(self, shell: Shell) -> QWidget:
        view = ReturnView(shell, self.receipts.returning)
        view.left.connect(self.open_receipts)
        view.finished.connect(self._back_to_till)
        return view

    def _build_setup(self, _shell: Shell) -> QWidget:
        return SetupView(self.setup, server=self._server)

    @staticmethod
    def _screen(
        key: str,
        title: str,
        build: Callable[[Shell], QWidget],
        *,
        face: Face = Face.TILL,
        help_: Callable[[], Help] | None = None,
    ) -> Screen:
        return Screen(key, title, "scan-barcode", "", build, face=face, listed=False, help=help_)

    def _help(self) -> Help:
        """F1: how the input line reads, and the key card."""
        grammar = (
            _("Scan from anywhere. A code and Enter adds it, 3*code adds three of it."),
            _("Letters search by name. + and - change the chosen line. Enter on an empty line pays."),
        )
        keys = tuple((key, _(WORD[do])) for do, key in self.keys.items())
        return Help(grammar, keys)
