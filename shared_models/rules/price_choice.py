"""Which price a line gets: customer price, else level price, else quantity tier, else the unit price.

Every row is one price of one unit; which of several rows of the same place in that order holds on a day in
a branch is `pricing.in_force`. A price of 0 says that there is none from its day on: rows are never taken
back. Promotions come after, on the price chosen here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, NewType, Protocol, TypeVar

from shared_models.rules.pricing import ListedPrice, in_force, not_covered
from shared_models.rules.tax import TaxRule
from shared_models.values.codes import ErrorCode
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, Quantity
from shared_models.values.refusals import Refusal

LevelCode = NewType("LevelCode", str)
"""Code of a price level; a shop adds its own beside these three."""

RETAIL: Final = LevelCode("retail")  # the list itself: a row of this level is a row without one
WHOLESALE: Final = LevelCode("wholesale")
MEMBER: Final = LevelCode("member")


class PriceBasis(StrEnum):
    """Why a line has its price; the strongest first."""

    CUSTOMER = "customer"
    LEVEL = "level"
    TIER = "tier"
    LIST = "list"


class OfferedPrice(ListedPrice, Protocol):
    """A price of a unit for some buyers.

    `customer` null: everybody; `level` null: the list; `from_qty` (thousandths of the unit): from there on,
    0 from any quantity. A level or a customer may have tiers of its own.
    """

    @property
    def price(self) -> Money: ...
    @property
    def customer(self) -> Any: ...
    @property
    def level(self) -> str | None: ...
    @property
    def from_qty(self) -> Quantity: ...


P = TypeVar("P", bound=OfferedPrice)


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys: a customer with prices of its own, perhaps, at a price level."""

    customer: Any = None
    level: LevelCode = RETAIL


WALK_IN: Final = Buyer()


@dataclass(frozen=True, slots=True)
class ChosenPrice:
    """The price of one whole unit and its reason.

    `from_qty` > 0: the tier it belongs to. `list_price`: what one unit costs anybody; None where the list
    has no such price.
    """

    price: Money
    basis: PriceBasis
    level: LevelCode
    from_qty: Quantity
    list_price: Money | None


def choose_price(
    rows: Iterable[P], *, day: Any, branch: Any, qty: Quantity, buyer: Buyer = WALK_IN
) -> ChosenPrice:
    """The price of a unit for `buyer`; `rows` are the unit's prices in the order they were introduced.

    `qty` > 0 is what counts for the tiers: of the line, or of all lines of the unit in a cart whose total
    must not depend on the order of scanning. Raises Refusal(PRICE_MISSING): a price is never taken as 0.
    """
    groups: dict[PriceBasis, list[P]] = {basis: [] for basis in PriceBasis}
    for row in rows:
        basis = _basis(row, buyer)
        if basis is not None and row.from_qty <= qty:
            groups[basis].append(row)
    listed = _highest_tier(groups[PriceBasis.LIST], day=day, branch=branch)
    for basis, offered in groups.items():
        held = _highest_tier(offered, day=day, branch=branch)
        if held is not None:
            level = LevelCode(held.level or RETAIL)
            return ChosenPrice(held.price, basis, level, held.from_qty, listed.price if listed else None)
    raise Refusal(ErrorCode.PRICE_MISSING, day=str(day), qty=qty)


def choosable(rows: Iterable[P]) -> list[P]:
    """`rows` in the order they were introduced, without those that can hold no more on any day.

    A price only covers one of the same customer, level and tier (`pricing.not_covered` knows of none).
    """
    introduced = list(rows)
    slots: dict[tuple[Any, str | None, Quantity], list[P]] = {}
    for row in introduced:
        slots.setdefault((row.customer, row.level or RETAIL, row.from_qty), []).append(row)
    left = {id(row) for slot in slots.values() for row in not_covered(slot)}
    return [row for row in introduced if id(row) in left]


def held(rows: Iterable[P], *, day: Any, branch: Any) -> list[P]:
    """What of `rows` holds that day: one per customer, level and tier; withdrawn ones are left out."""
    slots: dict[tuple[Any, str, Quantity], list[P]] = {}
    for row in rows:
        slots.setdefault((row.customer, row.level or RETAIL, row.from_qty), []).append(row)
    found = (in_force(slot, day=day, branch=branch) for slot in slots.values())
    return [row for row in found if row is not None and row.price > 0]


def below_cost(
    price: Money,
    cost: Money | None,
    factor: Quantity,
    *,
    per: Quantity = ONE,
    tax_rule: TaxRule | None = None,
) -> bool:
    """Whether a unit of `factor` thousandths of the base unit sells for less than its goods cost.

    `cost` is the cost of `per` thousandths of the base unit: the catalogue's of one, or the stock's own value
    and quantity, unrounded. An unknown cost warns of nothing. A price that holds tax is compared without it.
    """
    if per <= 0:
        raise ValueError(per)
    if cost is None:
        return False
    tax = tax_rule.tax_on(price) if tax_rule is not None and tax_rule.inclusive else 0
    return (price - tax) * per < cost * factor


def _basis(row: OfferedPrice, buyer: Buyer) -> PriceBasis | None:
    """Under which heading a row stands for this buyer; None: not for him."""
    if row.customer is not None:
        return PriceBasis.CUSTOMER if row.customer == buyer.customer else None
    if row.level is not None and row.level != RETAIL:
        return PriceBasis.LEVEL if row.level == buyer.level else None
    return PriceBasis.TIER if row.from_qty > 0 else PriceBasis.LIST


def _highest_tier(rows: list[P], *, day: Any, branch: Any) -> P | None:
    """Of the tiers that hold that day, the one that begins last; one that was withdrawn is none."""
    by_tier: dict[Quantity, list[P]] = {}
    for row in rows:
        by_tier.setdefault(row.from_qty, []).append(row)
    for from_qty in sorted(by_tier, reverse=True):
        held = in_force(by_tier[from_qty], day=day, branch=branch)
        if held is not None and held.price > 0:
            return held
    return None
