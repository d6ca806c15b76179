"""Payment methods, cards and vouchers over HTTP."""

from typing import Annotated

from fastapi import APIRouter, Query

from backoffice_server.features.payments import queries, service
from backoffice_server.kernel.web import Clerk, ReadUnit, SignedInStaff, WriteUnit, needs
from shared_models.values.codes import Permission, TenderMethod
from shared_models.wire.paging import PAGE_ROWS_MAX, Page
from shared_models.wire.payments import ClearingAccount, OrderMethods, StoredValueDetail, StoredValueListed
from shared_models.wire.replica import PaymentMethodRow

router = APIRouter(prefix="/api", tags=["payments"])


@router.get("/payment-methods")
def list_payment_methods(unit: ReadUnit, _: Clerk) -> tuple[PaymentMethodRow, ...]:
    return queries.methods(unit)


@router.get("/payment-methods/accounts")
def list_clearing_accounts(unit: ReadUnit, _: Clerk) -> tuple[ClearingAccount, ...]:
    return queries.clearing_accounts(unit)


@router.put("/payment-methods/{code}")
def save_payment_method(
    code: str,
    row: PaymentMethodRow,
    unit: WriteUnit,
    _: Annotated[SignedInStaff, needs(Permission.ADMIN_TILLS)],
) -> PaymentMethodRow:
    return service.save_method(unit, code=code, row=row)


@router.put("/payment-methods")
def order_payment_methods(
    request: OrderMethods, unit: WriteUnit, _: Annotated[SignedInStaff, needs(Permission.ADMIN_TILLS)]
) -> tuple[PaymentMethodRow, ...]:
    return service.order_methods(unit, request.codes)


@router.get("/stored-values")
def list_stored_values(
    unit: ReadUnit,
    _: Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)],
    *,
    search: Annotated[str, Query(max_length=64)] = "",
    method: TenderMethod | None = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)] = 100,
) -> Page[StoredValueListed]:
    kind = "" if method is None else method.value
    return queries.stored_page(unit, search=search, method=kind, after=after, limit=limit)


@router.get("/stored-values/{method}/{number}")
def one_stored_value(
    method: TenderMethod,
    number: str,
    unit: ReadUnit,
    _: Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)],
) -> StoredValueDetail:
    return queries.stored_detail(unit, method=method.value, number=number)
