"""Fast and slow movers: one statistics row per product, classed by the shared rules.

The statistics row holds the 90 days ending on its `as_of`. For a later cut-off the days that left the window
are taken off; an earlier cut-off or another window is summed from the daily totals.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any, Final, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
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
from backoffice_server.reports.columns import table_of, whole_sum
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


class _Mover(NamedTuple):
    """A product and what it moved up to the cut-off, over the branches asked for. Days are ordinals."""

    sku: str
    name: str
    category_code: str | None
    category: str | None
    unit: str | None
    active: bool
    units: int
    revenue: int
    to_date: int
    last_sale: int | None
    stock: int

    def plus(self, units: int, revenue: int, to_date: int, last_sale: int | None) -> "_Mover":
        last = self.last_sale if last_sale is None else max(last_sale, self.last_sale or 0)
        return self._replace(
            active=True,
            units=self.units + units,
            revenue=self.revenue + revenue,
            to_date=self.to_date + to_date,
            last_sale=last,
        )


def movers(unit: Unit, scope: Scope) -> ReportTable:
    """Every active product and every one that ever moved, fastest first."""
    found = _movers(unit, scope)
    group = _GROUPS[scope.wanted.group]
    classes = classify(
        [Movement(own.sku, group(own), Quantity(own.units), Money(own.to_date)) for own in found],
        CutOffs(
            window_days=scope.wanted.window,
            fast_percent=scope.wanted.fast_percent,
            a_percent=scope.wanted.a_percent,
            b_percent=scope.wanted.b_percent,
        ),
    )
    found.sort(
        key=attrgetter("units"), reverse=True
    )  # they came by code, and a sort keeps the order of equals
    until = scope.date_to.toordinal()
    rows = [_row(own, classes[own.sku], until, scope.wanted.window) for own in found]
    begin = scope.date_to - timedelta(days=scope.wanted.window - 1)
    return table_of(unit, ReportName.MOVERS, replace(scope, date_from=begin), COLUMNS, rows)


def _row(own: _Mover, classed: Classed, until: int, window: int) -> tuple[Cell, ...]:
    last = own.last_sale
    return (
        own.sku,
        own.name,
        own.category,
        own.unit,
        classed.fsn.value,
        classed.abc.value,
        own.units,
        divide_half_up(own.units, window),
        own.revenue,
        own.to_date,
        classed.cumulative_bp,
        None if last is None else _iso(last),
        None if last is None else until - last,
        own.stock,
    )


@lru_cache(maxsize=4096)
def _iso(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


_GROUPS: Final[dict[Grouping, Callable[[_Mover], str]]] = {
    Grouping.UNIT: lambda own: own.unit or "",
    # Within a category units of measure still never compete.
    Grouping.CATEGORY: lambda own: f"{own.category_code}\n{own.unit}",
    Grouping.ALL: lambda _: "",
}


def _movers(unit: Unit, scope: Scope) -> list[_Mover]:
    """Products by code with what their statistics rows say, put right for the cut-off and the window."""
    found = list(map(_Mover._make, unit.connection.execute(_products(scope)).all()))
    # In the order of their bytes, as codes compare: quicker here than in the database.
    found.sort(key=attrgetter("sku"))
    for query in _corrections(unit, scope):
        found = _put_right(found, {row[0]: row[1:] for row in unit.connection.execute(query)})
    return [own for own in found if own.active or own.stock or own.last_sale is not None or own.to_date]


def _corrections(unit: Unit, scope: Scope) -> Iterator[Any]:
    """What must be asked beside the statistics rows: nothing, when all of them end on the cut-off."""
    ends = product_stat.c.as_of
    span = select(func.min(ends), func.max(ends)).where(product_stat.c.branch_id.in_(scope.branch_ids))
    oldest, youngest = unit.connection.execute(span).one()
    if oldest is None:
        return
    if youngest > scope.date_to:
        yield _later_statistics(scope)
    # The window of a statistics row slides by what left it; another window is summed from its days.
    if scope.wanted.window != STATISTICS_WINDOW:
        yield _window(scope)
    elif oldest < scope.date_to:
        yield _left_the_window(scope)


def _put_right(found: list[_Mover], more: dict[str, Any]) -> list[_Mover]:
    """`found` with (units, revenue, to date, last sale) of `more` added, by code; mostly there are few."""
    if not more:
        return found
    return [own.plus(*more[own.sku]) if own.sku in more else own for own in found]


def _products(scope: Scope) -> Select[Any]:
    stat, level = _statistics(scope).subquery(), _levels(scope).subquery()
    return (
        select(
            product.c.sku,
            product.c.name,
            category.c.code,
            category.c.name,
            product_unit.c.unit,
            product.c.active,
            func.coalesce(stat.c.units, 0),
            func.coalesce(stat.c.revenue, 0),
            func.coalesce(stat.c.to_date, 0),
            stat.c.last_sale,
            func.coalesce(level.c.qty, 0),
        )
        .outerjoin(stat, stat.c.product_id == product.c.product_id)
        .outerjoin(level, level.c.product_id == product.c.product_id)
        .outerjoin(category, category.c.category_id == product.c.category_id)
        .outerjoin(
            product_unit,
            (product_unit.c.product_id == product.c.product_id) & (product_unit.c.position == 0),
        )
        .where(product.c.kind == "goods")
    )


def _statistics(scope: Scope) -> Select[Any]:
    """Rows that end on or before the cut-off: nothing was sold between."""
    stat = product_stat.c
    slides = scope.wanted.window == STATISTICS_WINDOW
    figures = {
        "units": stat.units_90 if slides else literal(0),
        "revenue": stat.revenue_90 if slides else literal(0),
        "to_date": stat.revenue_to_date,
    }
    last_sale = type_coerce(stat.last_sale, Integer)
    rows = (stat.branch_id.in_(scope.branch_ids), stat.as_of <= scope.date_to)
    if len(scope.branches) == 1:
        columns = [own.label(name) for name, own in figures.items()]
        return select(stat.product_id, *columns, last_sale.label("last_sale")).where(*rows)
    columns = [whole_sum(own).label(name) for name, own in figures.items()]
    last = func.max(last_sale).label("last_sale")
    return select(stat.product_id, *columns, last).where(*rows).group_by(stat.product_id)


def _levels(scope: Scope) -> Select[Any]:
    level = stock.c
    where = level.branch_id.in_(scope.branch_ids)
    if len(scope.branches) == 1:
        return select(level.product_id, level.qty).where(where)
    return select(level.product_id, whole_sum(level.qty).label("qty")).where(where).group_by(level.product_id)


def _left_the_window(scope: Scope) -> Any:
    """What the days between a row's window and the window asked for sold, to be taken off."""
    day, stat = product_day.c, product_stat.c
    begin = type_coerce(stat.as_of, Integer) - STATISTICS_WINDOW
    return (
        select(product.c.sku, whole_sum(-_units()), whole_sum(-day.revenue), literal(0), null())
        .select_from(_with_days())
        .where(
            stat.branch_id.in_(scope.branch_ids),
            stat.as_of < scope.date_to,
            type_coerce(day.bdate, Integer) > begin,
            day.bdate <= scope.date_to - timedelta(days=STATISTICS_WINDOW),
        )
        .group_by(product.c.sku)
    )


