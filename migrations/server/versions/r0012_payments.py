"""Ways to pay, gift vouchers, gift cards and store credit, and references that pay once."""

import sqlalchemy as sa
from alembic import op

from backoffice_server.kernel import append_only, types

revision = "0012"
down_revision = "0011"

GUARDED = ("stored_move", "payment_reference")


def upgrade() -> None:
    op.add_column("sale_payment", sa.Column("kind", types.Code(), nullable=True))
    op.create_table(
        "payment_method",
        sa.Column("code", types.Code(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("method", types.Code(), nullable=False),
        sa.Column("asks_reference", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("branches", sa.Text(), nullable=False),
        sa.Column("offline_cap", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_payment_method")),
    )
    op.create_table(
        "stored_move",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("posting_no", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("method", types.Code(), nullable=False),
        sa.Column("number", types.Code(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "posting_no", "line", name=op.f("pk_stored_move")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_stored_move_number"), "stored_move", ["number"], unique=False)
    op.create_table(
        "payment_reference",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("posting_no", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("method", types.Code(), nullable=False),
        sa.Column("reference", types.Code(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "posting_no", "line", name=op.f("pk_payment_reference")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_payment_reference_reference"), "payment_reference", ["reference"], unique=False)
    op.create_table(
        "stored_value",
        sa.Column("method", types.Code(), nullable=False),
        sa.Column("number", types.Code(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("moves", sa.Integer(), nullable=False),
        sa.Column("changed_at", types.Instant(), nullable=False),
        sa.Column("expires_on", types.Day(), nullable=True),
        sa.PrimaryKeyConstraint("method", "number", name=op.f("pk_stored_value")),
    )
    op.create_table(
        "carried_up",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("posting_no", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", name=op.f("pk_carried_up")),
    )
    for table in GUARDED:
        for statement in append_only.ddl(table, op.get_bind().dialect.name):
            op.execute(statement)
