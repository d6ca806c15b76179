"""From rows of a file to products: fills in what is left out, finds every fault, tells what changes."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

from pydantic import ValidationError

from backoffice_server.features.catalog.faults import Known, faults_in
from backoffice_server.features.catalog.import_file import UNITS_MAX, numbered
from backoffice_server.features.catalog.import_offers import Offer, offers_in
from backoffice_server.features.catalog.records import Product, UnitRecord
from backoffice_server.kernel import numbers
from backoffice_server.kernel.table_file import Cell, FileRow
from shared_models.values.codes import ErrorCode, ProductKind, TaxClass
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, Quantity
from shared_models.values.refusals import Fact
from shared_models.wire.catalog import SaveProduct, SaveUnit
from shared_models.wire.importing import ImportFault, ImportVerdict

T = TypeVar("T")
DEFAULT_UNIT: Final = "pcs"
NEW_CATEGORY: Final = "new category"
TAX_WORDS: Final = {
    TaxClass.TAXABLE: "taxable bkp kenapajak ya yes ppn",
    TaxClass.EXEMPT: "exempt dibebaskan bebas",
    TaxClass.NOT_COLLECTED: "not_collected notcollected tidakdipungut tidak_dipungut",
    TaxClass.NON_TAXABLE: "non_taxable nontaxable nonbkp non_bkp non-bkp tidak no",
}
KIND_WORDS: Final = {ProductKind.GOODS: "goods barang", ProductKind.SERVICE: "service jasa layanan"}
_TAX_OF: Final = {word: value for value, words in TAX_WORDS.items() for word in words.split()}
_KIND_OF: Final = {word: value for value, words in KIND_WORDS.items() for word in words.split()}


@dataclass(slots=True)
class Parsed:
    """One row on its way: what is wrong, what it asks for, what that changes."""

    row: FileRow
    sku: str
    name: str
    before: Product | None = None
    request: SaveProduct | None = None
    faults: list[ImportFault] = field(default_factory=list)
    changes: tuple[str, ...] = ()
    new_category: str = ""
    # The column each offer of each unit stands in.
    offer_columns: dict[tuple[int, int], str] = field(default_factory=dict)

    @property
    def verdict(self) -> ImportVerdict:
        if self.faults:
            return ImportVerdict.WRONG
        if self.before is None:
            return ImportVerdict.NEW
        return ImportVerdict.CHANGED if self.changes else ImportVerdict.SAME

    def fault(self, column: str, code: ErrorCode, **facts: Fact) -> None:
        self.faults.append(ImportFault(column=column, code=code.value, facts=facts))

    def told(self, column: str, code: ErrorCode, value: str) -> None:
        self.fault(column, code, value=value)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What stands: products by sku, owners of barcodes, categories by code and name in lower case."""

    by_sku: Mapping[str, Product]
    known: Known
    categories: Mapping[str, UUID]
    today: date
    # Columns of the file that hold prices of levels, tiers or customers, and who these are by code.
    offers: tuple[str, ...] = ()
    customers: Mapping[str, UUID] = field(default_factory=dict)


def parse(
    rows: tuple[FileRow, ...], catalogue: Catalogue, *, new_category: Callable[[str], UUID]
) -> list[Parsed]:
    """Every row with its faults. `new_category` gives an id to a category name that is new."""
    first_row: dict[str, int] = {}
    barcode_rows: dict[str, int] = {}
    parsed = []
    for row in rows:
        item = _parsed(row, catalogue, new_category)
        earlier = first_row.setdefault(item.sku, row.number)
        if item.sku and earlier != row.number:
            item.fault("sku", ErrorCode.DUPLICATE_ROW, row=earlier)
        for column, code in codes_in(row):
            other = barcode_rows.setdefault(code, row.number)
            if other != row.number:
                item.fault(column, ErrorCode.BARCODE_TAKEN, barcode=code, row=other)
        parsed.append(item)
    return parsed


