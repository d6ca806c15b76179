"""Requests on their way in, the number they are given, and the file for the tax office."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.tax_invoices import queries
from backoffice_server.features.tax_invoices.tables import tax_invoice_issue, tax_invoice_request
from backoffice_server.kernel.unit import Unit
from shared_models.rules.coretax import INVOICES_MAX, CoretaxInvoice, CoretaxLine, coretax_file
from shared_models.rules.tax import TaxRounding, TaxRule
from shared_models.rules.tax_invoice import NUMBER_DIGITS, TaxBuyer
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import BranchId, StaffId
from shared_models.values.refusals import Refusal
from shared_models.wire.tax_invoices import (
    InvoiceLine,
    TaxInvoiceFile,
    TaxInvoiceListed,
    TaxInvoiceRequested,
)


class Requested(NamedTuple):
    """What a till said, and when."""

    told: TaxInvoiceRequested
    at: datetime


def note(unit: Unit, branch: BranchId, requested: Sequence[Requested]) -> None:
    """Keep what buyers asked for."""
    unit.insert_missing(
        tax_invoice_request,
        [
            (
                branch, told.request, told.sale, told.receipt, told.sold_on, told.name, told.base, told.vat,
                at, told.model_dump_json(),
            )
            for told, at in requested
        ],
    )  # fmt: skip


def issue(unit: Unit, request_id: UUID, *, number: str, by: StaffId) -> TaxInvoiceListed:
    """The tax office gave the invoice its number. Refuses NOT_FOUND, CONFLICT for one that has another."""
    found = queries.request_of(unit, request_id)
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="tax_invoice")
    unit.lock_branch(BranchId(found.branch))
    found = queries.request_of(unit, request_id)
    assert found is not None
    if found.issued_no is None:
        unit.insert(tax_invoice_issue, [(found.branch, request_id, number, unit.now(), by)])
    elif found.issued_no != number:
        raise Refusal(ErrorCode.CONFLICT, number=found.issued_no)
    return found.model_copy(update={"issued_no": number})


def export(unit: Unit, *, branch_id: UUID | None) -> TaxInvoiceFile:
    """The open requests as Coretax imports them. Refuses FIELD_REQUIRED without the company's own number."""
    seller = "".join(sign for sign in branches.company_row(unit).npwp or "" if sign.isdigit())
    if len(seller) != NUMBER_DIGITS:
        raise Refusal(ErrorCode.FIELD_REQUIRED, field="npwp")
    told = queries.open_requests(unit, branch_id=branch_id, limit=INVOICES_MAX)
    text = coretax_file(seller, [_invoice(one) for one in told])
    day = branches.today(unit)
    return TaxInvoiceFile(name=f"TaxInvoiceBulk-{day.isoformat()}.xml", text=text, invoices=len(told))


def _invoice(told: TaxInvoiceRequested) -> CoretaxInvoice:
    return CoretaxInvoice(
        day=told.sold_on,
        reference=told.receipt,
        buyer=TaxBuyer(told.id_kind, told.number, told.name, told.address, told.nitku),
        email=told.email or "",
        lines=tuple(_line(line, told) for line in told.lines),
    )


def _line(line: InvoiceLine, told: TaxInvoiceRequested) -> CoretaxLine:
    rule = TaxRule(
        code="ppn",
        tax_class=line.tax_class,
        rate_bp=line.rate_bp,
        base_num=line.base_num,
        base_den=line.base_den,
        inclusive=False,
        rounding=TaxRounding.HALF_UP,
        valid_from=told.sold_on,
    )
    return CoretaxLine(line.name, line.unit, line.kind, line.qty, line.base, rule)