def _window(scope: Scope) -> Any:
    """What the days of another window than the statistics' sold."""
    day, stat = product_day.c, product_stat.c
    return (
        select(product.c.sku, whole_sum(_units()), whole_sum(day.revenue), literal(0), null())
        .select_from(_with_days())
        .where(
            stat.branch_id.in_(scope.branch_ids),
            stat.as_of <= scope.date_to,
            day.bdate > scope.date_to - timedelta(days=scope.wanted.window),
        )
        .group_by(product.c.sku)
    )


def _later_statistics(scope: Scope) -> Any:
    """Rows that end after the cut-off: the days up to it, one by one."""
    day, stat = product_day.c, product_stat.c
    in_window = day.bdate > scope.date_to - timedelta(days=scope.wanted.window)
    return (
        select(
            product.c.sku,
            whole_sum(case((in_window, _units()), else_=0)),
            whole_sum(case((in_window, day.revenue), else_=0)),
            whole_sum(day.revenue),
            func.max(case((day.units_sold > 0, type_coerce(day.bdate, Integer)), else_=None)),
        )
        .select_from(_with_days())
        .where(
            stat.branch_id.in_(scope.branch_ids),
            stat.as_of > scope.date_to,
            day.bdate <= scope.date_to,
        )
        .group_by(product.c.sku)
    )


def _units() -> ColumnElement[int]:
    return product_day.c.units_sold - product_day.c.units_returned


def _with_days() -> FromClause:
    day, stat = product_day.c, product_stat.c
    return product_stat.join(
        product_day, and_(day.branch_id == stat.branch_id, day.product_id == stat.product_id)
    ).join(product, product.c.product_id == day.product_id)