def _parsed(row: FileRow, catalogue: Catalogue, new_category: Callable[[str], UUID]) -> Parsed:
    item = Parsed(row, sku=row.text("sku"), name=row.text("name"))
    for column, most in (("sku", 64), ("name", 200)):
        length = len(row.text(column))
        if not length:
            item.fault(column, ErrorCode.FIELD_REQUIRED)
        elif length > most:
            item.fault(column, ErrorCode.FIELD_TOO_LONG, at_most=most)
    item.before = catalogue.by_sku.get(item.sku)
    values = _values(item, catalogue, new_category)
    if not item.faults:
        item.request = _request(item, values, catalogue)
    if item.request is not None:
        item.faults += _catalogue_faults(item, catalogue)
        item.changes = tuple(_changes(item, catalogue.today))
    return item


@dataclass(slots=True)
class Values:
    """Cells of a row, read; null where the file says nothing."""

    category: UUID | None
    tax_class: TaxClass | None
    kind: ProductKind | None
    cost: int | None
    price: int | None
    decimals: int | None
    larger: tuple["LargerUnit", ...]
    offers: Mapping[int, list[Offer]]


@dataclass(slots=True)
class LargerUnit:
    """A unit beside the base unit; `place` from 1."""

    place: int
    unit: str
    factor: int | None
    price: int | None


def _values(item: Parsed, catalogue: Catalogue, new_category: Callable[[str], UUID]) -> Values:
    price = _figure(item, "price", numbers.amount)
    if price is None and item.before is None and not item.row.text("price"):
        item.fault("price", ErrorCode.PRICE_MISSING)
    return Values(
        category=_category(item, catalogue, new_category),
        tax_class=_word(item, "tax_class", _TAX_OF, ErrorCode.UNKNOWN_TAX_CLASS),
        kind=_word(item, "kind", _KIND_OF, ErrorCode.INVALID),
        cost=_figure(item, "cost", numbers.amount),
        price=price,
        decimals=_figure(item, "decimals", numbers.amount),
        larger=tuple(_larger(item)),
        offers=offers_in(item.row, catalogue.offers, catalogue.customers, item.told),
    )


def _larger(item: Parsed) -> Iterator[LargerUnit]:
    for place in range(1, UNITS_MAX):
        unit = item.row.text(numbered("unit", place))
        factor = _figure(item, numbered("factor", place), numbers.thousandths)
        price = _figure(item, numbered("price", place), numbers.amount)
        if unit:
            yield LargerUnit(place, unit, factor, price)


def _figure(item: Parsed, column: str, read: Callable[[Cell], int]) -> int | None:
    cell = item.row.cells.get(column)
    if cell is None:
        return None
    try:
        return read(cell)
    except numbers.NumberFault as fault:
        item.fault(column, fault.code, value=item.row.text(column))
        return None


def _word(item: Parsed, column: str, words: Mapping[str, T], code: ErrorCode) -> T | None:
    text = item.row.text(column).lower().replace(" ", "")
    if text and text not in words:
        item.fault(column, code, value=item.row.text(column))
    return words.get(text)


def _category(item: Parsed, catalogue: Catalogue, new_category: Callable[[str], UUID]) -> UUID | None:
    name = item.row.text("category")
    if not name:
        return None
    known = catalogue.categories.get(name.lower())
    if known is None:
        item.new_category = name
    return known or new_category(name)


def _request(item: Parsed, values: Values, catalogue: Catalogue) -> SaveProduct | None:
    before = item.before
    try:
        return SaveProduct(
            sku=item.sku,
            name=item.name,
            kind=values.kind or (before.kind if before else ProductKind.GOODS),
            category=values.category or (before.category if before else None),
            tax_class=values.tax_class or (before.tax_class if before else TaxClass.TAXABLE),
            cost=Money(values.cost) if values.cost is not None else (before.cost if before else None),
            active=before.active if before else True,
            units=tuple(_with_offers(item, values, catalogue.today)),
            version=before.version if before else 0,
        )
    except ValidationError as error:
        for fault in error.errors():
            place = ".".join(str(part) for part in fault["loc"])
            item.fault(column_of(place, {}), ErrorCode.INVALID, kind=fault["type"])
        return None


