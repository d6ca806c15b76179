"""What the tax invoice screen asks of the back office."""

from uuid import UUID

from pos_client.remote.api import Api, Sheet
from shared_models.wire.tax_invoices import TaxInvoiceFile, TaxInvoiceListed, TaxInvoicesPage


def list_requests(
    api: Api, sheet: Sheet, *, branch: UUID | None, still_open: bool | None, search: str
) -> TaxInvoicesPage:
    return api.tax_invoices(sheet, branch=branch, still_open=still_open, search=search)


def issue(api: Api, request: UUID, number: str) -> TaxInvoiceListed:
    return api.issue_tax_invoice(request, number)


def export(api: Api, branch: UUID | None) -> TaxInvoiceFile:
    return api.tax_invoice_file(branch)
