"""Receivables over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.receivables import queries, service
from backoffice_server.kernel.web import ReadUnit, SignedInStaff, WriteUnit, needs
from shared_models.values.codes import Permission
from shared_models.wire.customers import CustomerBooked, ReceivableMove, Receivables, ReceivePayment

router = APIRouter(prefix="/api/receivables", tags=["receivables"])
Viewer = Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)]


@router.get("")
def list_receivables(
    unit: ReadUnit,
    _: Viewer,
    *,
    branch: UUID | None = None,
    search: Annotated[str, Query(max_length=200)] = "",
) -> Receivables:
    return queries.receivables(unit, branch_id=branch, search=search.strip(), day=branches.today(unit))


@router.get("/{branch}/{customer}")
def show_account(branch: UUID, customer: UUID, unit: ReadUnit, _: Viewer) -> tuple[ReceivableMove, ...]:
    return queries.account(unit, customer_id=customer, branch_id=branch)


@router.post("/payments", status_code=201)
def receive_payment(
    request: ReceivePayment, unit: WriteUnit, clerk: Annotated[SignedInStaff, needs(Permission.ADMIN_LEDGER)]
) -> CustomerBooked:
    return service.receive_payment(unit, request, by=clerk.staff)
