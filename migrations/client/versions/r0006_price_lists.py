"""Prices for levels, customers and from a quantity on; whose prices a cart has; who sold a line and why.

The next contact fetches everything anew: what an earlier build was sent of prices it did not know, it left.
"""

from alembic import op

revision = "r0006"
down_revision = "r0005"
branch_labels = None
depends_on = None

PRODUCT_OFFER = """
CREATE TABLE product_offer (
    product_no INTEGER NOT NULL, unit_no INTEGER NOT NULL, offer_no INTEGER NOT NULL,
    price_id BLOB NOT NULL, own INTEGER NOT NULL, valid_from INTEGER NOT NULL, valid_to INTEGER,
    price INTEGER NOT NULL, customer BLOB, level TEXT, from_qty INTEGER NOT NULL,
    PRIMARY KEY (product_no, unit_no, offer_no)
) STRICT, WITHOUT ROWID
"""

STATEMENTS = (
    PRODUCT_OFFER,
    "ALTER TABLE cart ADD COLUMN level TEXT",
    "ALTER TABLE cart ADD COLUMN level_approver BLOB",
    "ALTER TABLE cart_line ADD COLUMN remark TEXT",
    "ALTER TABLE cart_line ADD COLUMN salesperson BLOB",
    "UPDATE sync_state SET cursor = NULL, page = NULL",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
