"""The price that stands on the shelf: what the last label of a unit of a product said, at this till."""

from alembic import op

revision = "r0009"
down_revision = "r0008"
branch_labels = None
depends_on = None

LABEL_PRICE = """
CREATE TABLE label_price (
    product BLOB NOT NULL, unit TEXT NOT NULL, price INTEGER NOT NULL,
    PRIMARY KEY (product, unit)
) STRICT, WITHOUT ROWID
"""


def upgrade() -> None:
    op.execute(LABEL_PRICE)
