"""Customers over HTTP; their list stands with the reports, beside what they have and owe."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from backoffice_server.features.parties import queries, service
from backoffice_server.kernel.web import Clerk, ReadUnit, SignedInStaff, WriteUnit, needs
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.refusals import Fault, invalid
from shared_models.wire.customers import CustomerTerms
from shared_models.wire.replica import CustomerRow

router = APIRouter(prefix="/api/customers", tags=["parties"])
Cataloguer = Annotated[SignedInStaff, needs(Permission.ADMIN_CATALOG)]


@router.get("/terms")
def show_terms(unit: ReadUnit, _: Clerk) -> CustomerTerms:
    return queries.terms(unit)


@router.put("/terms")
def save_terms(
    terms: CustomerTerms, unit: WriteUnit, _: Annotated[SignedInStaff, needs(Permission.ADMIN_LEDGER)]
) -> CustomerTerms:
    return service.save_terms(unit, terms=terms)


@router.put("/{customer}")
def save_customer(customer: UUID, row: CustomerRow, unit: WriteUnit, _: Cataloguer) -> CustomerRow:
    if row.id != customer:
        raise invalid([Fault("id", ErrorCode.INVALID)])
    return service.save_customer(unit, row=row)
