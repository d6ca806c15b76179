"""The tiles layout: shelves and goods at the left, the cart at the right, keys for fingers below."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from pos_client.desk.shell import Shell
from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.till.pictures import Pictures
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import column, holding, row
from pos_client.desk.widgets.touch_keyboard import TouchKeyboard
from pos_client.desk.widgets.words import Label
from pos_client.features.till.keys import Do
from pos_client.features.till.presenter import Till
from pos_client.features.till.shelving import Shelving
from pos_client.features.till.state import PaidState, TillState
from pos_client.features.till.view.goods_panel import GoodsPanel
from pos_client.features.till.view.quantity_panel import QuantityPanel
from pos_client.features.till.view.quick_bar import MorePanel, QuickBar
from pos_client.features.till.view.shelf_bar import ShelfBar
from pos_client.features.till.view.tile_grid import TileGrid
from pos_client.features.till.view.touch_side import TouchSide
from pos_client.texts import _

if TYPE_CHECKING:
    from pos_client.desk.till.panel import TillPanel
    from pos_client.store.catalogue import CatalogueItem


class TilesFace(QObject):
    """Three widgets for the till's places: `desk`, `side`, `bar`; and the keyboard, while it is asked for.

    `chosen`: what a key of the table would do. `stepped`: more or less of the chosen line.
    """

    chosen = Signal(object)
    stepped = Signal(int)

    def __init__(
        self, shell: Shell, till: Till, shelving: Shelving, pictures: Pictures, keys: Mapping[Do, str]
    ) -> None:
        super().__init__(till)
        self._shell = shell
        self._till = till
        self._shelving = shelving
        self._keys = keys
        self.shelves = ShelfBar(shelving)
        self.grid = TileGrid(shelving, pictures)
        self.side = TouchSide(till)
        self.bar = QuickBar(keys)
        self.keyboard = TouchKeyboard()
        self.keyboard.hide()
        self._place = shelving.here
        self.desk = self._lay_out_desk()
        self._wire()
        self._show_place()

    def draw(self, state: TillState) -> None:
        self.side.draw(state)
        self.bar.show_held(state.held)

    def draw_lines(self) -> None:
        self.side.draw_lines(self._till)

    def draw_paid(self, paid: PaidState) -> None:
        self.side.draw_paid(paid)

    def ask_quantity(self) -> None:
        """Of the chosen line."""
        line = self._till.chosen
        if line is None:
            return
        known = self._till.lookup.find(line.item.sku)
        decimals = 0 if known is None else known.decimals
        panel = QuantityPanel(line.item.name, line.item.unit, decimals=decimals, qty=line.qty)
        self._open(panel)
        panel.taken.connect(self._till.set_quantity)

    # inside -----------------------------------------------------------------------------------------------

    def _lay_out_desk(self) -> QWidget:
        self.before = Button(lambda: _("Page up"), icon="arrow-up", focus=False)
        self.after = Button(lambda: _("Page down"), icon="arrow-down", focus=False)
        self._pages = Label(ink="ink_muted")
        self._pages.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._leaf = holding(row(self.before, None, self._pages, None, self.after))
        desk = column(self.shelves, self.grid, self._leaf, gap="s")
        desk.setStretch(1, 1)
        return holding(desk)

    def _wire(self) -> None:
        shelving = self._shelving
        shelving.changed.connect(self._show_place)
        shelving.quantity_wanted.connect(self._ask_weight)
        shelving.told_more.connect(self._tell_more)
        self.shelves.chosen.connect(shelving.show)
        self.grid.tapped.connect(shelving.tap)
        self.grid.held.connect(shelving.hold)
        self.grid.scrolled.connect(self._show_page)
        self.before.clicked.connect(lambda: self.grid.page(-1))
        self.after.clicked.connect(lambda: self.grid.page(1))
        self.side.chosen.connect(self.chosen)
        self.side.stepped.connect(self.stepped)
        self.side.quantity_wanted.connect(self.ask_quantity)
        self.bar.chosen.connect(self.chosen)
        self.bar.more.connect(self._more)

    def _show_place(self) -> None:
        moved, self._place = self._place != self._shelving.here, self._shelving.here
        self.grid.show_anew(top=moved)

    def _show_page(self) -> None:
        here, count = self.grid.pages()
        self._leaf.setVisible(count > 1)
        self._pages.say(f"{here} / {count}")
        self.before.setEnabled(here > 1)
        self.after.setEnabled(here < count)

    def _more(self) -> None:
        panel = MorePanel(self._keys)
        self._open(panel, width=METRIC.search_panel)
        panel.chosen.connect(self.chosen)

    def _ask_weight(self, item: CatalogueItem) -> None:
        panel = QuantityPanel(item.name, item.unit, decimals=item.decimals, qty=None)
        self._open(panel)
        panel.taken.connect(lambda qty: self._till.add(item, qty))

    def _tell_more(self, item: CatalogueItem) -> None:
        panel = GoodsPanel(item, pinned=self._shelving.is_pinned(item))
        self._open(panel)
        panel.added.connect(lambda: self._till.add(item))
        panel.counted.connect(lambda: self._ask_weight(item))
        panel.pinned.connect(lambda there: self._shelving.pin(item, there=there))

    def _open(self, panel: TillPanel, *, width: int = METRIC.confirm_panel) -> None:
        """Whatever is done in it closes it first: what comes next may open one of its own."""
        veil = self._shell.open_panel(panel, width=width)
        panel.left.connect(veil.close_panel)
        for said in ("taken", "added", "pinned", "counted", "chosen"):
            signal = getattr(panel, said, None)
            if signal is not None:
                signal.connect(veil.close_panel)
