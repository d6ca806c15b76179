"""The columns reports are made of, and putting rows under them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, cast, func

from backoffice_server.kernel.unit import Unit
from backoffice_server.reports.scope import Scope
from backoffice_server.texts import N_
from shared_models.values.money import divide_half_up
from shared_models.wire.reports import Cell, ColumnKind, ReportColumn, ReportName, ReportTable


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `summed`: its total makes sense."""

    key: str
    label: str
    kind: ColumnKind
    summed: bool = False


def _money(key: str, label: str) -> Column:
    return Column(key, label, ColumnKind.MONEY, summed=True)


def _count(key: str, label: str) -> Column:
    return Column(key, label, ColumnKind.INTEGER, summed=True)


DATE: Final = Column("date", N_("Date"), ColumnKind.DATE)
HOUR: Final = Column("hour", N_("Hour"), ColumnKind.INTEGER)
SKU: Final = Column("sku", N_("Code"), ColumnKind.CODE)
NAME: Final = Column("name", N_("Product"), ColumnKind.TEXT)
CATEGORY: Final = Column("category", N_("Category"), ColumnKind.TEXT)
UNIT: Final = Column("unit", N_("Unit"), ColumnKind.CODE)
BRANCH: Final = Column("branch", N_("Branch"), ColumnKind.CODE)
BRANCH_NAME: Final = Column("branch_name", N_("Branch name"), ColumnKind.TEXT)
CASHIER: Final = Column("cashier", N_("Cashier"), ColumnKind.TEXT)
METHOD: Final = Column("method", N_("Payment method"), ColumnKind.CODE)
ACCOUNT: Final = Column("account", N_("Account"), ColumnKind.CODE)
NAME_ID: Final = Column("name_id", N_("Account name (Indonesian)"), ColumnKind.TEXT)
NAME_EN: Final = Column("name_en", N_("Account name (English)"), ColumnKind.TEXT)

RECEIPTS: Final = _count("receipts", N_("Receipts"))
RETURNS: Final = _count("returns", N_("Returns"))
GROSS: Final = _money("gross", N_("Before discounts"))
DISCOUNT: Final = _money("discount", N_("Discounts"))
REVENUE: Final = _money("revenue", N_("Revenue"))
# What returns took off the revenue: revenue + returned is what was sold.
RETURNED: Final = _money("returned", N_("Taken back"))
TAX: Final = _money("tax", N_("Tax"))
TOTAL: Final = _money("total", N_("Total"))
ROUNDING: Final = _money("rounding", N_("Rounding"))
COST: Final = _money("cost", N_("Cost of goods"))
PROFIT: Final = _money("profit", N_("Gross profit"))
MARGIN: Final = Column("margin_bp", N_("Margin"), ColumnKind.PERCENT)
AMOUNT: Final = _money("amount", N_("Amount"))
VALUE: Final = _money("value", N_("Value"))
DEBIT: Final = _money("debit", N_("Debit"))
CREDIT: Final = _money("credit", N_("Credit"))


def whole_sum(figures: ColumnElement[Any]) -> ColumnElement[int]:
    """Sum as an integer on both engines (PostgreSQL makes sums of integers decimals); 0 of nothing."""
    return cast(func.coalesce(func.sum(figures), 0), BigInteger)


def ratio_bp(part: int, whole: int) -> int | None:
    """Share in 1/100 %, null of nothing."""
    return divide_half_up(part * 10_000, whole) if whole > 0 else None


def iso(day: date | None) -> str | None:
    """A date cell."""
    return None if day is None else day.isoformat()


def table_of(
    unit: Unit,
    name: ReportName,
    scope: Scope,
    columns: Sequence[Column],
    rows: Iterable[tuple[Cell, ...]],
    *,
    dates: bool = True,
) -> ReportTable:
    """The report's table with its totals. `dates` false: it shows what is now, not a period."""
    finished = tuple(rows)
    # Cells come from our own queries: checking each against the wire type costs more than the report.
    return ReportTable.model_construct(
        name=name,
        columns=tuple(ReportColumn(key=own.key, label=own.label, kind=own.kind) for own in columns),
        rows=finished,
        totals=_totals(columns, finished),
        date_from=scope.date_from if dates else None,
        date_to=scope.date_to if dates else None,
        branches=tuple(branch.code for branch in scope.branches),
        made_at=unit.now(),
    )


def _totals(columns: Sequence[Column], rows: Sequence[tuple[Cell, ...]]) -> tuple[Cell, ...]:
    sums: dict[str, int] = {}
    for place, column in enumerate(columns):
        if column.summed:
            sums[column.key] = sum(int(row[place] or 0) for row in rows)
    if "margin_bp" in {column.key for column in columns}:
        margin = ratio_bp(sums["profit"], sums["revenue"])
        return tuple(margin if column is MARGIN else sums.get(column.key) for column in columns)
    return tuple(sums.get(column.key) for column in columns)
