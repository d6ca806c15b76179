"""Writes a table to a file: exactly the columns, rows, order and totals that are shown. Off the GUI thread.

XLSX gets numbers Excel can add up, with their units; CSV opens in the Excel of whoever asked (UTF-8 with
a mark, separator and decimal sign of the language, whole rupiah, ISO dates); PDF is the page one prints.
"""

import csv
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal

from pos_client import texts
from pos_client.desk.table.columns import Column, Row, written
from pos_client.desk.table.pdf import write_pdf
from pos_client.desk.table.sheet import Sheet

Ending = Literal["xlsx", "csv", "pdf"]
ENDINGS: Final[tuple[Ending, ...]] = ("xlsx", "csv", "pdf")
Tell = Callable[[int, int], None]
_TELL_EVERY: Final = 1000
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
# Columns are as wide as what stands in so many rows, within reason.
_LOOK_AT: Final = 2_000
_WIDEST: Final = 60
_SHEET_NAME_MAX: Final = 31
XLSX_ROWS_MOST: Final = 1_048_574  # the format's own limit, less headings and totals


class TooManyRows(ValueError):
    """A sheet of Excel cannot hold them; the library would leave the rest out without a word."""


def export(sheet: Sheet, file: Path, ending: Ending, tell: Tell) -> None:
    """Write the whole file or nothing: a half one never lies under the name that was asked for."""
    fresh = file.with_name(f".{file.name}.part")
    try:
        {"xlsx": write_xlsx, "csv": write_csv, "pdf": write_pdf}[ending](sheet, fresh, tell)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def write_csv(sheet: Sheet, file: Path, tell: Tell) -> None:
    separator, point = texts.CSV_SIGNS[sheet.language]
    with file.open("w", encoding="utf-8-sig", newline="") as target:
        lines = csv.writer(target, delimiter=separator)
        lines.writerow(sheet.headings)
        for number, row in enumerate(sheet.rows, 1):
            lines.writerow([_plain(column, row.get(column.key), point) for column in sheet.columns])
            if number % _TELL_EVERY == 0:
                tell(number, len(sheet.rows))
        if sheet.totals:
            lines.writerow([_plain(column, sheet.totals.get(column.key), point) for column in sheet.columns])


def write_xlsx(sheet: Sheet, file: Path, tell: Tell) -> None:
    import xlsxwriter  # noqa: PLC0415 - 120 ms that only an export needs

    if len(sheet.rows) > XLSX_ROWS_MOST:
        raise TooManyRows
    book = xlsxwriter.Workbook(str(file), {"constant_memory": True})
    try:
        _fill(book, sheet, tell)
    finally:
        # Also when cancelled: only closing takes the library's own temporary files away.
        book.close()


def _fill(book: Any, sheet: Sheet, tell: Tell) -> None:
    page = book.add_worksheet(_sheet_name(sheet.title))
    styles, strong = _Styles(book, {}), _Styles(book, {"bold": True, "top": 1})
    for at, (column, heading) in enumerate(zip(sheet.columns, sheet.headings, strict=True)):
        longest = max((_length(column, row) for row in sheet.rows[:_LOOK_AT]), default=0)
        page.set_column(at, at, min(max(longest, len(heading)), _WIDEST) + 2)
        style = book.add_format({"bold": True, "align": column.side, "bottom": 1})
        page.write_string(0, at, heading, style)
    page.freeze_panes(1, 0)
    for number, row in enumerate(sheet.rows, 1):
        for at, column in enumerate(sheet.columns):
            value = _number(column, row.get(column.key))
            _write_cell(page, number, at, value, styles.of(column, row, value))
        if number % _TELL_EVERY == 0:
            tell(number, len(sheet.rows))
    if sheet.totals:
        for at, column in enumerate(sheet.columns):
            value = _number(column, sheet.totals.get(column.key))
            _write_cell(page, len(sheet.rows) + 1, at, value, strong.of(column, sheet.totals, value))
    if sheet.rows:
        page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)


def _length(column: Column, row: Row) -> int:
    unit = row.get(column.unit) if column.unit else None
    return len(written(column, row.get(column.key))) + (len(f" {unit}") if unit else 0)


class _Styles:
    """The formats of a book, each made once: by kind, by unit, with decimals only where there are any."""

    def __init__(self, book: Any, more: dict[str, object]) -> None:
        self._book = book
        self._more = more
        self._made: dict[tuple[str, str], object] = {}

    def of(self, column: Column, row: Row, value: object) -> object:
        form = _form(column, value)
        unit = row.get(column.unit) if column.unit else None
        if unit:
            # The figure stays a number; its unit stands behind it as it does on the screen.
            word = str(unit).replace('"', "")
            form += f'" {word}"'
        key = (column.side, form)
        if key not in self._made:
            number = {"num_format": form} if form else {}
            self._made[key] = self._book.add_format({"align": column.side, **number, **self._more})
        return self._made[key]


def _write_cell(page: object, line: int, at: int, value: object, style: object) -> None:
    # A text stays a text: a name that begins with "=" is no formula, a code keeps its leading zeros.
    kind = (
        "write_blank"
        if value is None
        else "write_datetime"
        if isinstance(value, date)
        else "write_number"
        if isinstance(value, int | Decimal)
        else "write_string"
    )
    getattr(page, kind)(line, at, value, style)


def _form(column: Column, value: object) -> str:
    if column.kind == "quantity":
        whole = not isinstance(value, Decimal) or value == value.to_integral_value()
        return "#,##0" if whole else "#,##0.###"
    forms = {
        "money": "#,##0",
        "integer": "#,##0",
        "percent": "0.0%",
        "date": "dd/mm/yy",
        "moment": "dd/mm/yy hh.mm",
        "clock": "hh.mm",
    }
    return forms.get(column.kind, "")


def _number(column: Column, value: object) -> object:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and column.kind == "quantity":
        return Decimal(value) / 1000
    if isinstance(value, int) and column.kind == "percent":
        return Decimal(value) / 10_000
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return value if value is None or isinstance(value, int | date) else str(value)


def _plain(column: Column, value: object, point: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int) and column.kind in {"quantity", "percent"}:
        return format(Decimal(value) / (1000 if column.kind == "quantity" else 100), "f").replace(".", point)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(" ", "seconds")
    if isinstance(value, date):
        return value.isoformat()
    text = str(value)
    # A spreadsheet must not run what somebody wrote into a name.
    guarded = not isinstance(value, int) and text.startswith(_RISKY)
    return f"'{text}" if guarded else text


def _sheet_name(title: str) -> str:
    return "".join(letter for letter in title if letter not in "[]:*?/\\")[:_SHEET_NAME_MAX] or "1"
