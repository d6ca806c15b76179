"""What receipts of this till loaded onto vouchers and cards, or spent of them.

The back office's balance less what it has not heard of yet is what can be spent here.
"""

from alembic import op

revision = "r0008"
down_revision = "r0007"
branch_labels = None
depends_on = None

STORED_MOVE = """
CREATE TABLE stored_move (
    method TEXT NOT NULL, number TEXT NOT NULL, position INTEGER NOT NULL, amount INTEGER NOT NULL,
    PRIMARY KEY (method, number, position)
) STRICT, WITHOUT ROWID
"""


def upgrade() -> None:
    op.execute(STORED_MOVE)
