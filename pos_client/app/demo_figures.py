"""The day's figures from both ends: what the till's journal says, and what stock, books and reports say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from pos_client.engine.receipts import receipt_of
from pos_client.engine.sale_rows import latest_sales
from pos_client.engine.shifts import ShiftReport, shift_report
from pos_client.remote.api import Api, Span
from pos_client.store import Store
from shared_models.rules.accounts import Account
from shared_models.rules.receipt import Receipt, ReceiptKind
from shared_models.values.ids import ShiftId
from shared_models.wire.reports import ReportName, ReportTable
from shared_models.wire.tills import ConfirmedShift

_ALL: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class TillDay:
    """What this till's own journal holds of a shift. Units by SKU, in thousandths of the base unit."""

    report: ShiftReport
    revenue: int
    tax: int
    units: Mapping[str, int]
    revenue_by_sku: Mapping[str, int]
    names: Mapping[str, str]

    @property
    def taken(self) -> int:
        return self.report.sums.sales_total - self.report.sums.returns_total


@dataclass(frozen=True, slots=True)
class OfficeDay:
    """What the back office reports for one branch and day, cumulative. Units by SKU, stock by SKU."""

    receipts: int
    returns: int
    total: int
    revenue: int
    tax: int
    units: Mapping[str, int]
    revenue_by_sku: Mapping[str, int]
    stock: Mapping[str, int]
    stock_value: int
    books: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One figure as both ends have it."""

    name: str
    till: int
    office: int
    money: bool = True

    @property
    def agrees(self) -> bool:
        return self.till == self.office


def till_day(store: Store, shift: ShiftId) -> TillDay:
    """Read every receipt of the shift from the journal."""
    revenue, tax = 0, 0
    units: Counter[str] = Counter()
    by_sku: Counter[str] = Counter()
    names: dict[str, str] = {}
    with store.write() as unit:
        report = shift_report(unit, shift)
        for row in latest_sales(unit, _ALL):
            if row.shift != shift:
                continue
            receipt = receipt_of(unit, row.sale).receipt
            sign = _sign(receipt)
            revenue += sign * receipt.revenue
            tax += sign * receipt.tax
            for line in receipt.lines:
                units[line.item.sku] += sign * line.base_qty
                by_sku[line.item.sku] += sign * line.revenue
                names[line.item.sku] = line.item.name
    return TillDay(report, revenue, tax, units, by_sku, names)


def office_day(api: Api, *, branch: UUID, day: date) -> OfficeDay:
    """Ask the reports, as a clerk would."""
    span = Span(day, day, branch)
    sales = _rows(api.report(ReportName.SALES_BY_DAY, span))
    products = _rows(api.report(ReportName.SALES_BY_PRODUCT, span))
    stock = _rows(api.report(ReportName.STOCK_ON_HAND, Span(None, None, branch)))
    books = _rows(api.report(ReportName.TRIAL_BALANCE, span))
    return OfficeDay(
        receipts=_sum(sales, "receipts"),
        returns=_sum(sales, "returns"),
        total=_sum(sales, "total"),
        revenue=_sum(sales, "revenue"),
        tax=_sum(sales, "tax"),
        units={str(row["sku"]): _int(row["units"]) for row in products},
        revenue_by_sku={str(row["sku"]): _int(row["revenue"]) for row in products},
        stock={str(row["sku"]): _int(row["qty"]) for row in stock},
        stock_value=_sum(stock, "value"),
        books={str(row["account"]): _int(row["debit"]) - _int(row["credit"]) for row in books},
    )


def compare(till: TillDay, before: OfficeDay, after: OfficeDay, confirmed: ConfirmedShift) -> list[Line]:
    """Till against sales reports, stock, ledger and the confirmed shift; only what this day added."""
    sums, report = till.report.sums, till.report
    return [
        Line("Receipts", sums.sales, after.receipts - before.receipts, money=False),
        Line("Returns", sums.returns, after.returns - before.returns, money=False),
        Line("Sales less returns, tax included", till.taken, after.total - before.total),
        Line("Revenue (report)", till.revenue, after.revenue - before.revenue),
        Line("Tax (report)", till.tax, after.tax - before.tax),
        Line("Revenue (ledger)", till.revenue, -_booked(before, after, *REVENUE_ACCOUNTS)),
        Line("Tax (ledger)", till.tax, -_booked(before, after, Account.OUTPUT_VAT)),
        Line("Cash rounding (ledger)", sums.rounding, -_booked(before, after, Account.CASH_ROUNDING)),
        Line("Drawer emptied (ledger)", -report.opening_float, _booked(before, after, Account.TILL_CASH)),
        Line("Brought to the safe (ledger)", _to_safe(report), _booked(before, after, Account.MAIN_CASH)),
        Line("Expected in drawer (server)", report.expected, confirmed.expected_server),
        Line("Records acknowledged", report.issued, confirmed.acknowledged, money=False),
        Line("Records posted", report.issued, confirmed.posted, money=False),
        Line(
            "Articles with other units sold", 0, _unlike(till.units, before.units, after.units), money=False
        ),
        Line(
            "Articles with other revenue",
            0,
            _unlike(till.revenue_by_sku, before.revenue_by_sku, after.revenue_by_sku),
            money=False,
        ),
        Line("Articles with other stock", 0, _unlike_stock(till.units, before, after), money=False),
        Line(
            "Stock value against ledger",
            after.stock_value - before.stock_value,
            _booked(before, after, Account.INVENTORY),
        ),
    ]


REVENUE_ACCOUNTS: Final = (Account.SALES, Account.SALES_DISCOUNTS, Account.SALES_RETURNS)


def _to_safe(report: ShiftReport) -> int:
    """What was counted, and what the day's one cash movement took there before."""
    return (report.counted or 0) + report.sums.cash_out


def _sign(receipt: Receipt) -> int:
    return -1 if receipt.kind is ReceiptKind.RETURN else 1


def _booked(before: OfficeDay, after: OfficeDay, *accounts: Account) -> int:
    """What these accounts moved since before: debit positive."""
    return sum(after.books.get(one.value, 0) - before.books.get(one.value, 0) for one in accounts)


def _unlike(till: Mapping[str, int], before: Mapping[str, int], after: Mapping[str, int]) -> int:
    """How many SKUs the two ends see differently."""
    return sum(till.get(sku, 0) != after.get(sku, 0) - before.get(sku, 0) for sku in {*till, *before, *after})


def _unlike_stock(units: Mapping[str, int], before: OfficeDay, after: OfficeDay) -> int:
    """A service has no stock; everything else moved by what was sold."""
    kept = before.stock.keys() | after.stock.keys()
    return sum(units.get(sku, 0) != before.stock.get(sku, 0) - after.stock.get(sku, 0) for sku in kept)


def _rows(table: ReportTable) -> list[dict[str, int | str | None]]:
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, row, strict=True)) for row in table.rows]


def _sum(rows: list[dict[str, int | str | None]], key: str) -> int:
    return sum(_int(row[key]) for row in rows)


def _int(cell: int | str | None) -> int:
    return cell if isinstance(cell, int) else 0
