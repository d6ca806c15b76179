"""Requests for a tax invoice as tills took them, and the number each was given."""

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table

from backoffice_server.kernel.append_only import append_only
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Code, Day, Id, Instant, Money, Words

# `body`: TaxInvoiceRequested of wire/tax_invoices.py as JSON.
tax_invoice_request = append_only(
    Table(
        "tax_invoice_request",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("request_id", Id, nullable=False),
        Column("sale_id", Id, nullable=False),
        Column("receipt", Code, nullable=False),
        Column("sold_on", Day, nullable=False),
        Column("name", Words, nullable=False),
        Column("base", Money, nullable=False),
        Column("vat", Money, nullable=False),
        Column("asked_at", Instant, nullable=False),
        Column("body", Words, nullable=False),
        PrimaryKeyConstraint("branch_id", "request_id"),
        Index(None, "branch_id", "asked_at"),
    )
)

tax_invoice_issue = append_only(
    Table(
        "tax_invoice_issue",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("request_id", Id, nullable=False),
        Column("number", Code, nullable=False),
        Column("issued_at", Instant, nullable=False),
        Column("issued_by", Id, nullable=False),
        PrimaryKeyConstraint("branch_id", "request_id"),
    )
)
