"""What the catalogue says of codes, names and prices at the till; before it is open, nothing."""

from datetime import date
from typing import TYPE_CHECKING

from pos_client.desk.price_levels import level_names
from pos_client.engine.goods import Goods, goods_of
from pos_client.features.till.price_sheet import PriceEntry, entries
from pos_client.features.till.shown import ShownCart
from shared_models.rules.cart import CartLine
from shared_models.rules.cart_prices import SOURCE_OF, Key
from shared_models.rules.label_prices import sold_by_label
from shared_models.rules.price_choice import Buyer, ChosenPrice, LevelCode
from shared_models.values.codes import PriceSource
from shared_models.values.ids import CustomerId, ProductId
from shared_models.values.quantity import Quantity

if TYPE_CHECKING:
    from pos_client.store.catalogue import Catalogue, CatalogueItem


class Lookup:
    """Keyed reads of the open catalogue: quick enough for every scan."""

    def __init__(self) -> None:
        self._catalogue: Catalogue | None = None

    def read_from(self, catalogue: "Catalogue") -> None:
        self._catalogue = catalogue

    def day(self) -> date:
        """Today's business date; the catalogue is open."""
        assert self._catalogue is not None
        return self._catalogue.day()

    def knows(self, code: str) -> bool:
        return self.goods(code) is not None

    def goods(self, code: str) -> Goods | None:
        """What a code names and how much of it: a label says its weight or its price."""
        return None if self._catalogue is None else goods_of(self._catalogue, code)

    def find(self, code: str) -> "CatalogueItem | None":
        """What a code names, whatever its label says of weight or price."""
        found = self.goods(code)
        return None if found is None else found.item

    def first_named(self, words: str) -> "CatalogueItem | None":
        """What a search by name would show first; a code finds nothing here."""
        if self._catalogue is None or not any(mark.isalpha() for mark in words):
            return None
        return next(iter(self._catalogue.search(words)), None)

    def member(self, code: str) -> CustomerId | None:
        """Whose card a code is."""
        return None if self._catalogue is None else self._catalogue.member(code)

    def levels(self) -> dict[str, str]:
        """Price levels a cart may be at, by code."""
        return level_names({} if self._catalogue is None else self._catalogue.levels())

    def level_name(self, level: LevelCode) -> str:
        return self.levels().get(level, level)

    def units_of(self, product: ProductId) -> "tuple[CatalogueItem, ...]":
        """Every unit a product is sold in, the base unit first."""
        return () if self._catalogue is None else tuple(self._catalogue.of_product(product))

    def unit(self, key: Key) -> "CatalogueItem | None":
        return next((unit for unit in self.units_of(ProductId(key[0])) if unit.unit == key[1]), None)

    def name_of(self, product: ProductId) -> str:
        units = self.units_of(product)
        return units[0].name if units else ""

    def prices_of(self, item: "CatalogueItem", buyer: Buyer) -> tuple[PriceEntry, ...]:
        """Every price of an article that `buyer` may be told."""
        return entries(self.units_of(item.product), self.levels(), buyer)

    def choose(self, key: Key, qty: Quantity, buyer: Buyer) -> ChosenPrice | None:
        """The price of so many of a unit."""
        unit = self.unit(key)
        return None if unit is None else unit.chosen(qty, buyer)


def line_of(goods: Goods, cart: ShownCart) -> CartLine:
    """The cart's next line, at the price for what it holds alone. Asks for goods that have a price."""
    item, number = goods.item, len(cart.lines) + 1
    if goods.label is not None:
        assert item.price is not None
        qty, price = sold_by_label(goods.label, list_price=item.price)
        source = PriceSource.LABEL
        return CartLine(number, item.item, qty, price, source, item.price, category=item.category)
    chosen = item.chosen(goods.qty, cart.buyer)
    assert chosen is not None
    source = SOURCE_OF[chosen.basis]
    return CartLine(
        *(number, item.item, goods.qty, chosen.price, source, chosen.list_price), category=item.category
    )
