"""Orders and quotations over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.orders import queries
from backoffice_server.kernel.web import ReadUnit, SignedInStaff, needs
from shared_models.rules.orders import OrderKind, OrderState
from shared_models.values.codes import Permission
from shared_models.wire.base import ApiModel
from shared_models.wire.orders import OrderDetail, OrdersPage

router = APIRouter(prefix="/api/orders", tags=["orders"])
Viewer = Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)]


class OrdersQuery(ApiModel):
    """Which of them."""

    branch: UUID | None = None
    kind: OrderKind | None = None
    state: OrderState | None = None
    due: bool = False
    search: str = ""
    after: str | None = None
    limit: int = 100


@router.get("")
def list_orders(query: Annotated[OrdersQuery, Query()], unit: ReadUnit, _: Viewer) -> OrdersPage:
    wanted = queries.OrdersWanted(
        branch=query.branch,
        kind=query.kind,
        state=query.state,
        due=query.due,
        search=query.search.strip(),
    )
    return queries.orders(unit, wanted, day=branches.today(unit), after=query.after, limit=query.limit)


@router.get("/{order}")
def show_order(order: UUID, unit: ReadUnit, _: Viewer) -> OrderDetail:
    return queries.order(unit, order, day=branches.today(unit))
