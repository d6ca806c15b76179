"""A report as text for people (Indonesian figures), as CSV for spreadsheets, as JSON for programs."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from backoffice_server import texts
from backoffice_server.reports.columns import NAME_EN, NAME_ID
from backoffice_server.texts import N_, _
from shared_models.wire.reports import Cell, ColumnKind, ReportColumn, ReportName, ReportTable

TITLES: Final = {
    ReportName.SALES_BY_HOUR: N_("Sales by hour"),
    ReportName.SALES_BY_DAY: N_("Sales by day"),
    ReportName.SALES_BY_PRODUCT: N_("Sales by product"),
    ReportName.SALES_BY_CATEGORY: N_("Sales by category"),
    ReportName.SALES_BY_CASHIER: N_("Sales by cashier"),
    ReportName.SALES_BY_SALESPERSON: N_("Sales by salesperson"),
    ReportName.SALES_BY_METHOD: N_("Sales by payment method"),
    ReportName.SALES_BY_BRANCH: N_("Sales by branch"),
    ReportName.SALES_BY_PROMOTION: N_("Sales by promotion"),
    ReportName.MOVERS: N_("Fast and slow movers"),
    ReportName.STOCK_ON_HAND: N_("Stock on hand"),
    ReportName.STOCK_CARD: N_("Stock card"),
    ReportName.TRIAL_BALANCE: N_("Trial balance"),
    ReportName.JOURNAL: N_("Journal"),
}
# Codes that stand in cells, as people say them.
WORDS: Final = {
    ("method", "cash"): N_("Cash"),
    ("method", "qris"): N_("QRIS"),
    ("method", "card"): N_("Card"),
    ("method", "e_wallet"): N_("E-wallet"),
    ("method", "bank_transfer"): N_("Bank transfer"),
    ("method", "gift_voucher"): N_("Gift voucher"),
    ("method", "gift_card"): N_("Gift card"),
    ("method", "store_credit"): N_("Store credit"),
    ("method", "donation"): N_("Donations of change"),
    ("method", "gift_voucher_sold"): N_("Gift vouchers sold"),
    ("method", "gift_card_sold"): N_("Gift cards loaded"),
    ("document_kind", "sale"): N_("Sale"),
    ("document_kind", "return"): N_("Return"),
    ("document_kind", "shift_opened"): N_("Shift opened"),
    ("document_kind", "shift_closed"): N_("Shift closed"),
    ("document_kind", "cash_moved"): N_("Cash moved"),
    ("document_kind", "stock_adjustment"): N_("Stock adjustment"),
}
FIGURES: Final = frozenset({ColumnKind.MONEY, ColumnKind.QUANTITY, ColumnKind.INTEGER, ColumnKind.PERCENT})
# A spreadsheet would take such a text for a formula.
FORMULA_BEGINS: Final = ("=", "+", "-", "@", "\t", "\r")


class Format(StrEnum):
    """How a report leaves the command line."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def render(table: ReportTable, style: Format) -> str:
    """The report as text, in the language in use."""
    return RENDERERS[style](table)


def as_json(table: ReportTable) -> str:
    """The reply of the server itself: money in rupiah, quantities in thousandths."""
    return table.model_dump_json(indent=1) + "\n"


def as_csv(table: ReportTable) -> str:
    """One header of stable keys; plain numbers with a decimal point, ISO dates, no totals."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow([column.key for column in table.columns])
    for row in table.rows:
        writer.writerow([_plain(cell, column) for cell, column in zip(row, table.columns, strict=True)])
    return target.getvalue()


def as_table(table: ReportTable) -> str:
    """Title, period, aligned columns and totals."""
    shown = [place for place, column in enumerate(table.columns) if column.key != _other_name()]
    columns = [table.columns[place] for place in shown]
    body = [[_shown(row[place], table.columns[place]) for place in shown] for row in table.rows]
    head = [_(column.label) for column in columns]
    totals = _totals_row(table, shown)
    lines = [head, *body, *([totals] if totals else [])]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    text = [_(TITLES[table.name]), _covers(table), "", _line(head, widths, columns), _rule(widths)]
    text += [_line(line, widths, columns) for line in body]
    if totals:
        text += [_rule(widths), _line(totals, widths, columns)]
    return "\n".join([*text, "", _("{n} rows", n=texts.amount(len(body))), ""])


def _other_name() -> str:
    """Accounts are named in both languages; the other one's column is left out."""
    return NAME_EN.key if texts.language() == "id" else NAME_ID.key


def _covers(table: ReportTable) -> str:
    branches = ", ".join(table.branches)
    if table.date_from is None or table.date_to is None:
        return branches
    return f"{texts.day(table.date_from)} – {texts.day(table.date_to)}   {branches}"


def _totals_row(table: ReportTable, shown: Sequence[int]) -> list[str]:
    if all(cell is None for cell in table.totals):
        return []
    totals = [
        "" if table.totals[place] is None else _shown(table.totals[place], table.columns[place])
        for place in shown
    ]
    return [_("Total"), *totals[1:]] if not totals[0] else totals


def _line(cells: Sequence[str], widths: Sequence[int], columns: Sequence[ReportColumn]) -> str:
    aligned = [
        cell.rjust(width) if column.kind in FIGURES else cell.ljust(width)
        for cell, width, column in zip(cells, widths, columns, strict=True)
    ]
    return "  ".join(aligned).rstrip()


def _rule(widths: Sequence[int]) -> str:
    return "  ".join("-" * width for width in widths)


def _shown(cell: Cell, column: ReportColumn) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, int):
        return _FIGURE.get(column.kind, str)(cell)
    if column.kind is ColumnKind.DATE:
        return texts.day(date.fromisoformat(cell))
    if column.kind is ColumnKind.MOMENT:
        return texts.moment(datetime.fromisoformat(cell))
    return _(WORDS[column.key, cell]) if (column.key, cell) in WORDS else cell


def _plain(cell: Cell, column: ReportColumn) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return _PLAIN.get(column.kind, str)(cell)
    if column.kind is ColumnKind.TEXT and cell.startswith(FORMULA_BEGINS):
        return f"'{cell}"
    return cell


def _decimal(places: int) -> Callable[[int], str]:
    def write(value: int) -> str:
        whole, part = divmod(abs(value), 10**places)
        digits = f"{whole}.{part:0{places}}".rstrip("0").rstrip(".")
        return f"-{digits}" if value < 0 else digits

    return write


_FIGURE: Final[dict[ColumnKind, Callable[[int], str]]] = {
    ColumnKind.MONEY: texts.amount,
    ColumnKind.QUANTITY: texts.quantity,
    ColumnKind.PERCENT: texts.percent,
}
_PLAIN: Final[dict[ColumnKind, Callable[[int], str]]] = {
    ColumnKind.QUANTITY: _decimal(3),
    ColumnKind.PERCENT: _decimal(2),
}
RENDERERS: Final[dict[Format, Callable[[ReportTable], str]]] = {
    Format.TABLE: as_table,
    Format.CSV: as_csv,
    Format.JSON: as_json,
}
