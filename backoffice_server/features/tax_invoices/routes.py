"""Requests for tax invoices over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backoffice_server.features.tax_invoices import queries, service
from backoffice_server.kernel.web import ReadUnit, SignedInStaff, WriteUnit, needs
from shared_models.values.codes import Permission
from shared_models.wire.tax_invoices import (
    IssueTaxInvoice,
    TaxInvoiceFile,
    TaxInvoiceListed,
    TaxInvoicesPage,
)

router = APIRouter(prefix="/api/tax-invoices", tags=["tax invoices"])
Viewer = Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)]


@router.get("")
def list_requests(
    unit: ReadUnit,
    _: Viewer,
    *,
    branch: UUID | None = None,
    still_open: bool | None = None,
    search: Annotated[str, Query(max_length=200)] = "",
    after: str | None = None,
    limit: int = 100,
) -> TaxInvoicesPage:
    return queries.requests(
        unit, branch_id=branch, still_open=still_open, search=search.strip(), after=after, limit=limit
    )


@router.get("/export")
def export_open(unit: ReadUnit, _: Viewer, *, branch: UUID | None = None) -> TaxInvoiceFile:
    return service.export(unit, branch_id=branch)


@router.post("/{request}/number")
def issue(
    request: UUID,
    body: IssueTaxInvoice,
    unit: WriteUnit,
    clerk: Annotated[SignedInStaff, needs(Permission.ADMIN_LEDGER)],
) -> TaxInvoiceListed:
    return service.issue(unit, request, number=body.number.strip(), by=clerk.staff)
