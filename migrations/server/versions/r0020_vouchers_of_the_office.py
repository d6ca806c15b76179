"""Cards and vouchers issued, blocked and taken off by the office."""

import sqlalchemy as sa
from alembic import op

from backoffice_server.kernel import append_only, types

revision = "0020"
down_revision = "0019"

GUARDED = ("stored_document", "stored_act")


def upgrade() -> None:
    op.create_table(
        "stored_document",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("document_id", types.Id(), nullable=False),
        sa.Column("posting_no", sa.BigInteger(), nullable=False),
        sa.Column("number", types.Code(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("against", types.Code(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("staff_id", types.Id(), nullable=True),
        sa.Column("approver_id", types.Id(), nullable=True),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("request_hash", types.Bytes(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "document_id", name=op.f("pk_stored_document")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stored_terms",
        sa.Column("method", types.Code(), nullable=False),
        sa.Column("number", types.Code(), nullable=False),
        sa.Column("expires_on", types.Day(), nullable=True),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("method", "number", name=op.f("pk_stored_terms")),
    )
    op.create_table(
        "stored_act",
        sa.Column("act_id", types.Id(), nullable=False),
        sa.Column("method", types.Code(), nullable=False),
        sa.Column("number", types.Code(), nullable=False),
        sa.Column("act", types.Code(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("expires_on", types.Day(), nullable=True),
        sa.Column("staff_id", types.Id(), nullable=True),
        sa.Column("approver_id", types.Id(), nullable=True),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_stored_act")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_stored_act_number"), "stored_act", ["number"], unique=False)
    blocked: sa.Column[bool] = sa.Column("blocked", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("stored_value", blocked)
    for table in GUARDED:
        for statement in append_only.ddl(table, op.get_bind().dialect.name):
            op.execute(statement)
