"""Totals kept with every posting: per product and business date, and one statistics row per product.

The row carries `as_of` and sums of the 90 days ending on it. Whatever touches a product on a later day first
takes off the days that left the window; days older than the window count to date only.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.sales.service.state import ProductFacts
from backoffice_server.features.sales.tables import product_day, product_stat
from backoffice_server.kernel.keyed import rows_by_id
from backoffice_server.kernel.unit import Unit
from shared_models.values.ids import BranchId

WINDOW_DAYS: Final = 90
_STAT: Final = tuple(product_stat.c)[2:]
_DAY: Final = (
    product_day.c.bdate,
    product_day.c.units_sold,
    product_day.c.units_returned,
    product_day.c.revenue,
)


@dataclass(slots=True)
class _Stat:
    product: UUID
    key: Any
    as_of: int = 0
    units: int = 0
    revenue: int = 0
    units_to_date: int = 0
    revenue_to_date: int = 0
    last_sale: int | None = None

    def take(self, day: int, sold: int, returned: int, revenue: int) -> None:
        """Count what was sold and returned on `day`; `as_of` is up to date already."""
        self.units_to_date += sold - returned
        self.revenue_to_date += revenue
        if day > self.as_of - WINDOW_DAYS:
            self.units += sold - returned
            self.revenue += revenue
        if sold and (self.last_sale is None or day > self.last_sale):
            self.last_sale = day

    def row(self, branch: BranchId) -> tuple[object, ...]:
        return (
            branch,
            self.key,
            self.as_of,
            self.units,
            self.revenue,
            self.units_to_date,
            self.revenue_to_date,
            self.last_sale,
        )


def write_figures(unit: Unit, branch: BranchId, products: Iterable[ProductFacts]) -> None:
    """Add the batch's figures per product and day, and bring the products' statistics rows up to it."""
    sold = sorted([facts for facts in products if facts.days], key=lambda facts: facts.product.int)
    stats = [_Stat(facts.product, facts.key) for facts in sold]
    for place, *figures in rows_by_id(
        unit, _STAT, product_stat.c.product_id, [facts.product for facts in sold], branch=branch
    ):
        stats[place] = _Stat(sold[place].product, sold[place].key, *figures)
    youngest = [max(facts.days).toordinal() for facts in sold]
    _move_windows(unit, branch, stats, youngest)
    rows = []
    for facts, stat in zip(sold, stats, strict=True):
        for day, figures in facts.days.items():
            on = day.toordinal()
            rows.append((branch, facts.key, on, *figures))
            stat.take(on, figures[0], figures[1], figures[2])
    unit.add(product_day, rows)
    unit.upsert(product_stat, [stat.row(branch) for stat in stats])


def advance_statistics(unit: Unit, branch: BranchId, day: date) -> int:
    """Bring every statistics row of the branch up to `day` (the nightly job); returns how many moved."""
    unit.lock_branch(branch)
    query = select(product_stat).where(product_stat.c.branch_id == branch, product_stat.c.as_of < day)
    stats = [
        _Stat(
            row.product_id,
            row.product_id,
            row.as_of.toordinal(),
            row.units_90,
            row.revenue_90,
            row.units_to_date,
            row.revenue_to_date,
            None if row.last_sale is None else row.last_sale.toordinal(),
        )
        for row in unit.connection.execute(query)
    ]
    _move_windows(unit, branch, stats, [day.toordinal()] * len(stats))
    unit.upsert(product_stat, [stat.row(branch) for stat in stats])
    return len(stats)


def _move_windows(unit: Unit, branch: BranchId, stats: Sequence[_Stat], days: Sequence[int]) -> None:
    """Let each row's window end on its day, taking off what left it."""
    moving: dict[int, list[_Stat]] = defaultdict(list)
    for stat, day in zip(stats, days, strict=True):
        # A window that sums to 0 may still hold days: a sale leaves it before its return does.
        if stat.as_of and day > stat.as_of:
            moving[day].append(stat)
        else:
            stat.as_of = max(stat.as_of, day)
    for day, group in moving.items():
        _leave_behind(unit, branch, group, day)


def _leave_behind(unit: Unit, branch: BranchId, stats: Sequence[_Stat], day: int) -> None:
    """Take the days off that leave the windows of `stats` when these come to end on `day`."""
    ids = [stat.product for stat in stats]
    span = (product_day.c.bdate, min(stat.as_of for stat in stats) - WINDOW_DAYS + 1, day - WINDOW_DAYS)
    for place, on, sold, returned, revenue in rows_by_id(
        unit, _DAY, product_day.c.product_id, ids, branch=branch, span=span
    ):
        stat = stats[place]
        if on > stat.as_of - WINDOW_DAYS:
            stat.units -= sold - returned
            stat.revenue -= revenue
    for stat in stats:
        stat.as_of = day
