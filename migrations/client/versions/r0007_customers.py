"""Customers at the till: who they are, what they have and owe, and what this till did since it heard of it.

`customer` and `customer_standing` are replica tables (a snapshot fills a second set of them). `own_customer`:
added here and not heard of from the back office yet. `customer_move`: what this till's own sales and returns
changed, until the back office has told of it.
"""

from alembic import op

revision = "r0007"
down_revision = "r0006"
branch_labels = None
depends_on = None

CUSTOMER = """
CREATE TABLE customer (
    customer BLOB PRIMARY KEY, version INTEGER NOT NULL,
    code TEXT NOT NULL, card TEXT, name TEXT NOT NULL, phone TEXT, phone_key TEXT NOT NULL,
    birthday INTEGER, note TEXT, price_level TEXT, credit_limit INTEGER NOT NULL, credit_term TEXT NOT NULL,
    active INTEGER NOT NULL, search TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""
STANDING = """
CREATE TABLE customer_standing (
    customer BLOB PRIMARY KEY, version INTEGER NOT NULL,
    points INTEGER NOT NULL, owed INTEGER NOT NULL, oldest_due INTEGER
) STRICT, WITHOUT ROWID
"""
OWN = """
CREATE TABLE own_customer (
    customer BLOB PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, phone TEXT, phone_key TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""
MOVE = """
CREATE TABLE customer_move (
    position INTEGER PRIMARY KEY, customer BLOB NOT NULL,
    points INTEGER NOT NULL, taken INTEGER NOT NULL, owed INTEGER NOT NULL
) STRICT
"""
MOVES_OF = "CREATE INDEX moves_of_customer ON customer_move (customer)"
CART = (
    "ALTER TABLE cart ADD COLUMN customer BLOB",
    "ALTER TABLE cart ADD COLUMN customer_name TEXT",
)
# They stood among the small rows before; the next contact fetches all anew, and until then the till sells on.
FORGET = "DELETE FROM replica WHERE entity = 'customer'"
ANEW = ("UPDATE sync_state SET cursor = NULL, page = NULL, page_epoch = NULL, page_cursor = NULL",)


def upgrade() -> None:
    for statement in (CUSTOMER, STANDING, OWN, MOVE, MOVES_OF, *CART, FORGET, *ANEW):
        op.execute(statement)
