"""The list of customers, and the standing of one of them, over HTTP: for people and for tills."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backoffice_server.kernel.web import ReadUnit, SignedInStaff, Somebody, needs
from backoffice_server.reports import customers
from shared_models.values.codes import Permission
from shared_models.wire.base import ApiModel
from shared_models.wire.customers import CustomerLine, CustomerStanding
from shared_models.wire.paging import Page

router = APIRouter(prefix="/api/customers", tags=["parties"])


class CustomersQuery(ApiModel):
    """Which customers, in which order."""

    search: str = ""
    active: bool | None = None
    sort: str = "name"
    descending: bool = False
    after: str | None = None
    limit: int = 100


@router.get("")
def list_customers(
    query: Annotated[CustomersQuery, Query()],
    unit: ReadUnit,
    _: Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)],
) -> Page[CustomerLine]:
    return customers.customer_page(
        unit,
        search=query.search.strip(),
        active=query.active,
        sort=query.sort,
        descending=query.descending,
        after=query.after,
        limit=query.limit,
    )


@router.get("/{customer}/standing")
def show_standing(customer: UUID, unit: ReadUnit, _: Somebody) -> CustomerStanding:
    return customers.standing(unit, customer)
