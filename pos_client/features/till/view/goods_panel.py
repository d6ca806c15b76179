"""What there is to say of goods on a tile that was held: code, price, stock; and to pin them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from typing_extensions import override

from pos_client import texts
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import row
from pos_client.desk.widgets.words import Label
from pos_client.features.till.steps import last_of
from pos_client.texts import DASH, _

if TYPE_CHECKING:
    from pos_client.store.catalogue import CatalogueItem


class GoodsPanel(TillPanel):
    """Enter adds one. `pinned`: whether they shall be among the favourites."""

    added = Signal()
    pinned = Signal(bool)
    counted = Signal()

    def __init__(self, item: CatalogueItem, *, pinned: bool) -> None:
        super().__init__(lambda: item.name)
        price = DASH if item.price is None else texts.rupiah(item.price)
        last = last_of(item)
        self.add(Label(price, size="figure", weight="strong"))
        self.add(Label(f"{last.code}, {last.stock_text()}", ink="ink_muted", wrap=True))
        self.pin = Button(
            lambda: _("Take off the favourites") if pinned else _("Pin to the favourites"),
            icon="star",
            size="tall",
            focus=False,
        )
        self.pin.clicked.connect(lambda: self.pinned.emit(not pinned))
        self.add(row(self.pin, None))
        self.count = Button(lambda: _("Quantity"), size="tall", focus=False)
        self.count.clicked.connect(self.counted)
        self.one = Button(lambda: _("Add one"), kind="primary", size="tall", hint="Enter", focus=False)
        self.one.clicked.connect(self.accept)
        self.set_foot(self.count, self.one)

    @override
    def accept(self) -> None:
        self.added.emit()
