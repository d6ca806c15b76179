"""Prices for a level, for a customer and from a quantity on; levels of the shop's own."""

import sqlalchemy as sa
from alembic import op

from backoffice_server.kernel import types

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.add_column("price", sa.Column("customer_id", types.Id(), nullable=True))
    op.add_column("price", sa.Column("level", types.Code(), nullable=True))
    op.add_column("price", sa.Column("from_qty", sa.BigInteger(), nullable=False, server_default="0"))
    op.create_table(
        "price_level",
        sa.Column("code", types.Code(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_price_level")),
        sqlite_with_rowid=False,
    )
