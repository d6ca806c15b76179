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

from sqlalchemy import Integer, func, select, type_coerce

from backoffice_server.features.sales.service.state import ProductFacts
from backoffice_server.features.sales.tables import product_day, product_stat
from backoffice_server.kernel.keyed import rows_by_id
from backoffice_server.kernel.unit import Unit
from shared_models.values.ids import BranchId

WINDOW_DAYS: Final = 90
_STAT: Final = tuple(product_stat.c)[2:]


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
        stat.as_of = max(stat.as_of, day)
    for day, group in moving.items():
        left = _left_behind(unit, branch, [stat.product for stat in group], day)
        for stat in group:
            units, revenue = left.get(stat.product, (0, 0))
            stat.units -= units
            stat.revenue -= revenue


def _left_behind(
    unit: Unit, branch: BranchId, products: Sequence[UUID], day: int
) -> dict[UUID, tuple[int, int]]:
    """Units and revenue of the days that leave the windows of `products` when these come to end on `day`."""
    old, new = product_stat, product_day
    on, ends_on = type_coerce(new.c.bdate, Integer), type_coerce(old.c.as_of, Integer)
    query = (
        select(
            new.c.product_id,
            func.sum(new.c.units_sold - new.c.units_returned),
            func.sum(new.c.revenue),
        )
        .join(old, (old.c.branch_id == new.c.branch_id) & (old.c.product_id == new.c.product_id))
        .where(
            new.c.branch_id == branch,
            new.c.product_id.in_(products),
            on > ends_on - WINDOW_DAYS,
            on <= day - WINDOW_DAYS,
        )
        .group_by(new.c.product_id)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in unit.connection.execute(query)}
