"""Reads a product file (CSV or XLSX) into rows of named cells, under Indonesian or English headings."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from shared_models.rules.price_choice import MEMBER, WHOLESALE, LevelCode
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, invalid

Cell = str | Decimal
"""A text, or a number that a spreadsheet stores as one."""

ROWS_MAX: Final = 200_000
REQUIRED: Final = ("sku", "name", "price")
HEADINGS: Final = {
    "sku": "sku kode kodebarang code plu itemcode",
    "name": "name nama namabarang namaproduk produk product description",
    "category": "category kategori kelompok golongan",
    "unit": "unit satuan satuandasar uom",
    "price": "price harga hargajual sellingprice retailprice",
    "cost": "cost modal hargabeli hargamodal hpp purchaseprice",
    "barcode": "barcode kodebatang ean ean13 upc gtin",
    "tax_class": "taxclass tax pajak kelaspajak",
    "kind": "kind type jenis tipe",
    "decimals": "decimals desimal",
    "factor2": "factor2 isi isi2 konversi konversi2 packsize",
    "tiers": "tiers tierprices hargabertingkat hargaqty",
    "customers": "customers customerprices hargapelanggan",
}
UNITS_MAX: Final = 4
"""Units of a row: the base unit's columns have no number, the others' end in theirs."""
# What a larger unit has of its own, under its number.
_OF_A_UNIT: Final = {
    "unit": "unit satuan",
    "factor": "factor isi konversi",
    "price": "price harga hargajual",
    "barcode": "barcode kodebatang",
    "tiers": "tiers tierprices hargabertingkat hargaqty",
    "customers": "customers customerprices hargapelanggan",
}
LEVEL: Final = "level:"
"""A column of prices of a level is `level:`, the place of the unit, `:` and the level's code."""
# How headings name a level's prices: before or behind its code or name.
_LEVEL_WORDS: Final = {WHOLESALE: ("wholesale", "grosir"), MEMBER: ("member", "anggota")}


def _aliases() -> Iterator[tuple[str, str]]:
    for column, aliases in HEADINGS.items():
        yield from ((alias, column) for alias in aliases.split())
    for number in range(2, UNITS_MAX + 1):
        for column, aliases in _OF_A_UNIT.items():
            yield from ((f"{alias}{number}", f"{column}{number}") for alias in aliases.split())


_COLUMN_OF: Final = dict(_aliases())


def numbered(column: str, place: int) -> str:
    """The column of the unit at `place`."""
    return column if place == 0 else f"{column}{place + 1}"


def level_headings(own: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Heading -> column, for the levels that every shop has and its own (code, name)."""
    words = {code: list(names) for code, names in _LEVEL_WORDS.items()}
    words |= {LevelCode(code): [_heading(code), _heading(name)] for code, name in own}
    return {
        numbered(form, place): f"{LEVEL}{place}:{code}"
        for code, names in words.items()
        for name in names
        for form in (f"price{name}", f"{name}price", f"harga{name}")
        for place in range(UNITS_MAX)
    }


@dataclass(frozen=True, slots=True)
class FileRow:
    """One row; `number` counts from 1 for the heading, as a spreadsheet shows it."""

    number: int
    cells: dict[str, Cell]

    def text(self, column: str) -> str:
        """The cell as text; empty when the column is not there."""
        cell = self.cells.get(column, "")
        return cell if isinstance(cell, str) else _plain(cell)


@dataclass(frozen=True, slots=True)
class ProductFile:
    """The columns that were found, and the rows that are not empty."""

    columns: frozenset[str]
    rows: tuple[FileRow, ...]


def read(content: bytes, *, filename: str, levels: Mapping[str, str]) -> ProductFile:
    """Rows of a file; `levels`: headings of their prices (`level_headings`).

    Refuses one that is no table, lacks a column that must be there, or is too long.
    """
    table = _sheet(content) if content[:2] == b"PK" else _csv(content)
    if not table:
        raise invalid([Fault("file", ErrorCode.INVALID, (("filename", filename),))])
    known = {**levels, **_COLUMN_OF}
    columns = [known.get(_heading(cell), "") for cell in table[0]]
    missing = [column for column in REQUIRED if column not in columns]
    if missing:
        raise invalid([Fault(column, ErrorCode.COLUMN_MISSING) for column in missing])
    if len(table) > ROWS_MAX:
        raise invalid([Fault("file", ErrorCode.TOO_LARGE, (("at_most", ROWS_MAX),))])
    rows = [
        FileRow(number, _named(columns, cells)) for number, cells in enumerate(table[1:], 2) if any(cells)
    ]
    return ProductFile(frozenset(filter(None, columns)), tuple(rows))


def _named(columns: Sequence[str], cells: Sequence[Cell]) -> dict[str, Cell]:
    return {column: cell for column, cell in zip(columns, cells, strict=False) if column and cell != ""}


def _csv(content: bytes) -> list[list[Cell]]:
    text = _decoded(content)
    first = text.partition("\n")[0]
    delimiter = max(",;\t|", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return [[cell.strip() for cell in row] for row in reader]
    except csv.Error as fault:
        raise invalid([Fault("file", ErrorCode.INVALID, (("line", reader.line_num),))]) from fault


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding).replace("\x00", "")
        except UnicodeDecodeError:
            continue
    raise invalid([Fault("file", ErrorCode.INVALID)])


def _sheet(content: bytes) -> list[list[Cell]]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, IndexError) as fault:
        raise invalid([Fault("file", ErrorCode.INVALID)]) from fault
    return [[_cell(value) for value in row] for row in rows]


def _cell(value: object) -> Cell:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).strip().replace("\x00", "")
    return Decimal(repr(value))


def _plain(number: Decimal) -> str:
    """`8.992e12` of a spreadsheet is the code 8992…"""
    return f"{number:f}".rstrip("0").rstrip(".") if number.as_tuple().exponent else f"{number:f}"


def _heading(cell: Cell) -> str:
    return re.sub(r"[\s_\-./()]+", "", str(cell).lower())


def filled(rows: Iterable[FileRow], column: str) -> list[str]:
    """All texts of a column that are not empty."""
    return [text for row in rows if (text := row.text(column))]
