"""What the back office has counted of this till's own receipts in the balances it told.

`told`, `told_values`: up to which seq of a stream it did, in what customers have and owe, and in vouchers and
cards. `counted`: the same as JSON {stream number: seq} for one balance, where a reply told it ahead of the
others. `page_told`: what the first page of a snapshot counted.
"""

from alembic import op

revision = "r0010"
down_revision = "r0009"
branch_labels = None
depends_on = None

STATEMENTS = (
    "ALTER TABLE stream ADD COLUMN told INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE stream ADD COLUMN told_values INTEGER NOT NULL DEFAULT 0",
    "UPDATE stream SET told = acked, told_values = acked",
    "ALTER TABLE sync_state ADD COLUMN page_told TEXT",
    "ALTER TABLE customer_standing ADD COLUMN counted TEXT",
    "ALTER TABLE replica ADD COLUMN counted TEXT",
    "CREATE INDEX stored_moves_by_place ON stored_move (position)",
    "UPDATE sync_state SET cursor = NULL, page = NULL",
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(statement)
