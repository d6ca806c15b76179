"""What goods ask for when they are sold, their lots and serial numbers.

`particulars` of a cart's line: as the event will say it. `tracked_move`: what this till's own receipts moved
of lots and pieces; the back office's figures less what it has not heard of are what is left.
"""

from alembic import op

revision = "r0012"
down_revision = "r0011"
branch_labels = None
depends_on = None

PRODUCT = (
    "ALTER TABLE product ADD COLUMN min_age INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE product ADD COLUMN prescription INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE product ADD COLUMN tracking TEXT",
)
CART = "ALTER TABLE cart_line ADD COLUMN particulars TEXT"
MOVE = """
CREATE TABLE tracked_move (
    position INTEGER NOT NULL, line INTEGER NOT NULL, product BLOB NOT NULL,
    lot TEXT, serial TEXT, qty INTEGER NOT NULL,
    PRIMARY KEY (position, line)
) STRICT, WITHOUT ROWID
"""
MOVES_OF = "CREATE INDEX moves_of_tracked ON tracked_move (product, serial)"
# The list was read without these words: the next contact fetches it anew, and until then the till sells on.
ANEW = "UPDATE sync_state SET cursor = NULL, page = NULL, page_epoch = NULL, page_cursor = NULL"


def upgrade() -> None:
    for statement in (*PRODUCT, CART, MOVE, MOVES_OF, ANEW):
        op.execute(statement)
