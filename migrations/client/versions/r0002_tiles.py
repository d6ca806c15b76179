"""The tiles: goods by category and name, the goods that were pinned, and how often each is sold here.

`product_place` belongs to the replica: a snapshot fills a second one. A snapshot under way has none of it, so
it begins anew. `tile_sold` counts receipts of this till's own journal up to `counted`.
"""

from alembic import op

revision = "r0002"
down_revision = "r0001"
branch_labels = None
depends_on = None

PLACE = """
CREATE TABLE product_place (
    category BLOB NOT NULL, name TEXT NOT NULL COLLATE NOCASE, product_no INTEGER NOT NULL,
    PRIMARY KEY (category, name, product_no)
) STRICT, WITHOUT ROWID
"""
FILL = """
INSERT INTO product_place (category, name, product_no)
SELECT coalesce(category, x''), name, product_no FROM product WHERE active = 1
"""
BEGIN_ANEW = """
UPDATE sync_state SET page = NULL, page_epoch = NULL, page_cursor = NULL, page_company_seq = NULL,
    page_branch_seq = NULL
"""
PIN = "CREATE TABLE tile_pin (product BLOB PRIMARY KEY, place INTEGER NOT NULL) STRICT, WITHOUT ROWID"
SOLD = "CREATE TABLE tile_sold (product BLOB PRIMARY KEY, times INTEGER NOT NULL) STRICT, WITHOUT ROWID"
COUNTED = """
CREATE TABLE tile_counted (
    one INTEGER PRIMARY KEY CHECK (one = 1), position INTEGER NOT NULL, receipts INTEGER NOT NULL
) STRICT
"""
COUNTED_ROW = "INSERT INTO tile_counted (one, position, receipts) VALUES (1, 0, 0)"

STATEMENTS = (PLACE, FILL, BEGIN_ANEW, PIN, SOLD, COUNTED, COUNTED_ROW)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
