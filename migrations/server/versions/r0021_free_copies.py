"""How many copies of one receipt a cashier prints alone."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.add_column("branch", sa.Column("free_copies", sa.Integer(), nullable=True))
