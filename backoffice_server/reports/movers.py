"""Fast and slow movers: one statistics row per product, classed by the shared rules.

The statistics row holds the 90 days ending on its `as_of`. For a later cut-off the days that left the window
are taken off; an earlier cut-off or another window is summed from the daily totals.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    and_,
    case,
    func,
    literal,
    null,
    select,
    type_coerce,
)

from backoffice_server.features.catalog.tables import category, product, product_unit
from backoffice_server.features.sales.tables import product_day, product_stat
from backoffice_server.features.stock.tables import stock
from backoffice_server.kernel.unit import Unit
from backoffice_server.reports import columns as c
from backoffice_server.reports.columns import iso, table_of, whole_sum
from backoffice_server.reports.scope import Grouping, Scope
from backoffice_server.texts import N_
from shared_models.rules.movers import Classed, CutOffs, Movement, classify
from shared_models.values.money import Money, divide_half_up
from shared_models.values.quantity import Quantity
from shared_models.wire.reports import Cell, ColumnKind, ReportName, ReportTable

STATISTICS_WINDOW: Final = 90
COLUMNS: Final = (
    c.SKU,
    c.NAME,
    c.CATEGORY,
    c.UNIT,
    c.Column("fsn", N_("Speed"), ColumnKind.CLASS),
    c.Column("abc", N_("Share of revenue"), ColumnKind.CLASS),
    c.Column("units", N_("Units in the window"), ColumnKind.QUANTITY),
    c.Column("units_per_day", N_("Units a day"), ColumnKind.QUANTITY),
    c.Column("revenue_window", N_("Revenue in the window"), ColumnKind.MONEY, summed=True),
    c.Column("revenue_to_date", N_("Revenue to date"), ColumnKind.MONEY, summed=True),
    c.Column("cumulative_bp", N_("Cumulative share"), ColumnKind.PERCENT),
    c.Column("last_sale", N_("Last sold"), ColumnKind.DATE),
    c.Column("days_since_sale", N_("Days since"), ColumnKind.INTEGER),
    c.Column("stock", N_("In stock"), ColumnKind.QUANTITY),
)


@dataclass(slots=True)
class _Moved:
    """What a product moved up to the cut-off, over the branches asked for."""

    units: int = 0
    revenue: int = 0
    to_date: int = 0
    last_sale: date | None = None
    stock: int = 0

    def add(self, units: int, revenue: int, to_date: int, last_sale: date | None) -> None:
        self.units += units
        self.revenue += revenue
        self.to_date += to_date
        if last_sale is not None and (self.last_sale is None or last_sale > self.last_sale):
            self.last_sale = last_sale


def movers(unit: Unit, scope: Scope) -> ReportTable:
    """Every active product and every one that ever moved, fastest first."""
    moved = _movements(unit, scope)
    products = [row for row in _products(unit) if row.active or row.product_id in moved]
    group = _group_of(scope.wanted.group)
    classes = classify(
        [
            Movement(row.sku, group(row), Quantity(own.units), Money(own.to_date))
            for row in products
            for own in (moved.get(row.product_id) or _Moved(),)
        ],
        CutOffs(
            window_days=scope.wanted.window,
            fast_percent=scope.wanted.fast_percent,
            a_percent=scope.wanted.a_percent,
            b_percent=scope.wanted.b_percent,
        ),
    )
    rows = [_row(row, moved.get(row.product_id) or _Moved(), classes[row.sku], scope) for row in products]
    rows.sort(key=_fastest_first)
    begin = scope.date_to - timedelta(days=scope.wanted.window - 1)
    return table_of(unit, ReportName.MOVERS, replace(scope, date_from=begin), COLUMNS, rows)


def _row(product_row: Any, own: _Moved, classed: Classed, scope: Scope) -> tuple[Cell, ...]:
    since = None if own.last_sale is None else (scope.date_to - own.last_sale).days
    return (
        product_row.sku,
        product_row.name,
        product_row.category,
        product_row.unit,
        classed.fsn.value,
        classed.abc.value,
        own.units,
        divide_half_up(own.units, scope.wanted.window),
        own.revenue,
        own.to_date,
        classed.cumulative_bp,
        iso(own.last_sale),
        since,
        own.stock,
    )


def _fastest_first(row: tuple[Cell, ...]) -> tuple[int, bytes]:
    return -int(row[6] or 0), str(row[0]).encode()


def _group_of(grouping: Grouping) -> Any:
    if grouping is Grouping.UNIT:
        return lambda row: row.unit or ""
    if grouping is Grouping.CATEGORY:
        # Within a category units of measure still never compete.
        return lambda row: f"{row.category_id}\n{row.unit}"
    return lambda _: ""


def _products(unit: Unit) -> list[Any]:
    query = (
        select(
            product.c.product_id,
            product.c.sku,
            product.c.name,
            product.c.active,
            product.c.category_id,
            category.c.name.label("category"),
            product_unit.c.unit,
        )
        .outerjoin(category, category.c.category_id == product.c.category_id)
        .outerjoin(
            product_unit,
            (product_unit.c.product_id == product.c.product_id) & (product_unit.c.position == 0),
        )
        .where(product.c.kind == "goods")
    )
    return list(unit.connection.execute(query))


def _movements(unit: Unit, scope: Scope) -> dict[UUID, _Moved]:
    moved: dict[UUID, _Moved] = {}
    wanted = [_statistics(scope), _later_statistics(scope)]
    # The window of a statistics row slides by what left it; another window is summed from its days.
    wanted.append(_left_the_window(scope) if scope.wanted.window == STATISTICS_WINDOW else _window(scope))
    for query in wanted:
        for product_id, units, revenue, to_date, last_sale in unit.connection.execute(query):
            moved.setdefault(product_id, _Moved()).add(units, revenue, to_date, last_sale)
    levels = select(stock.c.product_id, stock.c.qty).where(
        stock.c.branch_id.in_(scope.branch_ids), stock.c.qty != 0
    )
    for product_id, qty in unit.connection.execute(levels):
        moved.setdefault(product_id, _Moved()).stock += qty
    return moved


def _statistics(scope: Scope) -> Any:
    """Rows that end on or before the cut-off: nothing was sold between."""
    stat = product_stat.c
    slides = scope.wanted.window == STATISTICS_WINDOW
    window = (stat.units_90, stat.revenue_90) if slides else (literal(0), literal(0))
    return select(stat.product_id, *window, stat.revenue_to_date, stat.last_sale).where(
        stat.branch_id.in_(scope.branch_ids), stat.as_of <= scope.date_to
    )


def _left_the_window(scope: Scope) -> Any:
    """What the days between a row's window and the window asked for sold, to be taken off."""
    day, stat = product_day.c, product_stat.c
    begin = type_coerce(stat.as_of, Integer) - STATISTICS_WINDOW
    return (
        select(day.product_id, whole_sum(-_units()), whole_sum(-day.revenue), literal(0), null())
        .select_from(_with_days())
        .where(
            stat.branch_id.in_(scope.branch_ids),
            stat.as_of < scope.date_to,
            type_coerce(day.bdate, Integer) > begin,
            day.bdate <= scope.date_to - timedelta(days=STATISTICS_WINDOW),
        )
        .group_by(day.product_id)
    )