def _units(item: Parsed, values: Values) -> Iterator[SaveUnit]:
    row, before = item.row, item.before
    held = before.units if before else []
    base = held[0] if held else None
    yield SaveUnit(
        unit=row.text("unit") or (base.unit if base else DEFAULT_UNIT),
        factor=ONE,
        decimals=values.decimals if values.decimals is not None else (base.decimals if base else 0),
        barcodes=_split(row.text("barcode")) or (base.barcodes if base else ()),
        price=None if values.price is None else Money(values.price),
    )
    named = {larger.unit for larger in values.larger}
    for larger in values.larger:
        known = before.unit(larger.unit) if before else None
        yield SaveUnit(
            unit=larger.unit,
            factor=Quantity(larger.factor) if larger.factor else (known.factor if known else ONE),
            decimals=known.decimals if known else 0,
            barcodes=_split(row.text(numbered("barcode", larger.place))) or (known.barcodes if known else ()),
            price=None if larger.price is None else Money(larger.price),
        )
    for kept in held[1:]:
        if kept.unit not in named:
            yield SaveUnit(
                unit=kept.unit, factor=kept.factor, decimals=kept.decimals, barcodes=kept.barcodes, price=None
            )


def _with_offers(item: Parsed, values: Values, today: date) -> Iterator[SaveUnit]:
    """The units with the offers there are, those a cell speaks for as the cell has them."""
    places = {0: 0} | {number: larger.place for number, larger in enumerate(values.larger, 1)}
    for number, unit in enumerate(_units(item, values)):
        said = values.offers.get(places.get(number, -1), ())
        if not said:
            yield unit
            continue
        known = item.before.unit(unit.unit) if item.before else None
        spoken = {offer.kind for offer in said}
        kept = [Offer("", price.price, *price.slot) for price in (known.offers_on(today) if known else ())]
        offers = [*(offer for offer in kept if offer.kind not in spoken), *said]
        item.offer_columns |= {(number, place): offer.column for place, offer in enumerate(offers)}
        yield unit.model_copy(update={"offers": tuple(offer.saved for offer in offers)})


def _catalogue_faults(item: Parsed, catalogue: Catalogue) -> list[ImportFault]:
    assert item.request is not None
    # The category is known or is made with this import.
    request = item.request.model_copy(update={"category": None})
    product = item.before.id if item.before else None
    return [
        ImportFault(
            column=column_of(fault.field, item.offer_columns), code=fault.code.value, facts=dict(fault.facts)
        )
        for fault in faults_in(request, product=product, known=catalogue.known)
    ]


def column_of(place: str, offers: Mapping[tuple[int, int], str]) -> str:
    """The column a fault of a product stands in: `units.1.price` is `price2`."""
    parts = place.split(".")
    if parts[0] != "units" or len(parts) < 3:
        return parts[0]
    if parts[2] == "offers":
        return offers.get((int(parts[1]), int(parts[3])), "tiers")
    names = {
        "unit": "unit",
        "factor": "factor",
        "decimals": "decimals",
        "barcodes": "barcode",
        "price": "price",
    }
    return numbered(names.get(parts[2], parts[2]), int(parts[1]))


def _changes(item: Parsed, today: date) -> Iterator[str]:
    if item.new_category:
        yield NEW_CATEGORY
    if item.before is None or item.request is None:
        return
    for name in ("name", "kind", "category", "tax_class", "cost"):
        if getattr(item.before, name) != getattr(item.request, name):
            yield name
    if [unit.unit for unit in item.before.units] != [unit.unit for unit in item.request.units]:
        yield "unit"
    for unit in item.request.units:
        if (held := item.before.unit(unit.unit)) is not None:
            yield from _unit_changes(held, unit, today)


def _unit_changes(held: UnitRecord, wanted: SaveUnit, today: date) -> Iterator[str]:
    present = held.price_on(today)
    if wanted.price is not None and (present is None or present.price != wanted.price):
        yield "price"
    if (held.factor, held.decimals) != (wanted.factor, wanted.decimals):
        yield "unit"
    if held.barcodes != wanted.barcodes:
        yield "barcode"
    if wanted.offers is not None:
        there = {price.slot: price.price for price in held.offers_on(today)}
        asked = {(one.customer, one.level, one.from_qty): one.price for one in wanted.offers}
        if there != asked:
            yield "offers"


def _split(text: str) -> tuple[str, ...]:
    """Several barcodes stand in one cell with `|` between them."""
    return tuple(part.strip() for part in text.split("|") if part.strip()) if text else ()


def codes_in(row: FileRow) -> Iterator[tuple[str, str]]:
    """(column, barcode) of every barcode of a row."""
    for column in (numbered("barcode", place) for place in range(UNITS_MAX)):
        for code in _split(row.text(column)):
            yield column, code
