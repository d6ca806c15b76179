"""The prices of a cart: chosen anew with every change, the same in whatever order things were scanned.

What counts for a tier is the quantity of the unit over all lines that take its price from the list. The till
prices its cart by this, the back office checks by it what was charged.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final, Protocol, TypeVar
from uuid import UUID

from shared_models.rules.price_choice import Buyer, ChosenPrice, PriceBasis
from shared_models.rules.receipt import Item
from shared_models.values.codes import PriceSource
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity

Key = tuple[UUID, str]
"""Product and unit."""

CHOSEN: Final = frozenset({PriceSource.LIST, PriceSource.TIER, PriceSource.LEVEL, PriceSource.CUSTOMER})
"""Prices that follow from who buys how much; a label's, a typed or an agreed one stays."""

SOURCE_OF: Final[Mapping[PriceBasis, PriceSource]] = {
    PriceBasis.LIST: PriceSource.LIST,
    PriceBasis.TIER: PriceSource.TIER,
    PriceBasis.LEVEL: PriceSource.LEVEL,
    PriceBasis.CUSTOMER: PriceSource.CUSTOMER,
}


class PricedLine(Protocol):
    """A line of a cart or of a receipt."""

    @property
    def item(self) -> Item: ...
    @property
    def qty(self) -> Quantity: ...
    @property
    def price(self) -> Money: ...
    @property
    def list_price(self) -> Money | None: ...
    @property
    def price_source(self) -> PriceSource: ...


L = TypeVar("L", bound=PricedLine)
Choose = Callable[[Key, Quantity, Buyer], ChosenPrice | None]
"""The price of a unit for a quantity and a buyer; null: the catalogue knows it no more, so it stays."""
Reprice = Callable[[L, ChosenPrice], L]


def key_of(line: PricedLine) -> Key:
    """What is counted together."""
    return line.item.product, line.item.unit


def is_of(line: PricedLine, key: Key) -> bool:
    """Whether a line is of this unit."""
    # Asked of every line of a cart with every scan; the numbers of two ids are compared without their Python.
    return line.item.product.int == key[0].int and line.item.unit == key[1]


def counted_for_tiers(lines: Iterable[PricedLine]) -> Counter[Key]:
    """Quantity of every unit over the lines whose price is chosen (thousandths of the unit)."""
    counted: Counter[Key] = Counter()
    for line in lines:
        if line.price_source in CHOSEN:
            counted[line.item.product, line.item.unit] += line.qty
    return counted


def repriced(
    lines: Sequence[L], *, only: Key | None, buyer: Buyer, choose: Choose, reprice: Reprice[L]
) -> dict[int, L]:
    """Place -> line, for every line whose price is another one now; `only`: just the lines of one unit."""
    places = [
        place
        for place, line in enumerate(lines)
        if line.price_source in CHOSEN and (only is None or is_of(line, only))
    ]
    counted = counted_for_tiers(lines[place] for place in places)
    chosen = {key: choose(key, Quantity(qty), buyer) for key, qty in counted.items()}
    changed: dict[int, L] = {}
    for place in places:
        line = lines[place]
        price = chosen[key_of(line)]
        if price is not None and not _has(line, price):
            changed[place] = reprice(line, price)
    return changed


def _has(line: PricedLine, price: ChosenPrice) -> bool:
    same = line.price == price.price and line.list_price == price.list_price
    return same and line.price_source is SOURCE_OF[price.basis]
