"""Takes in the price list that a till made for itself: its ids, its barcodes, every price it knows."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.catalog import queries, service
from backoffice_server.features.catalog.records import LISTED, Price, Product, UnitRecord
from backoffice_server.features.catalog.writing import Rows, price_row, product_row, write_rows
from backoffice_server.kernel.codes import free_variation
from backoffice_server.kernel.unit import Unit
from shared_models.rules.particulars import NO_NEEDS
from shared_models.wire.catalog import SaveCategory
from shared_models.wire.replica import CategoryRow, OfferRow, PriceRow, ProductRow, UnitRow
from shared_models.wire.sync import Entity


def bring_categories(unit: Unit, *, rows: Sequence[CategoryRow]) -> None:
    """Add those categories that are not known, with their ids; whose code is taken gets a free one."""
    unit.lock_company()
    there = queries.categories(unit)
    taken, known = {one.code for one in there}, {one.id for one in there}
    wanted = [row for row in rows if row.id not in known]
    requests = []
    for row in wanted:
        code = free_variation(row.code, taken)
        taken.add(code)
        requests.append(SaveCategory(code=code, name=row.name))
    service.save_categories(unit, requests=requests, ids=[row.id for row in wanted])


def bring_products(unit: Unit, *, products: Sequence[ProductRow], categories: Collection[UUID]) -> None:
    """Add products to a catalogue that has none. A code that two of them have stays with the first."""
    if not products:
        return
    numbers = unit.company_numbers(Entity.PRODUCT, [str(row.id) for row in products])
    today, rows = branches.today(unit), Rows()
    skus: set[str] = set()
    barcodes: set[str] = set()
    for row, number in zip(products, numbers, strict=True):
        sku = free_variation(row.sku, skus)
        skus.add(sku)
        made = _product(row, sku=sku, number=number, barcodes=barcodes, categories=categories)
        unit.change(Entity.PRODUCT, str(made.id), made.as_replica(today), None)
        _add(unit, rows, made, today=today)
    write_rows(unit, rows)


def _product(
    row: ProductRow, *, sku: str, number: int, barcodes: set[str], categories: Collection[UUID]
) -> Product:
    made = Product(
        id=row.id,
        sku=sku,
        name=row.name,
        kind=row.kind,
        category=row.category if row.category in categories else None,
        tax_class=row.tax_class,
        cost=row.cost,
        active=row.active,
        version=1,
        needs=NO_NEEDS if row.needs is None else row.needs.to_needs(),
    )
    for sold in row.units:
        if made.unit(sold.unit) is None:
            made.units.append(_unit(sold, number=number, barcodes=barcodes))
    return made


def _unit(sold: UnitRow, *, number: int, barcodes: set[str]) -> UnitRecord:
    own = tuple(code for code in dict.fromkeys(sold.barcodes) if code not in barcodes)
    barcodes.update(own)
    prices = [_price(price, number) for price in (*sold.prices, *sold.offers)]
    return UnitRecord(sold.unit, sold.factor, sold.decimals, own, prices)


def _price(row: PriceRow, number: int) -> Price:
    slot = (row.customer, row.level, row.from_qty) if isinstance(row, OfferRow) else LISTED
    return Price(row.id, row.branch, row.price, row.valid_from, row.valid_to, number, *slot)


def _add(unit: Unit, rows: Rows, made: Product, *, today: date) -> None:
    rows.products.append(product_row(made))
    for place, record in enumerate(made.units):
        rows.units.append((made.id, record.unit, place, record.factor, record.decimals))
        rows.barcodes += [
            (code, made.id, record.unit, position) for position, code in enumerate(record.barcodes)
        ]
        for price in record.prices:
            rows.prices.append(price_row(made.id, record.unit, price, at=unit.now(), by=None))
    shown = made.list_price(today)
    rows.list_prices.append((made.id, shown.price, shown.valid_from, shown.valid_until))
