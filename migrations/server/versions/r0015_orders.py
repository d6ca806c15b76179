"""Orders with a deposit and quotations, what closed them, and the VAT owed on deposits."""

import sqlalchemy as sa
from alembic import op

from backoffice_server.kernel import append_only, types

revision = "0015"
down_revision = "0014"

GUARDED = ("sale_deposit", "customer_order", "order_closing")


def upgrade() -> None:
    op.create_table(
        "sale_deposit",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("posting_no", sa.BigInteger(), nullable=False),
        sa.Column("vat", sa.BigInteger(), nullable=False),
        sa.Column("forfeited_vat", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "posting_no", name=op.f("pk_sale_deposit")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "customer_order",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("order_id", types.Id(), nullable=False),
        sa.Column("kind", types.Code(), nullable=False),
        sa.Column("number", types.Code(), nullable=False),
        sa.Column("customer_name", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("until", types.Day(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("deposit", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", types.Instant(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "order_id", name=op.f("pk_customer_order")),
        info={"append_only": True},
    )
    op.create_index(
        op.f("ix_customer_order_branch_id_placed_at"),
        "customer_order",
        ["branch_id", "placed_at"],
        unique=False,
    )
    op.create_table(
        "order_closing",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("order_id", types.Id(), nullable=False),
        sa.Column("document_id", types.Id(), nullable=False),
        sa.Column("document_kind", types.Code(), nullable=False),
        sa.Column("state", types.Code(), nullable=False),
        sa.Column("receipt", types.Code(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "order_id", "document_id", name=op.f("pk_order_closing")),
        info={"append_only": True},
    )
    for table in GUARDED:
        for statement in append_only.ddl(table, op.get_bind().dialect.name):
            op.execute(statement)
