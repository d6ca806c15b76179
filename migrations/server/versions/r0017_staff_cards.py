"""Cards of staff, kept as hashes like their PINs."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("staff", sa.Column("card_hash", sa.Text(), nullable=True))
