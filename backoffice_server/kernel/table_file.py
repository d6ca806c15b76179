"""Reads a table from a file (CSV or XLSX) into rows of named cells, under headings in any language."""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook

from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, invalid

Cell = str | Decimal
"""A text, or a number that a spreadsheet stores as one."""

ROWS_MAX: Final = 200_000


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
class TableFile:
    """The columns that were found, and the rows that are not empty."""

    columns: frozenset[str]
    rows: tuple[FileRow, ...]


def read(
    content: bytes, *, filename: str, columns_of: Mapping[str, str], required: Sequence[str]
) -> TableFile:
    """Rows of a file; `columns_of`: the column that a heading (`heading`) names.

    Refuses one that is no table, lacks a column that must be there, or is too long.
    """
    table = _sheet(content) if content[:2] == b"PK" else _csv(content)
    if not table:
        raise invalid([Fault("file", ErrorCode.INVALID, (("filename", filename),))])
    columns = [columns_of.get(heading(cell), "") for cell in table[0]]
    missing = [column for column in required if column not in columns]
    if missing:
        raise invalid([Fault(column, ErrorCode.COLUMN_MISSING) for column in missing])
    if len(table) > ROWS_MAX:
        raise invalid([Fault("file", ErrorCode.TOO_LARGE, (("at_most", ROWS_MAX),))])
    rows = [
        FileRow(number, _named(columns, cells)) for number, cells in enumerate(table[1:], 2) if any(cells)
    ]
    return TableFile(frozenset(filter(None, columns)), tuple(rows))


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


def heading(cell: Cell) -> str:
    """A heading without what people write between words."""
    return re.sub(r"[\s_\-./()]+", "", str(cell).lower())


def filled(rows: Iterable[FileRow], column: str) -> list[str]:
    """All texts of a column that are not empty."""
    return [text for row in rows if (text := row.text(column))]
