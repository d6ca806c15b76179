"""What promotions took off sold lines, and the codes that sales used up."""

import sqlalchemy as sa
from alembic import op

from backoffice_server.kernel import append_only, types

revision = "0009"
down_revision = "0008"

GUARDED = ("sale_promotion", "sale_voucher")


def upgrade() -> None:
    op.add_column("sale", sa.Column("promoted", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "sale_promotion",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("posting_no", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("promotion_id", types.Id(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "branch_id", "posting_no", "line", "promotion_id", name=op.f("pk_sale_promotion")
        ),
        sqlite_with_rowid=False,
        info={"append_only": True},
    )
    op.create_table(
        "sale_voucher",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("posting_no", sa.BigInteger(), nullable=False),
        sa.Column("promotion_id", types.Id(), nullable=False),
        sa.Column("code", types.Code(), nullable=False),
        sa.Column("customer_id", types.Id(), nullable=True),
        sa.Column("over", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(
            "branch_id", "posting_no", "promotion_id", "code", name=op.f("pk_sale_voucher")
        ),
        sqlite_with_rowid=False,
        info={"append_only": True},
    )
    op.create_index("ix_sale_voucher_promotion_id_code", "sale_voucher", ["promotion_id", "code"])
    for table in GUARDED:
        for statement in append_only.ddl(table, op.get_bind().dialect.name):
            op.execute(statement)
