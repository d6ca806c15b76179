"""Full tax invoices on request: what a till says (event, version 1), and what the office makes of it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shared_models.rules.tax_invoice import BuyerIdKind
from shared_models.values.codes import ProductKind, TaxClass
from shared_models.wire.base import (
    ApiModel,
    Code,
    Count,
    Instant,
    Milli,
    Name,
    Ordinal,
    Positive,
    Text,
    WireModel,
)
from shared_models.wire.paging import Page
from shared_models.wire.sales import MAX_LINES


class InvoiceLine(WireModel):
    """A line of the sale: its price without tax (`base`), its tax, and the rule it was taxed by."""

    name: Name
    unit: Code
    kind: ProductKind
    tax_class: TaxClass
    qty: Milli
    base: Positive
    vat: Positive
    rate_bp: Count
    base_num: Count
    base_den: Ordinal


class TaxInvoiceRequested(WireModel):
    """A buyer wants the tax of a sale to be his: who he is, and what the sale was."""

    request: UUID
    sale: UUID
    receipt: Code
    sold_on: date
    id_kind: BuyerIdKind
    number: Code
    name: Name
    address: Text
    nitku: Text
    email: Text | None = None
    lines: Annotated[tuple[InvoiceLine, ...], Field(min_length=1, max_length=MAX_LINES)]
    base: Positive
    vat: Positive


class TaxInvoiceListed(ApiModel):
    """A request; `issued_no`: the number of the invoice, null while it is to be made."""

    id: UUID
    branch: UUID
    branch_code: Code
    receipt: Code
    sold_on: date
    id_kind: BuyerIdKind
    number: Code
    name: Text
    address: Text
    nitku: Text
    email: Text
    base: Positive
    vat: Positive
    asked_at: Instant
    issued_no: Text | None


class TaxInvoicesPage(Page[TaxInvoiceListed]):
    """A page of the list."""


class IssueTaxInvoice(ApiModel):
    """The number the tax office gave."""

    number: Code


class TaxInvoiceFile(ApiModel):
    """The requests that are open as a file for the tax office's import."""

    name: Name
    text: str
    invoices: Count
