"""Products in memory with units, barcodes and prices: read once, compared, and sent to the tills."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from shared_models.rules.particulars import NO_NEEDS, Needs
from shared_models.rules.price_choice import choosable, held
from shared_models.rules.pricing import in_force
from shared_models.values.codes import ProductKind, TaxClass
from shared_models.values.money import Money
from shared_models.values.quantity import NONE, Quantity
from shared_models.wire.catalog import SaveOffer, SaveProduct, SaveUnit
from shared_models.wire.replica import OfferRow, PriceRow, ProductRow, UnitRow, needs_row

# A till may still sell by a price that ended a few days ago: after midnight, or under yesterday's date.
KEPT_DAYS: Final = 7

Slot = tuple[UUID | None, str | None, Quantity]
"""For whom a price is (customer, level), and from what quantity on. `LISTED`: for everybody, from any."""
LISTED: Final[Slot] = (None, None, NONE)


@dataclass(frozen=True, slots=True)
class Price:
    """One row of `price`. One that is no list price may be 0: from its day on there is none."""

    id: UUID
    branch: UUID | None
    price: Money
    valid_from: date
    valid_to: date | None
    introduced: int
    customer: UUID | None = None
    level: str | None = None
    from_qty: Quantity = NONE

    @property
    def slot(self) -> Slot:
        return self.customer, self.level, self.from_qty


@dataclass(frozen=True, slots=True)
class ListPrice:
    """What the base unit costs everywhere from a day until before another; no days: branches differ."""

    price: Money | None
    valid_from: date
    valid_until: date | None


@dataclass(slots=True)
class UnitRecord:
    """A unit a product is sold in."""

    unit: str
    factor: Quantity
    decimals: int
    barcodes: tuple[str, ...] = ()
    prices: list[Price] = field(default_factory=list)

    @property
    def listed(self) -> list[Price]:
        """The prices for everybody, from any quantity, in the order they were introduced."""
        return _as_introduced(price for price in self.prices if price.slot == LISTED)

    @property
    def offers(self) -> list[Price]:
        """The prices for some buyers or from a quantity on, in the order they were introduced."""
        return _as_introduced(price for price in self.prices if price.slot != LISTED)

    def price_on(self, day: date, branch: UUID | None = None) -> Price | None:
        """The list price that holds on `day`, everywhere or in `branch`."""
        return in_force(self.listed, day=day, branch=branch)

    def offers_on(self, day: date) -> list[Price]:
        """The offers that hold on `day` everywhere: levels, then tiers, then customers."""
        return sorted(held(self.offers, day=day, branch=None), key=_offer_order)


@dataclass(slots=True)
class Product:
    """A product as it stands."""

    id: UUID
    sku: str
    name: str
    kind: ProductKind
    category: UUID | None
    tax_class: TaxClass
    cost: Money | None
    active: bool
    version: int
    needs: Needs = NO_NEEDS
    units: list[UnitRecord] = field(default_factory=list)

    def unit(self, name: str) -> UnitRecord | None:
        return next((unit for unit in self.units if unit.unit == name), None)

    def list_price(self, day: date) -> ListPrice:
        """What the list of products is sorted by, from `day` to the next day that changes it."""
        prices = self.units[0].listed
        if any(price.branch is not None for price in prices):
            return ListPrice(None, day, day)
        turns = [price.valid_from for price in prices]
        turns += [price.valid_to + timedelta(days=1) for price in prices if price.valid_to is not None]
        present = self.units[0].price_on(day)
        until = min((turn for turn in turns if turn > day), default=None)
        return ListPrice(None if present is None else present.price, day, until)

    def as_edited(self, day: date) -> SaveProduct:
        """What the admin's form shows: of each unit the price of `day`."""
        return SaveProduct(
            sku=self.sku,
            name=self.name,
            kind=self.kind,
            category=self.category,
            tax_class=self.tax_class,
            cost=self.cost,
            active=self.active,
            units=tuple(_edited(unit, unit.price_on(day), day) for unit in self.units),
            version=self.version,
            needs=needs_row(self.needs),
        )

    def as_replica(self, day: date) -> ProductRow:
        """What a till needs of it."""
        return ProductRow(
            id=self.id,
            sku=self.sku,
            name=self.name,
            kind=self.kind,
            category=self.category,
            tax_class=self.tax_class,
            active=self.active,
            cost=self.cost,
            units=tuple(_replica(unit, day) for unit in self.units),
            needs=needs_row(self.needs) if self.needs else None,
        )


def name_key(name: str) -> str:
    """What a name is sorted by."""
    return name.lower()


def search_key(name: str, sku: str) -> str:
    """What a search looks through."""
    return f"{name.lower()} {sku.lower()}"


def _edited(unit: UnitRecord, price: Price | None, day: date) -> SaveUnit:
    return SaveUnit(
        unit=unit.unit,
        factor=unit.factor,
        decimals=unit.decimals,
        barcodes=unit.barcodes,
        price=None if price is None else price.price,
        price_from=None if price is None else price.valid_from,
        offers=tuple(
            SaveOffer(customer=one.customer, level=one.level, from_qty=one.from_qty, price=one.price)
            for one in unit.offers_on(day)
        ),
    )


def _replica(unit: UnitRecord, day: date) -> UnitRow:
    return UnitRow(
        unit=unit.unit,
        factor=unit.factor,
        decimals=unit.decimals,
        barcodes=unit.barcodes,
        prices=tuple(PriceRow(**_sent(price)) for price in still_needed(unit.listed, day)),
        offers=tuple(
            OfferRow(**_sent(price), customer=price.customer, level=price.level, from_qty=price.from_qty)
            for price in still_needed(unit.offers, day)
        ),
    )


def _sent(price: Price) -> dict[str, Any]:
    return {
        "id": price.id,
        "branch": price.branch,
        "price": price.price,
        "valid_from": price.valid_from,
        "valid_to": price.valid_to,
    }


def still_needed(prices: Iterable[Price], day: date) -> list[Price]:
    """Prices a till can still come to use, in the order they were introduced."""
    left = choosable(_as_introduced(prices))
    settled = day - timedelta(days=KEPT_DAYS)
    floor: dict[tuple[Slot, UUID | None], date] = {}
    for price in left:
        if price.valid_to is None and price.valid_from <= settled:
            place = price.slot, price.branch
            floor[place] = max(price.valid_from, floor.get(place, price.valid_from))
    return [
        price for price in left if price.valid_from >= floor.get((price.slot, price.branch), price.valid_from)
    ]


def _offer_order(price: Price) -> tuple[bool, str, Quantity, str]:
    return price.customer is not None, price.level or "", price.from_qty, str(price.customer)


def _as_introduced(prices: Iterable[Price]) -> list[Price]:
    return sorted(prices, key=lambda price: price.introduced)
