"""Products of a stand-alone shop, from a CSV file: every fault is told by row, nothing is written before."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Final
from uuid import UUID

from pos_client.engine.carts import PRICE_MAX
from pos_client.engine.till import this_till, today
from pos_client.store import StoreUnit
from pos_client.store.catalogue_tables import CatalogueTables
from shared_models.values.codes import ErrorCode, ProductKind, TaxClass
from shared_models.values.money import Money
from shared_models.values.quantity import ONE
from shared_models.values.refusals import Fault
from shared_models.wire.replica import PriceRow, ProductRow, UnitRow

REQUIRED: Final = ("sku", "name", "price")
SIZE_MAX: Final = {"sku": 64, "name": 200, "barcode": 64, "unit": 64}
_DELIMITERS: Final = ",;\t"
_CLOSED: Final = {
    "tax_class": (frozenset({"", *TaxClass}), ErrorCode.UNKNOWN_TAX_CLASS),
    "kind": (frozenset({"", *ProductKind}), ErrorCode.INVALID),
    "decimals": (frozenset({"", "0", "1", "2", "3"}), ErrorCode.NOT_A_NUMBER),
}


@dataclass(frozen=True, slots=True)
class LocalProduct:
    """One row of the file, checked."""

    sku: str
    name: str
    price: Money
    barcode: str
    unit: str
    tax_class: TaxClass
    kind: ProductKind
    decimals: int


def read_products(text: str) -> tuple[tuple[LocalProduct, ...], tuple[Fault, ...]]:
    """Rows and every fault (`field` is `row:column`, counting from 1 for the header)."""
    lines = text.removeprefix("\ufeff")
    head = lines.split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.DictReader(StringIO(lines, newline=""), delimiter=delimiter)
    columns = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    reader.fieldnames = columns
    missing = [Fault(f"1:{name}", ErrorCode.COLUMN_MISSING) for name in REQUIRED if name not in columns]
    if missing:
        return (), tuple(missing)
    products: list[LocalProduct] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(reader, 2):
        cells = {name: (row.get(name) or "").strip() for name in columns}
        wrong = list(_faults(number, cells, seen))
        faults += wrong
        if not wrong:
            products.append(_product(cells))
    return tuple(products), tuple(faults)


def import_products(unit: StoreUnit, products: Sequence[LocalProduct]) -> int:
    """Write them into the till's own catalogue; a known SKU is changed.

    Only before there is a back office.
    """
    till = this_till(unit)
    if not till.stand_alone:
        raise AssertionError("the catalogue of an enrolled till comes from its back office")
    tables = CatalogueTables(unit, branch=till.branch)
    for product in products:
        tables.put_product(0, _row(unit, product))
    return len(products)


def next_sku(unit: StoreUnit) -> str:
    """A short code for goods without one: the number of products, or the next that is free."""
    number = int(unit.execute("SELECT count(*) FROM product").fetchone()[0])
    while True:
        number += 1
        code = f"B{number:03}"
        if _known(unit, code) is None:
            return code


def _faults(number: int, cells: dict[str, str], seen: dict[str, int]) -> Iterator[Fault]:
    for name in REQUIRED:
        if not cells[name]:
            yield Fault(f"{number}:{name}", ErrorCode.FIELD_REQUIRED)
    for name, most in SIZE_MAX.items():
        if len(cells.get(name, "")) > most:
            yield Fault(f"{number}:{name}", ErrorCode.FIELD_TOO_LONG, (("at_most", most),))
    yield from _price_faults(number, cells["price"])
    for name, (allowed, fault) in _CLOSED.items():
        if cells.get(name, "") not in allowed:
            yield Fault(f"{number}:{name}", fault)
    yield from _repeated(number, cells, seen)


def _repeated(number: int, cells: dict[str, str], seen: dict[str, int]) -> Iterator[Fault]:
    for code in filter(None, (cells["sku"], cells.get("barcode"))):
        first = seen.setdefault(code, number)
        if first != number:
            yield Fault(f"{number}:sku", ErrorCode.DUPLICATE_ROW, (("row", first),))


def _price_faults(number: int, price: str) -> Iterator[Fault]:
    digits = price.removeprefix("Rp").strip()
    if not digits:
        return
    if "," in digits or "." in digits:
        yield Fault(f"{number}:price", ErrorCode.AMBIGUOUS_NUMBER)
    elif not (digits.isascii() and digits.isdigit()):
        yield Fault(f"{number}:price", ErrorCode.NOT_A_NUMBER)
    elif not 0 < int(digits) <= PRICE_MAX:
        yield Fault(f"{number}:price", ErrorCode.PRICE_NOT_POSITIVE)


def _product(cells: dict[str, str]) -> LocalProduct:
    return LocalProduct(
        sku=cells["sku"],
        name=cells["name"],
        price=Money(int(cells["price"].removeprefix("Rp").strip())),
        barcode=cells.get("barcode", ""),
        unit=cells.get("unit") or "pcs",
        tax_class=TaxClass(cells.get("tax_class") or TaxClass.TAXABLE),
        kind=ProductKind(cells.get("kind") or ProductKind.GOODS),
        decimals=int(cells.get("decimals") or 0),
    )


def _known(unit: StoreUnit, sku: str) -> UUID | None:
    """The same SKU is the same product however often its file is read."""
    found = unit.execute(
        "SELECT p.product FROM product_code c JOIN product p ON p.product_no = c.product_no"
        " WHERE c.code = ? AND c.is_sku = 1",
        (sku,),
    ).fetchone()
    return None if found is None else UUID(bytes=found[0])


def _row(unit: StoreUnit, product: LocalProduct) -> ProductRow:
    price = PriceRow(id=unit.new_id(), branch=None, price=product.price, valid_from=today(unit))
    base = UnitRow(
        unit=product.unit,
        factor=ONE,
        decimals=product.decimals,
        barcodes=(product.barcode,) if product.barcode else (),
        prices=(price,),
    )
    return ProductRow(
        id=_known(unit, product.sku) or unit.new_id(),
        sku=product.sku,
        name=product.name,
        kind=product.kind,
        category=None,
        tax_class=product.tax_class,
        active=True,
        units=(base,),
    )
