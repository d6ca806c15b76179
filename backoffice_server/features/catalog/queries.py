"""Reads of the catalogue."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, select

from backoffice_server.features.catalog.records import Price, Product, UnitRecord
from backoffice_server.features.catalog.tables import barcode, category, price, product, product_unit
from backoffice_server.kernel.unit import Unit
from shared_models.rules.particulars import NO_NEEDS, Needs
from shared_models.values.codes import ErrorCode, ProductKind, TaxClass, Tracking
from shared_models.values.refusals import Refusal
from shared_models.wire.catalog import Category

# Parameters of one statement; both databases take several times as many.
CHUNK: Final = 5_000


def categories(unit: Unit) -> list[Category]:
    """All categories by name."""
    query = select(category).order_by(category.c.name, category.c.code)
    return [
        Category(id=row.category_id, code=row.code, name=row.name) for row in unit.connection.execute(query)
    ]


def load(unit: Unit, products: Sequence[UUID] | None = None) -> dict[UUID, Product]:
    """Products with everything that belongs to them, in a fixed number of statements; all when null."""
    found = {
        row.product_id: _product(row) for row in _rows(unit, select(product), product.c.product_id, products)
    }
    units: dict[tuple[UUID, str], UnitRecord] = {}
    query = select(product_unit).order_by(product_unit.c.position)
    for row in _rows(unit, query, product_unit.c.product_id, products):
        record = UnitRecord(unit=row.unit, factor=row.factor, decimals=row.decimals)
        units[row.product_id, row.unit] = record
        found[row.product_id].units.append(record)
    codes = select(barcode).order_by(barcode.c.position)
    for row in _rows(unit, codes, barcode.c.product_id, products):
        if (record_of := units.get((row.product_id, row.unit))) is not None:
            record_of.barcodes += (row.barcode,)
    for row in _rows(unit, select(price), price.c.product_id, products):
        if (record_of := units.get((row.product_id, row.unit))) is not None:
            record_of.prices.append(_price(row))
    return found


def one(unit: Unit, product_id: UUID) -> Product:
    """One product, or a refusal."""
    found = load(unit, [product_id])
    if not found:
        raise Refusal(ErrorCode.NOT_FOUND, what="product")
    return found[product_id]


def owners_of_skus(unit: Unit, skus: Sequence[str] | None) -> dict[str, UUID]:
    """sku -> product, for those of `skus` that are taken (all when null)."""
    query = select(product.c.sku, product.c.product_id)
    return {row.sku: row.product_id for row in _rows(unit, query, product.c.sku, skus)}


def owners_of_barcodes(unit: Unit, codes: Sequence[str] | None) -> dict[str, UUID]:
    """barcode -> product, for those of `codes` that are taken (all when null)."""
    query = select(barcode.c.barcode, barcode.c.product_id)
    return {row.barcode: row.product_id for row in _rows(unit, query, barcode.c.barcode, codes)}


def is_empty(unit: Unit) -> bool:
    """Whether there is no product at all."""
    return unit.connection.execute(select(product.c.product_id).limit(1)).first() is None


def _rows(
    unit: Unit, query: Select[Any], column: ColumnElement[Any], wanted: Iterable[Any] | None
) -> Iterator[Any]:
    if wanted is None:
        yield from unit.connection.execute(query)
        return
    values = list(wanted)
    for start in range(0, len(values), CHUNK):
        yield from unit.connection.execute(query.where(column.in_(values[start : start + CHUNK])))


def _product(row: Any) -> Product:
    return Product(
        id=row.product_id,
        sku=row.sku,
        name=row.name,
        kind=ProductKind(row.kind),
        category=row.category_id,
        tax_class=TaxClass(row.tax_class),
        cost=row.cost,
        active=row.active,
        version=row.version,
        needs=_needs(row),
    )


def _needs(row: Any) -> Needs:
    if not (row.min_age or row.prescription or row.tracking):
        return NO_NEEDS
    return Needs(row.min_age, row.prescription, None if row.tracking is None else Tracking(row.tracking))


def _price(row: Any) -> Price:
    return Price(
        id=row.price_id,
        branch=row.branch_id,
        price=row.price,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        introduced=row.introduced,
        customer=row.customer_id,
        level=row.level,
        from_qty=row.from_qty,
    )
