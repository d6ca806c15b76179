"""Writes products, many at once, in a fixed number of statements, and tells the tills."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete

from backoffice_server.features.catalog import records
from backoffice_server.features.catalog.records import Price, Product, Slot, UnitRecord
from backoffice_server.features.catalog.tables import barcode, list_price, price, product, product_unit
from backoffice_server.kernel.unit import Unit
from shared_models.rules.particulars import NO_NEEDS, Needs
from shared_models.values.ids import StaffId
from shared_models.values.money import Money
from shared_models.wire.catalog import SaveProduct, SaveUnit
from shared_models.wire.sync import Entity


@dataclass(frozen=True, slots=True)
class Wanted:
    """A product as it stands (null: new) and as it shall be. Checked already."""

    before: Product | None
    request: SaveProduct


@dataclass(slots=True)
class Rows:
    """Rows to write, in column order of their tables."""

    products: list[tuple[Any, ...]] = field(default_factory=list)
    units: list[tuple[Any, ...]] = field(default_factory=list)
    barcodes: list[tuple[Any, ...]] = field(default_factory=list)
    prices: list[tuple[Any, ...]] = field(default_factory=list)
    list_prices: list[tuple[Any, ...]] = field(default_factory=list)
    gone_units: list[tuple[UUID, str]] = field(default_factory=list)
    gone_barcodes: list[str] = field(default_factory=list)


def write(unit: Unit, wanted: Sequence[Wanted], *, today: date, by: StaffId | None) -> list[Product]:
    """Write all; returns the products as they stand now, in the same order."""
    if not wanted:
        return []
    ids = [unit.new_id() if item.before is None else item.before.id for item in wanted]
    numbers = unit.company_numbers(Entity.PRODUCT, [str(product_id) for product_id in ids])
    rows, made = Rows(), []
    for item, product_id, number in zip(wanted, ids, numbers, strict=True):
        after = _after(unit, item, product_id, number=number, today=today, by=by, rows=rows)
        unit.change(Entity.PRODUCT, str(product_id), after.as_replica(today), None)
        made.append(after)
    write_rows(unit, rows)
    return made


def write_rows(unit: Unit, rows: Rows) -> None:
    """All of it, in a fixed number of statements."""
    for product_id, name in rows.gone_units:
        gone = delete(product_unit).where(
            product_unit.c.product_id == product_id, product_unit.c.unit == name
        )
        unit.connection.execute(gone)
    if rows.gone_barcodes:
        unit.connection.execute(delete(barcode).where(barcode.c.barcode.in_(rows.gone_barcodes)))
    unit.upsert(product, rows.products)
    unit.upsert(product_unit, rows.units)
    unit.upsert(barcode, rows.barcodes)
    unit.insert(price, rows.prices)
    unit.upsert(list_price, rows.list_prices)


def _after(
    unit: Unit,
    item: Wanted,
    product_id: UUID,
    *,
    number: int,
    today: date,
    by: StaffId | None,
    rows: Rows,
) -> Product:
    request, before = item.request, item.before
    after = Product(
        id=product_id,
        sku=request.sku,
        name=request.name,
        kind=request.kind,
        category=request.category,
        tax_class=request.tax_class,
        cost=request.cost,
        active=request.active,
        version=1 if before is None else before.version + 1,
        needs=_needs(request, before),
    )
    rows.products.append(product_row(after))
    for place, wanted in enumerate(request.units):
        known = None if before is None else before.unit(wanted.unit)
        record = UnitRecord(wanted.unit, wanted.factor, wanted.decimals, wanted.barcodes)
        record.prices = [] if known is None else list(known.prices)
        after.units.append(record)
        rows.units.append((product_id, record.unit, place, record.factor, record.decimals))
        rows.barcodes += [
            (code, product_id, record.unit, position) for position, code in enumerate(record.barcodes)
        ]
        for new in _new_prices(unit, record, wanted, number=number, today=today):
            record.prices.append(new)
            rows.prices.append(price_row(product_id, record.unit, new, at=unit.now(), by=by))
    if before is not None:
        _note_gone(before, after, rows)
    shown = after.list_price(today)
    rows.list_prices.append((product_id, shown.price, shown.valid_from, shown.valid_until))
    return after


def _needs(request: SaveProduct, before: Product | None) -> Needs:
    if request.needs is not None:
        return request.needs.to_needs()
    return NO_NEEDS if before is None else before.needs


def _new_prices(
    unit: Unit, record: UnitRecord, wanted: SaveUnit, *, number: int, today: date
) -> Iterator[Price]:
    """The price rows that make the wanted prices hold from their days on; none for one that holds already."""
    if wanted.price is not None:
        day = wanted.price_from or today
        held = record.price_on(day)
        if held is None or held.price != wanted.price:
            yield Price(unit.new_id(), None, wanted.price, day, None, number)
    for own in wanted.branch_prices:
        day = own.price_from or today
        held = record.price_on(day, own.branch)
        # The same figure of everywhere is not its own: it would follow when that one changes.
        if held is None or (held.branch, held.price) != (own.branch, own.price):
            yield Price(unit.new_id(), own.branch, own.price, day, None, number)
    if wanted.offers is not None:
        # Never from a day that is over: the list's own price may have held long before.
        day = max(wanted.price_from or today, today)
        yield from _new_offers(unit, record, wanted, number=number, day=day)


def _new_offers(
    unit: Unit, record: UnitRecord, wanted: SaveUnit, *, number: int, day: date
) -> Iterator[Price]:
    """Those that are new or cost something else from `day` on; 0 for those that are wanted no more."""
    held = {price.slot: price.price for price in record.offers_on(day)}
    asked: dict[Slot, Money] = {
        (offer.customer, offer.level, offer.from_qty): offer.price for offer in wanted.offers or ()
    }
    gone = {slot: Money(0) for slot in held if slot not in asked}
    for slot, amount in (asked | gone).items():
        if held.get(slot) != amount:
            yield Price(unit.new_id(), None, amount, day, None, number, *slot)


def _note_gone(before: Product, after: Product, rows: Rows) -> None:
    kept = {code for record in after.units for code in record.barcodes}
    rows.gone_barcodes += [code for record in before.units for code in record.barcodes if code not in kept]
    rows.gone_units += [
        (before.id, record.unit) for record in before.units if after.unit(record.unit) is None
    ]


def price_row(product: UUID, sold: str, new: Price, *, at: datetime, by: UUID | None) -> tuple[Any, ...]:
    """A row of `price`."""
    days = (new.valid_from, new.valid_to)
    return (new.id, product, sold, new.branch, new.price, *days, new.introduced, at, by, *new.slot)


def product_row(made: Product) -> tuple[Any, ...]:
    """A row of `product`."""
    return (
        made.id,
        made.sku,
        made.name,
        records.name_key(made.name),
        records.search_key(made.name, made.sku),
        made.kind.value,
        made.category,
        made.tax_class.value,
        made.cost,
        made.active,
        False,
        made.version,
        made.needs.min_age,
        made.needs.prescription,
        made.needs.tracking,
    )