def _window(scope: Scope) -> Any:
    """What the days of another window than the statistics' sold."""
    day, stat = product_day.c, product_stat.c
    return (
        select(day.product_id, whole_sum(_units()), whole_sum(day.revenue), literal(0), null())
        .select_from(_with_days())
        .where(
            stat.branch_id.in_(scope.branch_ids),
            stat.as_of <= scope.date_to,
            day.bdate > scope.date_to - timedelta(days=scope.wanted.window),
        )
        .group_by(day.product_id)
    )


def _later_statistics(scope: Scope) -> Any:
    """Rows that end after the cut-off: the days up to it, one by one."""
    day, stat = product_day.c, product_stat.c
    in_window = day.bdate > scope.date_to - timedelta(days=scope.wanted.window)
    return (
        select(
            day.product_id,
            whole_sum(case((in_window, _units()), else_=0)),
            whole_sum(case((in_window, day.revenue), else_=0)),
            whole_sum(day.revenue),
            func.max(case((day.units_sold > 0, day.bdate), else_=None)),
        )
        .select_from(_with_days())
        .where(
            stat.branch_id.in_(scope.branch_ids),
            stat.as_of > scope.date_to,
            day.bdate <= scope.date_to,
        )
        .group_by(day.product_id)
    )


def _units() -> ColumnElement[int]:
    return product_day.c.units_sold - product_day.c.units_returned


def _with_days() -> FromClause:
    day, stat = product_day.c, product_stat.c
    return product_stat.join(
        product_day, and_(day.branch_id == stat.branch_id, day.product_id == stat.product_id)
    )
