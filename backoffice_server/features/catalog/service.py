"""Saving products and categories."""

from collections.abc import Iterator
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import and_, select

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.catalog import levels, queries, writing
from backoffice_server.features.catalog.faults import Known, faults_in
from backoffice_server.features.catalog.records import Product
from backoffice_server.features.catalog.tables import category, list_price
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import StaffId
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.catalog import Category, PriceLine, ProductDocument, SaveCategory, SaveProduct
from shared_models.wire.replica import CategoryRow
from shared_models.wire.sync import Entity

CODE_TAKEN: Final = ErrorCode.CONFLICT
# Prices of a unit that its form shows; older ones stay in the database.
PRICES_SHOWN: Final = 12


def save_product(
    unit: Unit, *, product: UUID | None, request: SaveProduct, by: StaffId | None
) -> ProductDocument:
    """Make (`product` null) or change a product. Refuses every fault, and when somebody else was faster."""
    unit.lock_company()
    before = None if product is None else queries.one(unit, product)
    if before is not None and before.version != request.version:
        raise Refusal(ErrorCode.CONFLICT, version=before.version)
    if faults := faults_in(request, product=product, known=_known(unit, request, before)):
        raise invalid(faults)
    today = branches.today(unit)
    (made,) = writing.write(unit, [writing.Wanted(before, request)], today=today, by=by)
    return _document(unit, made)


def move_list_prices(unit: Unit, today: date) -> int:
    """Bring kept prices whose time is over to those of `today`, some thousand at once. How many were moved.

    Nothing shown depends on it; a list sorted by price need not look up what was planned long ago.
    """
    over = and_(list_price.c.valid_until <= today, list_price.c.valid_from < list_price.c.valid_until)
    query = select(list_price.c.product_id).where(over).order_by(list_price.c.product_id).limit(queries.CHUNK)
    ids = list(unit.connection.execute(query).scalars())
    if ids:
        unit.lock_company()
        kept = [(found.id, found.list_price(today)) for found in queries.load(unit, ids).values()]
        unit.upsert(
            list_price, [(place, shown.price, shown.valid_from, shown.valid_until) for place, shown in kept]
        )
    return len(ids)


def document(unit: Unit, *, product: UUID) -> ProductDocument:
    """A product as the admin edits it."""
    return _document(unit, queries.one(unit, product))


def save_categories(
    unit: Unit, *, requests: list[SaveCategory], ids: list[UUID] | None = None
) -> list[Category]:
    """Add categories (`ids`: given by the caller); refuses codes that are taken."""
    unit.lock_company()
    taken = set(unit.connection.execute(select(category.c.code)).scalars())
    faults = []
    for place, request in enumerate(requests):
        if request.code in taken:
            faults.append(Fault(f"{place}.code", CODE_TAKEN))
        taken.add(request.code)
    if faults:
        raise invalid(faults)
    places = ids or [unit.new_id() for _ in requests]
    made = [
        Category(id=place, code=request.code, name=request.name)
        for place, request in zip(places, requests, strict=True)
    ]
    unit.insert(category, [(one.id, one.code, one.name) for one in made])
    for one in made:
        row = CategoryRow(id=one.id, code=one.code, name=one.name)
        unit.change(Entity.CATEGORY, str(one.id), row, None)
    return made


def _document(unit: Unit, found: Product) -> ProductDocument:
    names = {one.id: one.name for one in queries.categories(unit)}
    return ProductDocument(
        id=found.id,
        version=found.version,
        product=found.as_edited(branches.today(unit)),
        category_name=None if found.category is None else names.get(found.category),
        prices=tuple(_prices(unit, found)),
    )


def _prices(unit: Unit, found: Product) -> Iterator[PriceLine]:
    """The youngest prices of every unit. Of two for the same place and day the one introduced last holds."""
    codes = {row.id: row.code for row in branches.branches(unit)}
    for record in found.units:
        youngest = {
            (price.valid_from, price.branch, *price.slot): price for price in [*record.offers, *record.listed]
        }
        for _, price in sorted(youngest.items(), key=lambda held: held[0][0], reverse=True)[:PRICES_SHOWN]:
            yield PriceLine(
                unit=record.unit,
                branch=None if price.branch is None else codes.get(price.branch, "?"),
                price=price.price,
                valid_from=price.valid_from,
                valid_to=price.valid_to,
                customer=price.customer,
                level=price.level,
                from_qty=price.from_qty,
            )


def _known(unit: Unit, request: SaveProduct, before: Product | None) -> Known:
    codes = [code for sold in request.units for code in sold.barcodes]
    return Known(
        skus=queries.owners_of_skus(unit, [request.sku]),
        barcodes=queries.owners_of_barcodes(unit, codes),
        categories={one.id for one in queries.categories(unit)},
        branches={row.id for row in branches.branches(unit)},
        levels=levels.codes(unit),
        tracking=None if before is None else before.needs.tracking,
    )
