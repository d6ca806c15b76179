"""Everything the Home screen shows, in one reply: today beside the same weekday last week."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.catalog.tables import product, product_unit
from backoffice_server.features.events.tables import stream
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import product_day, sale, sale_line
from backoffice_server.features.tills.tables import register
from backoffice_server.kernel.unit import Unit
from backoffice_server.reports.columns import whole_sum
from backoffice_server.reports.scope import branches_of
from backoffice_server.reports.till_flags import BESIDE_RECEIPTS
from shared_models.values.moments import business_date
from shared_models.values.money import divide_half_up
from shared_models.wire.replica import BranchRow
from shared_models.wire.reports import Home, HomeFigures, HourPoint, TillLine, TopMover

TOP: Final = 10
WEEK: Final = timedelta(days=7)
HOURS: Final = range(24)
_LINES: Final = sale.join(
    sale_line, and_(sale_line.c.branch_id == sale.c.branch_id, sale_line.c.posting_no == sale.c.posting_no)
)


@dataclass(frozen=True, slots=True)
class _Days:
    """The business date now of each branch: branches of one company may be an hour or two apart."""

    branches: Sequence[BranchRow]
    of: dict[UUID, date]

    @property
    def latest(self) -> date:
        return max(self.of.values())

    def ago(self, span: timedelta) -> "_Days":
        return _Days(self.branches, {branch: day - span for branch, day in self.of.items()})

    def within(self, branch: ColumnElement[UUID], day: ColumnElement[date]) -> ColumnElement[bool]:
        """Rows of each branch on its own day."""
        by_day: dict[date, list[UUID]] = {}
        for branch_id, own in self.of.items():
            by_day.setdefault(own, []).append(branch_id)
        return or_(*(and_(branch.in_(ids), day == own) for own, ids in by_day.items()))


def home(unit: Unit, *, branch: str | None, warnings: Iterable[str]) -> Home:
    """Live figures of one branch or all."""
    chosen = branches_of(unit, branch)
    now = unit.now()
    days = _Days(
        chosen,
        {own.id: business_date(now, own.zone, day_starts_at_hour=own.day_starts_at_hour) for own in chosen},
    )
    week_ago = days.ago(WEEK)
    flags, of_tills = _reviews_open(unit, days)
    return Home(
        company_name=branches.identity(unit).name,
        server_time=now,
        today=_figures(unit, days),
        week_ago=_figures(unit, week_ago),
        hours=_hours(unit, days),
        hours_week_ago=_hours(unit, week_ago),
        top=_top(unit, days),
        tills=_tills(unit, days),
        reviews_open=flags,
        warnings=tuple(warnings),
        till_reviews_open=of_tills,
    )


def _figures(unit: Unit, days: _Days) -> HomeFigures:
    is_sale = case((sale.c.kind == "sale", 1), else_=0)
    query = select(
        whole_sum(is_sale),
        func.count(),
        whole_sum(sale.c.total),
        whole_sum(sale.c.total * is_sale),
        whole_sum(sale.c.revenue),
        whole_sum(sale.c.cost),
    ).where(days.within(sale.c.branch_id, sale.c.bdate))
    receipts, documents, net, sold, revenue, cost = unit.connection.execute(query).one()
    return HomeFigures(
        bdate=days.latest,
        sales=net,
        receipts=receipts,
        returns=documents - receipts,
        average_basket=divide_half_up(sold, receipts) if receipts else 0,
        revenue=revenue,
        gross_profit=revenue - cost,
    )


def _hours(unit: Unit, days: _Days) -> tuple[HourPoint, ...]:
    receipts = whole_sum(case((sale.c.kind == "sale", 1), else_=0))
    query = (
        select(sale.c.local_hour, whole_sum(sale.c.total), receipts)
        .where(days.within(sale.c.branch_id, sale.c.bdate))
        .group_by(sale.c.local_hour)
    )
    found = {hour: (total, count) for hour, total, count in unit.connection.execute(query)}
    return tuple(
        HourPoint(hour=hour, sales=total, receipts=count)
        for hour in HOURS
        for total, count in (found.get(hour, (0, 0)),)
    )


def _top(unit: Unit, days: _Days) -> tuple[TopMover, ...]:
    # From the day's own lines: the daily totals are kept by product, and a day's lines are few.
    units, revenue = whole_sum(sale_line.c.qty), whole_sum(sale_line.c.revenue)
    query = (
        select(product.c.product_id, product.c.sku, product.c.name, product_unit.c.unit, units, revenue)
        .select_from(_LINES)
        .join(product, product.c.product_id == sale_line.c.product_id)
        .outerjoin(
            product_unit,
            and_(product_unit.c.product_id == product.c.product_id, product_unit.c.position == 0),
        )
        .where(days.within(sale.c.branch_id, sale.c.bdate), product.c.kind == "goods")
        .group_by(product.c.product_id, product.c.sku, product.c.name, product_unit.c.unit)
        .having(units > 0)
        .order_by(revenue.desc(), product.c.sku)
        .limit(TOP)
    )
    best = unit.connection.execute(query).all()
    products = [row[0] for row in best]
    weeks, before = _weeks(unit, days, products), _week_ago(unit, days, products)
    return tuple(
        TopMover(
            sku=sku,
            name=name,
            unit=base or "-",
            units=sold,
            revenue=own,
            week=weeks[product_id],
            revenue_week_ago=before.get(product_id, 0),
        )
        for product_id, sku, name, base, sold, own in best
    )


def _week_ago(unit: Unit, days: _Days, products: list[UUID]) -> dict[UUID, int]:
    """Revenue of the same weekday last week, as far as that day had come by this time."""
    then = days.ago(WEEK)
    query = (
        select(sale_line.c.product_id, whole_sum(sale_line.c.revenue))
        .select_from(_LINES)
        .where(
            then.within(sale.c.branch_id, sale.c.bdate),
            sale.c.at <= unit.now() - WEEK,
            sale_line.c.product_id.in_(products),
        )
        .group_by(sale_line.c.product_id)
    )
    return {row.product_id: row[1] for row in unit.connection.execute(query)}


def _weeks(unit: Unit, days: _Days, products: list[UUID]) -> dict[UUID, tuple[int, ...]]:
    """Net units of the last seven days, oldest first."""
    last = days.latest
    first = last - WEEK + timedelta(days=1)
    day = product_day.c
    query = (
        select(day.product_id, day.bdate, whole_sum(day.units_sold - day.units_returned))
        .where(
            day.branch_id.in_([branch.id for branch in days.branches]),
            day.product_id.in_(products),
            day.bdate.between(first, last),
        )
        .group_by(day.product_id, day.bdate)
    )
    sold = {(product_id, on): units for product_id, on, units in unit.connection.execute(query)}
    week = [first + timedelta(days=place) for place in range(WEEK.days)]
    return {key: tuple(sold.get((key, on), 0) for on in week) for key in products}


def _tills(unit: Unit, days: _Days) -> tuple[TillLine, ...]:
    taken = (
        select(
            sale.c.register_id,
            whole_sum(sale.c.total).label("total"),
            whole_sum(case((sale.c.kind == "sale", 1), else_=0)).label("receipts"),
        )
        .where(days.within(sale.c.branch_id, sale.c.bdate))
        .group_by(sale.c.register_id)
        .subquery()
    )
    query = (
        select(
            register.c.register_id,
            register.c.branch_id,
            register.c.code,
            taken.c.total,
            taken.c.receipts,
        )
        .outerjoin_from(register, taken, taken.c.register_id == register.c.register_id)
        .where(register.c.branch_id.in_([branch.id for branch in days.branches]), register.c.active)
        .order_by(register.c.branch_id, register.c.code)
    )
    contacts = _contacts(unit, days)
    # K1 of which branch? A till is called as its receipts begin.
    codes = {branch.id: branch.code for branch in days.branches}
    return tuple(
        _till_line(row, codes[row.branch_id], contacts.get(row.register_id))
        for row in unit.connection.execute(query)
    )


def _till_line(row: Any, branch_code: str, contact: Any) -> TillLine:
    return TillLine(
        register_id=str(row.register_id),
        code=f"{branch_code}-{row.code}",
        sales=row.total or 0,
        receipts=row.receipts or 0,
        waiting=contact.waiting if contact else 0,
        oldest_at=contact.oldest_at if contact else None,
        last_contact=contact.last_contact if contact else None,
    )


def _contacts(unit: Unit, days: _Days) -> dict[UUID, Any]:
    """What each register said at its last push, whichever of its streams it came with."""
    query = (
        select(stream.c.register_id, stream.c.waiting, stream.c.oldest_at, stream.c.last_contact)
        .where(stream.c.branch_id.in_([branch.id for branch in days.branches]))
        .order_by(stream.c.last_contact)
    )
    return {row.register_id: row for row in unit.connection.execute(query)}


def _reviews_open(unit: Unit, days: _Days) -> tuple[int, int]:
    """Open flags, and how many of them no receipt shows."""
    beside = case((review.c.document_kind.in_(BESIDE_RECEIPTS), 1), else_=0)
    query = select(func.count(), whole_sum(beside)).where(
        review.c.branch_id.in_([branch.id for branch in days.branches]), review.c.resolved_at.is_(None)
    )
    every, of_tills = unit.connection.execute(query).one()
    return every, of_tills
