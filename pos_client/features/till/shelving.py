"""The tiles' shelves: which one is shown, its goods page by page, and what a touch on one of them does."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from pos_client import texts
from pos_client.desk.background import Background
from pos_client.features.till.state import initials
from pos_client.texts import DASH, _
from shared_models.values.codes import ErrorCode
from shared_models.values.quantity import Quantity

if TYPE_CHECKING:
    from pos_client.features.till.presenter import Till
    from pos_client.features.till.tile_desk import TileDesk
    from pos_client.store.catalogue import CatalogueItem
    from pos_client.store.shelves import Display, Shelf
    from shared_models.values.ids import ProductId

PAGE: Final = 40
FAVOURITES_MOST: Final = 40
TINTS: Final = 6


class Place(Enum):
    """What the tiles show beside the goods of one shelf."""

    FAVOURITES = "favourites"
    SHELVES = "shelves"


@dataclass(frozen=True, slots=True)
class Tile:
    """`tint`: which of the soft colours stands behind the letters. `picture`: whose picture is wanted."""

    name: str
    note: str
    letters: str
    tint: int
    picture: str
    badge: str = ""
    pinned: bool = False


class Shelving(QObject):
    """`changed`: other tiles than before. `touched`: the same, with other badges."""

    changed = Signal()
    touched = Signal()
    quantity_wanted = Signal(object)
    told_more = Signal(object)

    def __init__(self, till: Till, background: Background) -> None:
        super().__init__(till)
        self._till = till
        self._background = background
        self._display: Display | None = None
        self._desk: TileDesk | None = None
        self._pages: dict[int, tuple[CatalogueItem, ...]] = {}
        self._favourites: tuple[CatalogueItem, ...] = ()
        self._pinned: frozenset[ProductId] = frozenset()
        self._in_cart: Counter[ProductId] = Counter()
        self.on = False
        self.shelves: tuple[Shelf, ...] = ()
        self.here: Place | Shelf = Place.FAVOURITES
        till.lines_changed.connect(self._count_cart)
        till.began_next.connect(self.refresh)

    def begin(self, display: Display) -> None:
        """The catalogue can be read."""
        self._display = display
        self.refresh()

    def end(self) -> None:
        """The catalogue closes: what is painted once more on the way out reads nothing."""
        self._display = None

    def keep_in(self, desk: TileDesk) -> None:
        """The store can be written."""
        self._desk = desk
        self.count()

    def use(self, *, on: bool) -> None:
        """Whether this till shows tiles; where it does not, nothing is read for them."""
        self.on = on
        self.refresh()
        self.count()

    def count(self) -> None:
        """Count what was sold since the last time, beside the sales."""
        if self.on and self._desk is not None:
            self._background.store(self._desk.count, then=lambda fresh: self.refresh() if fresh else None)

    # what is shown ----------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read anew what is shown: prices may have come, goods may have gone."""
        display = self._display
        if display is None or not self.on:
            return
        self._pages.clear()
        first = not self.shelves
        self.shelves = display.shelves()
        self._pinned = frozenset(display.pinned())
        self._favourites = display.favourites(FAVOURITES_MOST)
        if not isinstance(self.here, Place):
            here = self.here
            same = (shelf for shelf in self.shelves if shelf.category == here.category)
            self.here = next(same, Place.FAVOURITES)
        if first and self.shelves and not self._favourites:
            # Nothing was pinned or sold yet: begin where the goods are.
            self.here = self.shelves[0] if len(self.shelves) == 1 else Place.SHELVES
        self._count_cart()
        self.changed.emit()

    def show(self, place: Place | Shelf) -> None:
        """Go to a shelf, to the favourites, or to the list of all shelves."""
        if place != self.here:
            self.here = place
            self._pages.clear()
            self.changed.emit()

    def tiles(self) -> int:
        """How many there are in this place."""
        match self.here:
            case Place.FAVOURITES:
                return len(self._favourites)
            case Place.SHELVES:
                return len(self.shelves)
            case shelf:
                return shelf.goods

    def tile(self, at: int) -> Tile | None:
        """The tile in a place; None where goods have gone since they were counted."""
        if self.here is Place.SHELVES:
            return _shelf_tile(self.shelves[at], at)
        item = self.item(at)
        return None if item is None else self._goods_tile(item)

    def item(self, at: int) -> CatalogueItem | None:
        """The goods in a place, read with their page."""
        if isinstance(self.here, Place):
            return self._favourites[at] if at < len(self._favourites) else None
        number, within = divmod(at, PAGE)
        if number not in self._pages:
            if self._display is None:
                return None
            self._pages[number] = self._display.goods(self.here, start=number * PAGE, count=PAGE)
        page = self._pages[number]
        return page[within] if within < len(page) else None

    def is_pinned(self, item: CatalogueItem) -> bool:
        return item.product in self._pinned

    # what hands do ----------------------------------------------------------------------------------------

    def tap(self, at: int) -> None:
        """Touched: into the cart, or into the shelf. What is weighed asks how much first."""
        if self.here is Place.SHELVES:
            self.show(self.shelves[at])
            return
        item = self._now(at)
        if item is None:
            return
        if item.decimals and item.price and self._till.times is None:
            self.quantity_wanted.emit(item)
        else:
            self._till.add(item)

    def hold(self, at: int) -> None:
        """Held: what there is to say of it."""
        item = None if self.here is Place.SHELVES else self._now(at)
        if item is not None:
            self.told_more.emit(item)

    def pin(self, item: CatalogueItem, *, there: bool) -> None:
        desk = self._desk
        if desk is not None:
            self._background.store(
                lambda: desk.pin(item.product, there=there), then=lambda _done: self.refresh()
            )

    # inside -----------------------------------------------------------------------------------------------

    def _now(self, at: int) -> CatalogueItem | None:
        """The goods as they are sold at this moment; what was drawn may be older than its price."""
        shown = self.item(at)
        if shown is None or self._display is None:
            return None
        item = self._display.fresh(shown)
        if item != shown:
            self.refresh()
        if item is None:
            self._till.refuse(shown.sku, ErrorCode.UNKNOWN_CODE, name=shown.name)
        return item

    def _count_cart(self) -> None:
        if not self.on:
            return
        self._in_cart = Counter()
        for line in self._till.cart.lines:
            self._in_cart[line.item.product] += line.qty
        self.touched.emit()

    def _goods_tile(self, item: CatalogueItem) -> Tile:
        qty = self._in_cart[item.product]
        price = DASH if item.price is None else texts.amount(item.price)
        return Tile(
            name=item.name,
            note=price if not item.decimals else _("{price} / {unit}", price=price, unit=item.unit),
            letters=initials(item.name),
            tint=self._tint(item),
            picture=item.sku,
            badge=texts.quantity(Quantity(qty)) if qty else "",
            pinned=item.product in self._pinned,
        )

    def _tint(self, item: CatalogueItem) -> int:
        """Goods of one shelf look alike; those of another do not."""
        at = (n for n, shelf in enumerate(self.shelves) if shelf.category == item.category)
        return next(at, 0) % TINTS


def shelf_name(shelf: Shelf, *, alone: bool) -> str:
    """What a shelf is called; `alone`: there is no other."""
    if shelf.name:
        return shelf.name
    return _("All goods") if alone else _("Other goods")


def _shelf_tile(shelf: Shelf, at: int) -> Tile:
    name = shelf_name(shelf, alone=False)
    return Tile(
        name=name,
        note=texts.ngettext("{n} item", "{n} items", shelf.goods),
        letters=initials(name),
        tint=at % TINTS,
        picture=f"category-{shelf.code}" if shelf.code else "",
    )
