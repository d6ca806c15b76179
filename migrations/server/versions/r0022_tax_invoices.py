"""Full tax invoices that buyers asked for, and the number each was given."""

import sqlalchemy as sa
from alembic import op

from backoffice_server.kernel import append_only, types

revision = "0022"
down_revision = "0021"

GUARDED = ("tax_invoice_request", "tax_invoice_issue")


def upgrade() -> None:
    op.create_table(
        "tax_invoice_request",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("request_id", types.Id(), nullable=False),
        sa.Column("sale_id", types.Id(), nullable=False),
        sa.Column("receipt", types.Code(), nullable=False),
        sa.Column("sold_on", types.Day(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("base", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", types.Instant(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "request_id", name=op.f("pk_tax_invoice_request")),
        info={"append_only": True},
    )
    op.create_index(
        op.f("ix_tax_invoice_request_branch_id_asked_at"),
        "tax_invoice_request",
        ["branch_id", "asked_at"],
        unique=False,
    )
    op.create_table(
        "tax_invoice_issue",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("request_id", types.Id(), nullable=False),
        sa.Column("number", types.Code(), nullable=False),
        sa.Column("issued_at", types.Instant(), nullable=False),
        sa.Column("issued_by", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "request_id", name=op.f("pk_tax_invoice_issue")),
        info={"append_only": True},
    )
    for table in GUARDED:
        for statement in append_only.ddl(table, op.get_bind().dialect.name):
            op.execute(statement)
