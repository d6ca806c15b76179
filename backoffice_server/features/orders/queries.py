"""Reads of orders and quotations."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.orders.tables import customer_order, order_closing
from backoffice_server.kernel import paging
from backoffice_server.kernel.unit import Unit
from shared_models.rules.orders import OrderKind, OrderState
from shared_models.values.codes import ErrorCode
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from shared_models.wire.orders import OrderDetail, OrderListed, OrderRow, OrdersPage


@dataclass(frozen=True, slots=True)
class OrdersWanted:
    """Which of them. `due`: open ones whose day has come by `day`. `search`: number, name, phone."""

    branch: UUID | None = None
    kind: OrderKind | None = None
    state: OrderState | None = None
    due: bool = False
    search: str = ""


def orders(unit: Unit, wanted: OrdersWanted, *, day: date, after: str | None, limit: int) -> OrdersPage:
    """One page, the youngest first, with how many there are and what is held of open deposits."""
    filters = list(_filters(wanted, day))
    order = (customer_order.c.placed_at, customer_order.c.order_id)
    query = _listed().where(*filters)
    rows, following = paging.page(unit, query, order=order, after=after, limit=limit, descending=True)
    closed = _closed()
    sums = (
        select(func.count(), func.coalesce(func.sum(customer_order.c.deposit), 0))
        .select_from(customer_order)
        .outerjoin(closed, _same(closed))
        .where(*filters)
    )
    total, deposits = unit.connection.execute(sums).one()
    return OrdersPage(
        rows=tuple(_row(row, day) for row in rows), next=following, total=total, deposits=Money(int(deposits))
    )


def order(unit: Unit, order_id: UUID, *, day: date) -> OrderDetail:
    """One of them with its goods, or a refusal."""
    of = order_closing.c.order_id == order_id
    query = _listed(of).add_columns(customer_order.c.body).where(customer_order.c.order_id == order_id)
    found = unit.connection.execute(query).first()
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="order")
    told = OrderRow.model_validate_json(found.body)
    return OrderDetail(order=_row(found, day), lines=told.lines, remark=told.remark or "")


def states(unit: Unit, branch_id: UUID, ids: Iterable[UUID]) -> dict[UUID, OrderRow]:
    """Those of the orders that are known, as they stand now."""
    wanted = list(ids)
    closed = _closed(order_closing.c.branch_id == branch_id, order_closing.c.order_id.in_(wanted))
    query = (
        select(customer_order.c.order_id, customer_order.c.body, closed.c.state, closed.c.receipt)
        .outerjoin(closed, _same(closed))
        .where(customer_order.c.branch_id == branch_id, customer_order.c.order_id.in_(wanted))
    )
    found = {}
    for row in unit.connection.execute(query):
        told = OrderRow.model_validate_json(row.body)
        if row.state is not None:
            told = told.model_copy(update={"state": OrderState(row.state), "closed_by": row.receipt or None})
        found[row.order_id] = told
    return found


def closed_before(unit: Unit, branch_id: UUID, ids: Iterable[UUID]) -> set[UUID]:
    """Those of the orders that something closed already."""
    own = order_closing.c
    query = select(own.order_id).where(own.branch_id == branch_id, own.order_id.in_(list(ids)))
    return set(unit.connection.execute(query).scalars())


def _closed(*of: ColumnElement[bool]) -> Any:
    """The first closing of each order: what came after it is flagged. `of`: of these closings only."""
    own = order_closing.c
    place = func.row_number().over(
        partition_by=(own.branch_id, own.order_id), order_by=(own.at, own.document_id)
    )
    ranked = select(order_closing, place.label("place")).where(*of).subquery()
    return select(ranked).where(ranked.c.place == 1).subquery()


def _same(closed: Any) -> ColumnElement[bool]:
    own = customer_order.c
    return and_(closed.c.branch_id == own.branch_id, closed.c.order_id == own.order_id)


def _listed(*of: ColumnElement[bool]) -> Select[Any]:
    own, closed = customer_order.c, _closed(*of)
    return (
        select(
            own.order_id, own.branch_id, branch.c.code, own.kind, own.number, own.customer_name, own.phone,
            own.until, own.total, own.deposit, own.placed_at, closed.c.state, closed.c.receipt,
            closed.c.at.label("closed_at"),
        )
        .join(branch, branch.c.branch_id == own.branch_id)
        .outerjoin(closed, _same(closed))
    )  # fmt: skip


def _filters(wanted: OrdersWanted, day: date) -> Iterable[ColumnElement[bool]]:
    own = customer_order.c
    closings = select(order_closing.c.order_id).where(
        order_closing.c.branch_id == own.branch_id, order_closing.c.order_id == own.order_id
    )
    if wanted.branch is not None:
        yield own.branch_id == wanted.branch
    if wanted.kind is not None:
        yield own.kind == wanted.kind.value
    if wanted.due:
        yield own.until <= day
    if wanted.due or wanted.state is OrderState.OPEN:
        yield ~closings.exists()
    elif wanted.state is not None:
        yield closings.where(order_closing.c.state == wanted.state.value).exists()
    if wanted.search:
        columns = (own.number, own.customer_name, own.phone)
        yield or_(*(column.icontains(wanted.search, autoescape=True) for column in columns))


def _row(row: Any, day: date) -> OrderListed:
    state = OrderState.OPEN if row.state is None else OrderState(row.state)
    return OrderListed(
        id=row.order_id,
        branch=row.branch_id,
        branch_code=row.code,
        kind=OrderKind(row.kind),
        number=row.number,
        state=state,
        customer_name=row.customer_name,
        phone=row.phone,
        until=row.until,
        late=state is OrderState.OPEN and row.until < day,
        total=row.total,
        deposit=row.deposit,
        placed_at=row.placed_at,
        closed_by=row.receipt or "",
        closed_at=row.closed_at,
    )
