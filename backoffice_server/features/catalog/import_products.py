"""Importing products from a file: all rows or, when one is wrong, none."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final
from uuid import UUID

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.catalog import (
    import_file,
    import_offers,
    import_rows,
    levels,
    queries,
    writing,
)
from backoffice_server.features.catalog.faults import Known
from backoffice_server.features.catalog.import_rows import Catalogue, Parsed
from backoffice_server.features.catalog.service import save_categories
from backoffice_server.kernel import table_file
from backoffice_server.kernel.unit import Unit
from shared_models.values.ids import StaffId
from shared_models.wire.catalog import Category, SaveCategory
from shared_models.wire.importing import ImportPreview, ImportRow, ImportVerdict

SHOWN_ROWS_MAX: Final = 1_000
CODE_LENGTH_MAX: Final = 64
Customers = Callable[[Unit], Mapping[str, UUID]]
"""Every customer by code; handed in by the app."""


def import_products(
    unit: Unit, *, content: bytes, filename: str, dry_run: bool, by: StaffId | None, customers: Customers
) -> ImportPreview:
    """Read the file and write what is new or changed; with `dry_run`, or a fault anywhere, only tell."""
    if not dry_run:
        unit.lock_company()
    own = [(level.code, level.name) for level in levels.own_levels(unit)]
    file = import_file.read(content, filename=filename, levels=import_file.level_headings(own))
    today = branches.today(unit)
    categories = queries.categories(unit)
    catalogue = _catalogue(unit, file, categories, today, customers)
    new: dict[str, UUID] = {}

    def new_category(name: str) -> UUID:
        return new.setdefault(name.lower(), unit.new_id())

    parsed = import_rows.parse(file.rows, catalogue, new_category=new_category)
    write = not dry_run and not any(item.faults for item in parsed)
    if write:
        _make_categories(unit, parsed, new, categories)
        wanted = [
            writing.Wanted(item.before, item.request)
            for item in parsed
            if item.request is not None and item.verdict is not ImportVerdict.SAME
        ]
        writing.write(unit, wanted, today=today, by=by)
    return _preview(parsed, written=write)


def _catalogue(
    unit: Unit,
    file: table_file.TableFile,
    categories: list[Category],
    today: date,
    customers: Customers,
) -> Catalogue:
    if queries.is_empty(unit):
        products, barcodes = {}, {}
    else:
        skus = queries.owners_of_skus(unit, table_file.filled(file.rows, "sku"))
        products = queries.load(unit, list(skus.values()))
        codes = [code for row in file.rows for _, code in import_rows.codes_in(row)]
        barcodes = queries.owners_of_barcodes(unit, codes)
    offers = import_offers.offer_columns(file.columns)
    named = {one.code.lower(): one.id for one in categories} | {
        one.name.lower(): one.id for one in categories
    }
    return Catalogue(
        by_sku={product.sku: product for product in products.values()},
        known=Known(
            skus={product.sku: product.id for product in products.values()},
            barcodes=barcodes,
            categories=frozenset(),
            levels=levels.codes(unit),
        ),
        offers=offers,
        customers=customers(unit) if import_offers.names_customers(offers) else {},
        categories=named,
        today=today,
    )


def _make_categories(unit: Unit, parsed: list[Parsed], new: dict[str, UUID], present: list[Category]) -> None:
    """Categories a file names first are made under their own name; the code is the name in capitals."""
    names = {item.new_category.lower(): item.new_category for item in parsed if item.new_category}
    taken = {one.code for one in present}
    requests = []
    for name in names.values():
        code = name.upper()[:CODE_LENGTH_MAX]
        while code in taken:
            code = f"{code[: CODE_LENGTH_MAX - 1]}+"
        taken.add(code)
        requests.append(SaveCategory(code=code, name=name))
    ids = [new[name] for name in names]
    save_categories(unit, requests=requests, ids=ids)


def _preview(parsed: list[Parsed], *, written: bool) -> ImportPreview:
    counts = dict.fromkeys(ImportVerdict, 0)
    shown = []
    for item in parsed:
        verdict = item.verdict
        counts[verdict] += 1
        if verdict in {ImportVerdict.WRONG, ImportVerdict.CHANGED} or counts[verdict] <= SHOWN_ROWS_MAX:
            shown.append(
                ImportRow(
                    row=item.row.number,
                    sku=item.sku,
                    name=item.name,
                    verdict=verdict,
                    faults=tuple(item.faults),
                    changes=item.changes,
                )
            )
    return ImportPreview(
        written=written,
        new=counts[ImportVerdict.NEW],
        changed=counts[ImportVerdict.CHANGED],
        same=counts[ImportVerdict.SAME],
        wrong=counts[ImportVerdict.WRONG],
        rows=tuple(shown),
    )
