"""Which prices on the shelf are not those of today any more: what the last labels said, beside the catalogue.

Read beside the store's lane: comparing all goods takes longer than a scan may wait.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from pos_client.store.catalogue import PRICE_ON_DAY
from pos_client.store.store import Row, Rows, StoreUnit
from shared_models.values.ids import CategoryId, ProductId
from shared_models.values.money import Money, divide_half_up
from shared_models.values.quantity import ONE, Quantity

CHANGES_MAX: Final = 2_000
"""More labels than this are not ticked one by one."""
BEGIN_AT_ONCE: Final = 1_000
NOWHERE: Final = b""


@dataclass(frozen=True, slots=True)
class Priced:
    """A unit of a product at today's price. `before`: what its last label says; null: it had none."""

    product: ProductId
    name: str
    sku: str
    barcode: str
    unit: str
    factor: Quantity
    base_unit: str
    price: Money
    before: Money | None = None

    def per_base_unit(self) -> Money:
        """Price of one base unit, rounded half up."""
        return Money(divide_half_up(self.price * ONE, self.factor))


_FOUND: Final = (
    "SELECT p.product, p.name, p.sku, u.codes, u.unit, u.factor, b.unit, "  # noqa: S608 - our own names
    + PRICE_ON_DAY
    + " AS today, l.price FROM product p JOIN product_unit u ON u.product_no = p.product_no"
    " JOIN product_unit b ON b.product_no = p.product_no AND b.unit_no = 0"
    " LEFT JOIN label_price l ON l.product = p.product AND l.unit = u.unit"
)
_CHANGED: Final = (
    _FOUND + " WHERE p.active = 1 AND today IS NOT NULL AND (l.price IS NULL OR l.price <> today)"
    " ORDER BY p.name, u.unit_no LIMIT ?"
)
_OF_PRODUCT: Final = _FOUND + " WHERE p.active = 1 AND today IS NOT NULL AND p.product = ? ORDER BY u.unit_no"
_OF_CATEGORY: Final = (
    _FOUND + " JOIN product_place s ON s.product_no = p.product_no"
    " WHERE s.category = ? AND u.unit_no = 0 AND today IS NOT NULL ORDER BY p.name LIMIT ?"
)
_BEGIN: Final = (
    "INSERT OR IGNORE INTO label_price (product, unit, price)"  # noqa: S608 - our own names
    " SELECT product, unit, today FROM (SELECT p.product, u.unit, "
    + PRICE_ON_DAY
    + " AS today FROM product p JOIN product_unit u ON u.product_no = p.product_no"
    " WHERE p.active = 1 AND p.product_no > ? AND p.product_no <= ?) WHERE today IS NOT NULL"
)


def changed_prices(rows: Rows, day: date, *, limit: int = CHANGES_MAX) -> tuple[Priced, ...]:
    """Whatever costs something else today than its label says, and goods that never had one; by name."""
    at = day.toordinal()
    return tuple(map(_priced, rows.execute(_CHANGED, (at, at, limit)).fetchall()))


def priced_units(rows: Rows, product: ProductId, day: date) -> tuple[Priced, ...]:
    """Every unit of a product that has a price today."""
    at = day.toordinal()
    return tuple(map(_priced, rows.execute(_OF_PRODUCT, (at, at, product.bytes)).fetchall()))


def priced_goods(rows: Rows, category: CategoryId | None, day: date) -> tuple[Priced, ...]:
    """The goods of a category in their base units, by name; None: those without one."""
    at, place = day.toordinal(), NOWHERE if category is None else category.bytes
    return tuple(map(_priced, rows.execute(_OF_CATEGORY, (at, at, place, CHANGES_MAX)).fetchall()))


def begin_labels(unit: StoreUnit, day: date, after: int) -> int | None:
    """Take today's prices for what stands on the shelves, a part of the goods at a time.

    `after`: number of the last product of the part before; None once there is no more.
    """
    last = unit.execute("SELECT coalesce(max(product_no), 0) FROM product").fetchone()[0]
    if after >= last:
        return None
    at, to = day.toordinal(), after + BEGIN_AT_ONCE
    unit.execute(_BEGIN, (at, at, after, to))
    return to


def note_labels(unit: StoreUnit, labels: Iterable[Priced]) -> None:
    """These go to the printer: from now on they are what stands on the shelf."""
    unit.execute_many(
        "INSERT INTO label_price (product, unit, price) VALUES (?, ?, ?)"
        " ON CONFLICT (product, unit) DO UPDATE SET price = excluded.price",
        [(one.product.bytes, one.unit, one.price) for one in labels],
    )


def _priced(row: Row) -> Priced:
    product, name, sku, codes, unit, factor, base, price, before = row
    return Priced(
        product=ProductId(UUID(bytes=product)),
        name=name,
        sku=sku,
        barcode=codes.split("\n", 1)[0] or sku,
        unit=unit,
        factor=Quantity(factor),
        base_unit=base,
        price=Money(price),
        before=None if before is None else Money(before),
    )
