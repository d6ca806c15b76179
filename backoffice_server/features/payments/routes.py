"""Payment methods, cards and vouchers over HTTP."""

from collections.abc import Callable
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import APIRouter, Query, Response

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.payments import queries, service
from backoffice_server.features.payments.queries import StoredWish
from backoffice_server.features.staff import service as staff
from backoffice_server.kernel.unit import Unit
from backoffice_server.kernel.web import Clerk, ReadUnit, SignedInStaff, WriteUnit, needs, problem_response
from shared_models.values.codes import ErrorCode, Permission, TenderMethod
from shared_models.values.ids import StaffId
from shared_models.wire.paging import PAGE_ROWS_MAX
from shared_models.wire.payments import (
    ChangeStored,
    ClearingAccount,
    IssueStored,
    LapseStored,
    OrderMethods,
    StoredBooked,
    StoredState,
    StoredValueDetail,
    StoredValuesPage,
    VoidStored,
)
from shared_models.wire.replica import PaymentMethodRow
from shared_models.wire.staff import SignIn

router = APIRouter(prefix="/api", tags=["payments"])
T = TypeVar("T")
Viewer = Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)]
Bookkeeper = Annotated[SignedInStaff, needs(Permission.ADMIN_LEDGER)]


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
    _: Viewer,
    *,
    search: Annotated[str, Query(max_length=64)] = "",
    method: TenderMethod | None = None,
    state: StoredState | None = None,
    document: UUID | None = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)] = 100,
) -> StoredValuesPage:
    wish = StoredWish(search.strip(), "" if method is None else method.value, state, document)
    return queries.stored_page(unit, wish, today=branches.today(unit), after=after, limit=limit)


@router.post("/stored-values", status_code=201)
def issue_stored_values(request: IssueStored, unit: WriteUnit, clerk: Bookkeeper) -> StoredBooked:
    return service.issue_stored(unit, request, by=clerk.staff)


@router.post("/stored-values/lapsed", response_model=StoredBooked, status_code=201)
def lapse_stored_values(
    request: LapseStored, read: ReadUnit, write: WriteUnit, clerk: Bookkeeper
) -> StoredBooked | Response:
    def done(approver: StaffId) -> StoredBooked:
        return service.lapse_stored(write, request, by=clerk.staff, approver=approver)

    return _approved(read, write, clerk, request.approver, done)


@router.get("/stored-values/{method}/{number}")
def one_stored_value(method: TenderMethod, number: str, unit: ReadUnit, _: Viewer) -> StoredValueDetail:
    return queries.stored_detail(unit, method=method.value, number=number)


@router.put("/stored-values/{method}/{number}", response_model=StoredValueDetail)
def change_stored_value(
    method: TenderMethod,
    number: str,
    request: ChangeStored,
    read: ReadUnit,
    write: WriteUnit,
    clerk: Bookkeeper,
) -> StoredValueDetail | Response:
    name = (method.value, number)

    def done(approver: StaffId) -> StoredValueDetail:
        return service.change_stored(write, name, request, by=clerk.staff, approver=approver)

    return _approved(read, write, clerk, request.approver, done)


@router.post("/stored-values/{method}/{number}/void", response_model=StoredBooked, status_code=201)
def void_stored_value(
    method: TenderMethod,
    number: str,
    request: VoidStored,
    read: ReadUnit,
    write: WriteUnit,
    clerk: Bookkeeper,
) -> StoredBooked | Response:
    name = (method.value, number)

    def done(approver: StaffId) -> StoredBooked:
        return service.void_stored(write, name, request, by=clerk.staff, approver=approver)

    return _approved(read, write, clerk, request.approver, done)


def _approved(
    read: Unit, write: Unit, clerk: SignedInStaff, approver: SignIn | None, done: Callable[[StaffId], T]
) -> T | Response:
    """Do it once somebody answers for it. The slow look at a password holds no lock."""
    checked = staff.check_approver(read, by=clerk, approver=approver)
    if checked.staff is not None:
        return done(checked.staff)
    assert checked.refusal is not None
    if checked.refusal.code is ErrorCode.WRONG_LOGIN and approver is not None:
        staff.note_failure(write, username=approver.username)
    # Returned, not raised: the count of wrong tries must be committed.
    return problem_response(checked.refusal)
