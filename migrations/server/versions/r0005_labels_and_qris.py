"""How a branch reads labels of weighed goods, and its static QRIS payload."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("branch", sa.Column("store_codes", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("branch", sa.Column("qris", sa.Text(), nullable=True))
