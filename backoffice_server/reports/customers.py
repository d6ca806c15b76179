"""Customers beside what they have and owe: the list, one customer's standing and what he bought."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.parties import queries as parties
from backoffice_server.features.parties.tables import customer
from backoffice_server.features.points import queries as points
from backoffice_server.features.points.tables import points_account
from backoffice_server.features.receivables import queries as receivables
from backoffice_server.features.receivables.tables import receivable_account
from backoffice_server.features.sales.tables import sale
from backoffice_server.kernel import paging
from backoffice_server.kernel.unit import Unit
from shared_models.rules.customers import phone_key
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, invalid
from shared_models.wire.customers import CustomerLine, CustomerStanding, Purchase
from shared_models.wire.paging import Page

LAST_PURCHASES: Final = 20
_POINTS: Final = func.coalesce(
    select(func.sum(points_account.c.points))
    .where(points_account.c.customer_id == customer.c.customer_id)
    .scalar_subquery(),
    0,
)
_OWED: Final = func.coalesce(
    select(func.sum(receivable_account.c.owed))
    .where(receivable_account.c.customer_id == customer.c.customer_id)
    .scalar_subquery(),
    0,
)
SORTS: Final[dict[str, Sequence[ColumnElement[Any]]]] = {
    "code": (customer.c.code,),
    "name": (func.lower(customer.c.name), customer.c.code),
}


def customer_page(
    unit: Unit,
    *,
    search: str,
    active: bool | None,
    sort: str,
    descending: bool,
    after: str | None,
    limit: int,
) -> Page[CustomerLine]:
    """One page; `search` looks into code, card, name and phone. Refuses a sort there is not."""
    if sort not in SORTS:
        raise invalid([Fault("sort", ErrorCode.INVALID)])
    filters = [~customer.c.placeholder, *_said(search)]
    if active is not None:
        filters.append(customer.c.active if active else ~customer.c.active)
    query = select(customer, _POINTS.label("points"), _OWED.label("owed")).where(*filters)
    order = (*SORTS[sort], customer.c.customer_id)
    rows, following = paging.page(unit, query, order=order, after=after, limit=limit, descending=descending)
    total = unit.connection.execute(select(func.count()).select_from(customer).where(*filters)).scalar_one()
    last = _last_purchases(unit, [row.customer_id for row in rows])
    return Page[CustomerLine](
        rows=tuple(_line(row, last.get(row.customer_id)) for row in rows), next=following, total=total
    )


def standing(unit: Unit, customer_id: UUID, *, purchases: int = LAST_PURCHASES) -> CustomerStanding:
    """What a customer has and owes in all branches, and his last receipts. Refuses an unknown one."""
    parties.customer_row(unit, customer_id)
    dues = receivables.open_dues(unit, [customer_id])
    return CustomerStanding(
        customer=customer_id,
        points=points.balances(unit, [customer_id]).get(customer_id, 0),
        owed=receivables.balances(unit, [customer_id]).get(customer_id, 0),
        oldest_due=receivables.oldest_due(due for one in dues.values() for due in one),
        purchases=_purchases(unit, customer_id, purchases),
    )


def _purchases(unit: Unit, customer_id: UUID, limit: int) -> tuple[Purchase, ...]:
    query = (
        select(sale, branch.c.code.label("branch_code"))
        .join(branch, branch.c.branch_id == sale.c.branch_id)
        .where(sale.c.customer_id == customer_id)
        .order_by(sale.c.bdate.desc(), sale.c.at.desc(), sale.c.sale_id)
        .limit(limit)
    )
    return tuple(
        Purchase(
            branch=row.branch_id,
            branch_code=row.branch_code,
            sale=row.sale_id,
            receipt=row.receipt,
            kind=row.kind,
            at=row.at,
            bdate=row.bdate,
            lines=row.line_count,
            total=row.total + row.rounding,
        )
        for row in unit.connection.execute(query)
    )


def _said(search: str) -> list[ColumnElement[bool]]:
    if not search:
        return []
    columns = (customer.c.code, customer.c.card, customer.c.name, customer.c.phone)
    alike = [column.icontains(search, autoescape=True) for column in columns]
    if key := phone_key(search):
        alike.append(customer.c.phone_key == key)
    return [or_(*alike)]


def _last_purchases(unit: Unit, customers: Sequence[UUID]) -> dict[UUID, date]:
    if not customers:
        return {}
    query = (
        select(sale.c.customer_id, func.max(sale.c.bdate).label("last"))
        .where(sale.c.customer_id.in_(customers), sale.c.kind == "sale")
        .group_by(sale.c.customer_id)
    )
    return {row.customer_id: _day(row.last) for row in unit.connection.execute(query)}


def _day(value: date | int) -> date:
    return date.fromordinal(value) if isinstance(value, int) else value


def _line(row: Any, last: date | None) -> CustomerLine:
    return CustomerLine(
        customer=parties.row_of(row), points=int(row.points), owed=int(row.owed), last_purchase=last
    )
