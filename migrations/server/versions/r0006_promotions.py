"""Promotions and the codes that ask for them."""

import sqlalchemy as sa
from alembic import op

from backoffice_server.kernel import types

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "promotion",
        sa.Column("promotion_id", types.Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", types.Code(), nullable=False),
        sa.Column("branch_id", types.Id(), nullable=True),
        sa.Column("valid_from", types.Day(), nullable=False),
        sa.Column("valid_to", types.Day(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", types.Instant(), nullable=False),
        sa.Column("saved_by", types.Id(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from <= valid_to", name=op.f("ck_promotion_days_in_order")
        ),
        sa.CheckConstraint("version >= 1", name=op.f("ck_promotion_version_counted")),
        sa.PrimaryKeyConstraint("promotion_id", name=op.f("pk_promotion")),
    )
    op.create_table(
        "promotion_code",
        sa.Column("folded", types.Code(), nullable=False),
        sa.Column("promotion_id", types.Id(), nullable=False),
        sa.Column("code", types.Code(), nullable=False),
        sa.PrimaryKeyConstraint("folded", name=op.f("pk_promotion_code")),
    )
    op.create_index("ix_promotion_code_promotion_id", "promotion_code", ["promotion_id"])
