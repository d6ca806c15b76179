"""Goods that ask for an age or a prescription, pieces with serial numbers, lots with the day they expire."""

import sqlalchemy as sa
from alembic import op

from backoffice_server.kernel import append_only, types

revision = "0016"
down_revision = "0015"

GUARDED = ("lot_move", "serial_move", "sale_check")


def upgrade() -> None:
    op.add_column("product", sa.Column("min_age", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "product", sa.Column("prescription", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("product", sa.Column("tracking", types.Code(), nullable=True))
    op.add_column(
        "branch", sa.Column("expired_by_approval", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column("branch", sa.Column("near_expiry_days", sa.Integer(), nullable=False, server_default="30"))
    _lots()
    _serials()
    _checks()
    for table in GUARDED:
        for statement in append_only.ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def _lots() -> None:
    op.create_table(
        "lot",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("product_id", types.Id(), nullable=False),
        sa.Column("lot", types.Code(), nullable=False),
        sa.Column("expires_on", types.Day(), nullable=True),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "product_id", "lot", name=op.f("pk_lot")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lot_move",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("product_id", types.Id(), nullable=False),
        sa.Column("posting_no", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("lot", types.Code(), nullable=False),
        sa.Column("qty", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "product_id", "posting_no", "line", name=op.f("pk_lot_move")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )


def _serials() -> None:
    op.create_table(
        "serial",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("product_id", types.Id(), nullable=False),
        sa.Column("serial", types.Code(), nullable=False),
        sa.Column("state", types.Code(), nullable=False),
        sa.Column("posting_no", sa.BigInteger(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "product_id", "serial", name=op.f("pk_serial")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_serial_product_id_serial", "serial", ["product_id", "serial"])
    op.create_table(
        "serial_move",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("posting_no", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("product_id", types.Id(), nullable=False),
        sa.Column("serial", types.Code(), nullable=False),
        sa.Column("state", types.Code(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "posting_no", "line", "item", name=op.f("pk_serial_move")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )


def _checks() -> None:
    op.create_table(
        "sale_check",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("posting_no", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("kind", types.Code(), nullable=False),
        sa.Column("at_least", sa.Integer(), nullable=True),
        sa.Column("born", types.Day(), nullable=True),
        sa.Column("number", types.Code(), nullable=True),
        sa.Column("prescriber", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("branch_id", "posting_no", "line", "kind", name=op.f("pk_sale_check")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )
