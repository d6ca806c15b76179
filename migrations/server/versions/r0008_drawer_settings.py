"""How a branch runs its drawers: shifts per cashier, free voids, blocking stock, the lock."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("branch", _switch("shift_per_cashier"))
    op.add_column("branch", sa.Column("free_voids", sa.Integer(), nullable=True))
    op.add_column("branch", _switch("stock_blocks"))
    op.add_column("branch", sa.Column("lock_after_min", sa.Integer(), nullable=False, server_default="0"))


def _switch(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false())
