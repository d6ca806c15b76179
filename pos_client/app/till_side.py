"""The till's face of the window: selling, and the way to it from first start, sign-in and shift."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pos_client.desk.background import Background
from pos_client.desk.screens import Face, Help, Screen
from pos_client.desk.shell import Shell
from pos_client.features.till.asking import Asking
from pos_client.features.till.history import History
from pos_client.features.till.keys import KEYS, WORD, Do, in_keyboard_order
from pos_client.features.till.paying import Paying
from pos_client.features.till.presenter import Till
from pos_client.features.till.searching import Searching
from pos_client.features.till.shelving import Shelving
from pos_client.features.till.view import TillView
from pos_client.features.till.view.cart_table import first_words
from pos_client.features.till.view.panels import Panels
from pos_client.features.till.ways import ways_of
from pos_client.features.till.weighing import Weighing
from pos_client.settings import LAYOUT
from pos_client.texts import N_, _, ngettext
from shared_models.rules.staff_cards import is_card
from shared_models.values.codes import BelowCost

if TYPE_CHECKING:
    from pos_client.app.opening import Opened, Standing
    from pos_client.app.till_screens import TillScreens
    from pos_client.desk.till.pictures import Pictures
    from pos_client.desk.till.touch_keys import TouchKeys
    from pos_client.devices.scale import Scale
    from pos_client.engine.cart_rows import Cart
    from pos_client.engine.staff import StaffMember
    from pos_client.features.attendance.actions import AttendanceDesk
    from pos_client.features.receipts.presenter import Receipts
    from pos_client.features.setup.presenter import Setup
    from pos_client.features.shift.presenter import Shift
    from pos_client.features.till.actions import Counter
    from pos_client.features.till.history_desk import HistoryDesk
    from pos_client.features.till.view.tiles_face import TilesFace
    from pos_client.store.catalogue import Catalogue
    from pos_client.store.shelves import Display
    from shared_models.values.codes import Permission
    from shared_models.values.ids import StaffId

TILL: Final = "till"
TILES: Final = "tiles"
OTHERS: Final[dict[str, tuple[str, Face]]] = {
    "start": (N_("Sign in"), Face.TILL),
    "close-shift": (N_("Close the shift"), Face.TILL),
    "shift-closed": (N_("Shift closed"), Face.TILL),
    "till-receipts": (N_("Receipts"), Face.TILL),
    "return": (N_("Return"), Face.TILL),
    "devices": (N_("Devices"), Face.TILL),
    "labels": (N_("Labels"), Face.TILL),
    "setup": (N_("First start"), Face.PLAIN),
    "fetching": (N_("Price list"), Face.PLAIN),
}


class TillSide(QObject):
    """Made before the store is open: the window is painted first, keys are kept meanwhile."""

    began = Signal()
    standing_wanted = Signal()
    standing_changed = Signal()
    page_wanted = Signal(object)

    def __init__(self, background: Background, trouble: Callable[[BaseException], None]) -> None:
        super().__init__()
        self.background = background
        self._trouble = trouble
        self.keys = KEYS
        self.till = Till(background)
        self.paying = Paying(self.till, background)
        self.searching = Searching(self.till)
        self.shelving = Shelving(self.till, background)
        self.layout = LAYOUT.default
        self.weighing = Weighing(self.till)
        self.asking = Asking(self.till)
        self.standing: Standing | None = None
        self.server = ""
        self.practising = False
        self._opened: Opened | None = None
        self._catalogue: Catalogue | None = None
        self._selling: tuple[object, ...] = ()

    def screens(self) -> tuple[Screen, ...]:
        """Every screen of the till's face. Their widgets are made when they are first shown."""
        others = (
            Screen(
                key, title, "scan-barcode", "", self._builder(key), face=face, listed=False, help=_helper(key)
            )
            for key, (title, face) in OTHERS.items()
        )
        till = Screen(
            TILL,
            N_("Till"),
            "scan-barcode",
            "",
            self._build_till,
            face=Face.TILL,
            listed=False,
            help=self._help,
        )
        return (till, *others)

    def attach(self, shell: Shell) -> None:
        """The window these screens are shown in."""
        self.shell = shell
        self.till.troubled.connect(self._trouble)
        self.till.receipt_scanned.connect(self._show_receipt)
        self.till.kept_changed.connect(self._show_kept)
        self.paying.paid_changed.connect(self.standing_wanted)
        self.weighing.refused.connect(lambda why: shell.toast("warn", why))

    # what is loaded behind the first paint ----------------------------------------------------------------

    @cached_property
    def others(self) -> TillScreens:
        """First start, sign-in, shift and receipts."""
        from pos_client.app.till_screens import TillScreens  # noqa: PLC0415 - behind the first paint

        others = TillScreens(self)
        for part in (
            others.shift,
            others.receipts,
            others.setup,
            others.queue,
            others.devices,
            others.attendance,
            others.labels,
        ):
            part.troubled.connect(self._trouble)
        others.shift.changed.connect(self.go_on)
        others.setup.done.connect(self.standing_wanted)
        others.setup.products_kept.connect(self._goods_kept)
        return others

    @property
    def shift(self) -> Shift:
        return self.others.shift

    @property
    def receipts(self) -> Receipts:
        return self.others.receipts

    @property
    def setup(self) -> Setup:
        return self.others.setup

    @cached_property
    def pictures(self) -> Pictures:
        """Of goods, for the tiles."""
        from pos_client.desk.till.pictures import Pictures  # noqa: PLC0415 - a till with a table has none

        return Pictures(self.background, self)

    @cached_property
    def touch_keys(self) -> TouchKeys:
        """For fingers, wherever something is typed."""
        from pos_client.desk.till.touch_keys import TouchKeys  # noqa: PLC0415 - as the pictures

        return TouchKeys(self.shell)

    def use_layout(self, layout: str) -> None:
        """Table or tiles, from now on; nothing of a sale under way is touched."""
        self.layout = layout
        self.touch_keys.use(on=layout == TILES)
        self.shelving.use(on=layout == TILES)
        if self._opened is not None:
            self.use_pictures(self._opened)
        view = self.shell.page(TILL)
        assert isinstance(view, TillView)
        view.use_tiles(self._make_tiles, on=layout == TILES)

    def use_pictures(self, opened: Opened) -> None:
        """Look for pictures where the settings say."""
        self._opened = opened
        if self.layout == TILES:
            self.pictures.use(opened.pictures)

    def _make_tiles(self) -> TilesFace:
        from pos_client.features.till.view.tiles_face import TilesFace  # noqa: PLC0415 - as its pictures

        return TilesFace(self.shell, self.till, self.shelving, self.pictures, self.keys)

    # the store opens, and what it says changes ------------------------------------------------------------

    def knows_goods(self, catalogue: Catalogue, display: Display) -> None:
        """The catalogue can be read: codes are resolved from now on, tiles are drawn."""
        self._catalogue = catalogue
        self.shelving.begin(display)
        self.till.lookup.read_from(catalogue)
        self.searching.begin(catalogue)

    def opened(self, opened: Opened, *, has_printer: bool) -> None:
        self._opened = opened
        self.server = self.setup.server = opened.server
        self.setup.lost = opened.lost
        self.paying.has_printer = has_printer
        self.setup.begin(opened.setup)
        self.shelving.keep_in(opened.tiles)
        self.use_pictures(opened)
        self.others.queue.begin(opened.queue, self._who)
        self.others.devices.begin(opened.devices)
        self.others.labels.begin(opened.labels)
        self.standing_wanted.emit()

    def stands(self, standing: Standing) -> None:
        """Enrolment, staff, shift, tax rules, business date: as the store has them now."""
        assert self._opened is not None
        self.shelving.refresh()
        if standing == self.standing:
            return
        first = self.standing is None
        self.standing = standing
        self.setup.alone = standing.identity is not None and standing.identity.stand_alone
        if standing.identity is not None:
            self.setup.device_name = standing.identity.device_name
            if not self.shell.windowTitle():
                self.shell.setWindowTitle(standing.identity.branch_name)
            self.paying.round_by(standing.identity.rounding)
            # A code that is shown can be paid, whatever the till thinks of it.
            self.paying.offer_qris(None if self.practising else standing.identity.qris)
            self.paying.offer_ways(ways_of(standing.identity.payment_methods))
            self.till.new_day(standing.taxes)
        if first:
            self.shift.begin(self._opened.desk, standing.people, standing.shift)
        else:
            self.shift.learn(standing.people, standing.shift)
        self.go_on()
        self.standing_changed.emit()

    def work_on(self, opened: Opened, number: int | None, *, practising: bool = False) -> None:
        """On the till's own store, or on a copy to practise with; whoever is signed in stays."""
        self.till.pause()
        self.practising = practising
        if practising:
            self.paying.offer_qris(None)
        self._opened, self._selling = opened, ()
        self.shelving.keep_in(opened.tiles)
        self.shift.begin(opened.desk, self.shift.people, number)

    def go_on(self) -> None:
        """Show what comes next: set-up, sign-in, the shift, or selling."""
        standing = self.standing
        if standing is None:
            return
        if standing.identity is None:
            self._show("setup")
        elif not standing.identity.ready:
            self._show("fetching")
        elif not self.shift.may_sell:
            self._selling = ()
            self.till.pause()
            self._show("start")
        else:
            self._sell()

    def scanned(self, code: str) -> None:
        """A scan, wherever the focus was: the screen that takes codes takes it, else the cart."""
        if is_card(code):
            self._take_card(code)
            return
        if self.shell.here != TILL and self.others.take_scan(code):
            return
        if self.till.selling and self.shell.here != TILL:
            self.shell.open(TILL)
        till_view = self.shell.page(TILL)
        assert isinstance(till_view, TillView)
        till_view.scanned(code)

    def _take_card(self, code: str) -> None:
        """A secret: it never gets into the cart, nor onto the screen."""
        from pos_client.desk.till.approval import ApprovalPanel  # noqa: PLC0415 - not before the first card

        panel = self.shell.panel
        if isinstance(panel, ApprovalPanel):
            panel.give(code)
        else:
            self.shell.toast("warn", lambda: _("A staff card is scanned when an approval is asked for."))

    def _show_receipt(self, number: str) -> None:
        self.others.open_receipts(number)

    def _show_kept(self) -> None:
        # Before the store is open nobody can sign in: what is scanned follows by itself.
        if self.standing is not None:
            self.others.show_kept(self.till.kept)

    def back_to_till(self) -> None:
        self.shell.open(TILL)

    @property
    def attendance(self) -> AttendanceDesk:
        assert self._opened is not None
        return self._opened.attendance

    def check_pin(self, pin: str, permission: Permission) -> StaffMember:
        """Whoever this PIN belongs to, if they may allow it. On the store lane."""
        assert self._opened is not None
        return self._opened.desk.approve(pin, permission)

    def _who(self) -> StaffId | None:
        return None if self.shift.cashier is None else self.shift.cashier.id

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
        self.background.store(desk.resume, then=lambda cart: self._begin(desk, cart))

    def _begin(self, desk: Counter, cart: Cart | None) -> None:
        cashier, standing = self.shift.cashier, self.standing
        if cashier is None or standing is None or self._catalogue is None or self._opened is None:
            return
        self.searching.begin(self._catalogue)
        self.receipts.begin(self._opened.receipts, self._catalogue, cashier.id)
        if self.shell.here != "shift-closed":
            # After a handover the last one's report stays until somebody has read it.
            self.shell.open(TILL)
        self.till.begin(desk, self._catalogue, standing.taxes, cart)
        identity = standing.identity
        self.till.cart.warns = identity is None or identity.below_cost is not BelowCost.ALLOW
        self.shelving.count()
        self.began.emit()

    def _show(self, key: str) -> None:
        if self.shell.here not in {key, "shift-closed"}:
            self.shell.open(key)

    def _wanted(self, do: Do) -> None:
        ways = {
            Do.RECEIPTS: self.others.open_receipts,
            Do.SHIFT: self.others.open_close,
            Do.CASH_MOVES: self.others.open_cash,
            Do.DRAWER: self.others.open_drawer,
            Do.SETTINGS: self.others.open_settings,
            Do.SWITCH: self.others.open_switch,
            Do.LOCK: self.others.lock,
            Do.QUEUE: self.others.queue_windows.open_panel,
            Do.WEIGH: self._weigh,
            Do.ATTENDANCE: self.others.open_attendance,
            Do.LABELS: self.others.open_labels,
            Do.TRAINING: self.others.training_wanted.emit,
        }
        ways[do]()

    def weigh_with(self, scale: Scale) -> None:
        """The scale of this till, from now on."""
        self.weighing.scale = scale

    def _weigh(self) -> None:
        view = self.shell.page(TILL)
        assert isinstance(view, TillView)
        found = self.searching.found
        if self.weighing.weigh(view.line.text().strip(), None if found is None else found.chosen):
            view.line.clear()
            self.searching.stop()

    def _builder(self, key: str) -> Callable[[Shell], QWidget]:
        return lambda _shell: self.others.build(key)

    def _build_till(self, shell: Shell) -> QWidget:
        history = History(self.background, self._history_desk)
        panels = Panels(shell, self.till, self.paying, self.asking, history, lambda: self.others.approvals)
        view = TillView(shell, self.till, self.paying, self.searching, panels, self.keys)
        view.wanted.connect(self._wanted)
        view.table.say_when_empty(self._empty_words)
        if self.layout == TILES:
            self.shelving.use(on=True)
            self.touch_keys.use(on=True)
            view.use_tiles(self._make_tiles, on=True)
        return view

    def _history_desk(self) -> HistoryDesk:
        from pos_client.features.till.history_desk import HistoryDesk  # noqa: PLC0415 - asked for seldom

        assert self._opened is not None
        return HistoryDesk(self._opened.store, self._opened.server)

    def _goods_kept(self, count: int) -> None:
        """The shop's own price list was read: it can be searched from now on."""
        if self._catalogue is not None:
            self.searching.begin(self._catalogue)
        self.shelving.refresh()
        self.till.lines_changed.emit()
        words = ngettext("{n} product is in the price list", "{n} products are in the price list", count)
        self.shell.toast("ok", words)

    def _empty_words(self) -> tuple[str, str]:
        """What stands in an empty cart."""
        known = self.standing.identity if self.standing is not None else None
        if known is not None and known.stand_alone and not self.searching.total:
            key = self.keys[Do.SETTINGS]
            return _("The price list is empty"), _("{key} reads it from a file.", key=key)
        return first_words()

    def _help(self) -> Help:
        """F1: how the input line reads, and the key card."""
        grammar = (
            _("Scan from anywhere. A code and Enter adds it, 3*code adds three of it."),
            _("Letters search by name. + and - change the chosen line. Enter on an empty line pays."),
        )
        keys = tuple((key, _(WORD[do])) for do, key in in_keyboard_order(self.keys) if key)
        return Help(grammar, keys)


def _helper(key: str) -> Callable[[], Help]:
    def words() -> Help:
        from pos_client.app.till_help import HELPS  # noqa: PLC0415 - asked for seldom

        return HELPS[key]()

    return words
