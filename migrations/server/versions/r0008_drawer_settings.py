"""How a branch runs its drawers: shifts per cashier, free voids, blocking stock, the lock."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    for name in ("shift_per_cashier", "stock_blocks"):
        op.add_column("branch", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("branch", sa.Column("free_voids", sa.Integer(), nullable=True))
    op.add_column("branch", sa.Column("lock_after_min", sa.Integer(), nullable=False, server_default="0"))
