"""The first day of a till: the panel that says what is done already, and the way to what is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QObject, QTimer

from pos_client.desk.shell import Shell, Veil
from pos_client.desk.till.panel import TillPanel
from pos_client.features.setup.presenter import Setup
from pos_client.features.setup.state import FIRST_DAY, FIRST_DAY_OPEN, FirstDay, Step
from pos_client.features.setup.view.first_day_panel import FirstDayPanel
from pos_client.features.setup.view.product_panel import ProductPanel
from pos_client.features.till.presenter import Till

OVER: Final = "over"


@dataclass(frozen=True, slots=True)
class Ways:
    """Where the steps lead. `stands`: how far the till has come, but for what it sold."""

    open_panel: Callable[[TillPanel], Veil]
    settings: Callable[[], None]
    devices: Callable[[], None]
    prices: Callable[[], None]
    sell: Callable[[], None]
    stands: Callable[[], FirstDay]


class FirstDays(QObject):
    """Shown by itself on a new till until it has sold something, and from its settings at any time."""

    def __init__(self, shell: Shell, setup: Setup, till: Till, ways: Ways) -> None:
        super().__init__(shell)
        self._shell = shell
        self._setup = setup
        self._till = till
        self._ways = ways
        self._veil: Veil | None = None
        till.lines_changed.connect(self._give_way)
        self._on_the_way = False
        setup.products_kept.connect(self._came_back)

    def offer(self) -> None:
        """By itself: where it was begun and nothing is sold yet."""
        if self._shell.remember.get(FIRST_DAY) == FIRST_DAY_OPEN and self._shell.panel is None:
            self._setup.look_if_sold(self._offered)

    def open(self) -> None:
        """Asked for: shown however far the till has come."""
        self._setup.look_if_sold(lambda sold: self._show(self._state(sold=sold)))

    def _offered(self, sold: bool) -> None:  # noqa: FBT001 - an answer from the store lane
        first_day = self._state(sold=sold)
        # A till that sells has found its way: what is left to do waits in its settings.
        if first_day.ready or sold:
            self._shell.remember.put(FIRST_DAY, OVER)
        elif self._shell.panel is None and not self._till.cart.lines:
            self._show(first_day)

    def _came_back(self, _count: int) -> None:
        """From a step that this panel led to, once the panel of that step is closed."""
        if self._on_the_way:
            QTimer.singleShot(0, self, self.offer)

    def _show(self, first_day: FirstDay) -> None:
        self._on_the_way = False
        panel = FirstDayPanel(first_day)
        self._veil = self._ways.open_panel(panel)
        panel.wanted.connect(self._do)
        panel.left_for_good.connect(self._never)

    def _state(self, *, sold: bool) -> FirstDay:
        stands = self._ways.stands()
        return stands.with_sale() if sold else stands

    def _do(self, step: Step) -> None:
        assert self._veil is not None
        self._veil.close_panel()
        self._on_the_way = True
        ways = {
            Step.LANGUAGE: self._ways.settings,
            Step.SHOP: self._ways.settings,
            Step.PRINTER: self._ways.devices,
            Step.PRODUCT: self._add_product,
            Step.SALE: self._ways.sell,
        }
        ways[step]()

    def _add_product(self) -> None:
        panel = ProductPanel(self._setup)
        veil = self._ways.open_panel(panel)

        def read_list() -> None:
            veil.close_panel()
            self._ways.prices()

        panel.list_wanted.connect(read_list)

    def _give_way(self) -> None:
        """Whoever sells has no time for it."""
        if self._till.cart.lines and isinstance(self._shell.panel, FirstDayPanel):
            assert self._veil is not None
            self._veil.close_panel()

    def _never(self) -> None:
        self._shell.remember.put(FIRST_DAY, OVER)
        assert self._veil is not None
        self._veil.close_panel()
