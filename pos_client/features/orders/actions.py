"""What the orders screen asks of the back office."""

from uuid import UUID

from pos_client.remote.api import Api, Sheet
from shared_models.wire.orders import OrderDetail, OrdersPage


def list_orders(
    api: Api, sheet: Sheet, *, branch: UUID | None, which: dict[str, str], search: str
) -> OrdersPage:
    return api.orders(sheet, branch=branch, which=which, search=search)


def detail(api: Api, order: UUID) -> OrderDetail:
    return api.order(order)
