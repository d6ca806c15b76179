"""Customers over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backoffice_server.features.parties import queries, service
from backoffice_server.kernel.web import ReadUnit, SignedInStaff, WriteUnit, needs
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.refusals import Fault, invalid
from shared_models.wire.paging import PAGE_ROWS_MAX, Page
from shared_models.wire.replica import CustomerRow

router = APIRouter(prefix="/api/customers", tags=["parties"])


@router.get("")
def list_customers(
    unit: ReadUnit,
    _: Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)],
    *,
    search: Annotated[str, Query(max_length=200)] = "",
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)] = 100,
) -> Page[CustomerRow]:
    return queries.customer_page(unit, search=search, after=after, limit=limit)


@router.put("/{customer}")
def save_customer(
    customer: UUID,
    row: CustomerRow,
    unit: WriteUnit,
    _: Annotated[SignedInStaff, needs(Permission.ADMIN_CATALOG)],
) -> CustomerRow:
    if row.id != customer:
        raise invalid([Fault("id", ErrorCode.INVALID)])
    return service.save_customer(unit, row=row)
