"""Products in memory with units, barcodes and prices: read once, compared, and sent to the tills."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from shared_models.rules.pricing import in_force, not_covered
from shared_models.values.codes import ProductKind, TaxClass
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity
from shared_models.wire.catalog import SaveProduct, SaveUnit
from shared_models.wire.replica import PriceRow, ProductRow, UnitRow

# A till may still sell by a price that ended a few days ago: after midnight, or under yesterday's date.
KEPT_DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class Price:
    """One row of `price`."""

    id: UUID
    branch: UUID | None
    price: Money
    valid_from: date
    valid_to: date | None
    introduced: int


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

    def price_on(self, day: date, branch: UUID | None = None) -> Price | None:
        """The price that holds on `day`, everywhere or in `branch`."""
        return in_force(_as_introduced(self.prices), day=day, branch=branch)


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
    units: list[UnitRecord] = field(default_factory=list)

    def unit(self, name: str) -> UnitRecord | None:
        return next((unit for unit in self.units if unit.unit == name), None)

    def list_price(self, day: date) -> ListPrice:
        """What the list of products is sorted by, from `day` to the next day that changes it."""
        prices = self.units[0].prices
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
            units=tuple(_edited(unit, unit.price_on(day)) for unit in self.units),
            version=self.version,
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
        )


def name_key(name: str) -> str:
    """What a name is sorted by."""
    return name.lower()


def search_key(name: str, sku: str) -> str:
    """What a search looks through."""
    return f"{name.lower()} {sku.lower()}"


def _edited(unit: UnitRecord, price: Price | None) -> SaveUnit:
    return SaveUnit(
        unit=unit.unit,
        factor=unit.factor,
        decimals=unit.decimals,
        barcodes=unit.barcodes,
        price=None if price is None else price.price,
        price_from=None if price is None else price.valid_from,
    )


def _replica(unit: UnitRecord, day: date) -> UnitRow:
    return UnitRow(
        unit=unit.unit,
        factor=unit.factor,
        decimals=unit.decimals,
        barcodes=unit.barcodes,
        prices=tuple(
            PriceRow(
                id=price.id,
                branch=price.branch,
                price=price.price,
                valid_from=price.valid_from,
                valid_to=price.valid_to,
            )
            for price in still_needed(unit.prices, day)
        ),
    )


def still_needed(prices: Iterable[Price], day: date) -> list[Price]:
    """Prices a till can still come to use, in the order they were introduced."""
    left = not_covered(_as_introduced(prices))
    settled = day - timedelta(days=KEPT_DAYS)
    floor: dict[UUID | None, date] = {}
    for price in left:
        if price.valid_to is None and price.valid_from <= settled:
            floor[price.branch] = max(price.valid_from, floor.get(price.branch, price.valid_from))
    return [price for price in left if price.valid_from >= floor.get(price.branch, price.valid_from)]


def _as_introduced(prices: Iterable[Price]) -> list[Price]:
    return sorted(prices, key=lambda price: price.introduced)
