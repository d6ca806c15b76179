"""Orders and quotations this till made, what became of them here, and what a cart comes from."""

from alembic import op

revision = "r0011"
down_revision = "r0010"
branch_labels = None
depends_on = None

OWN_ORDER = """
CREATE TABLE own_order (
    id BLOB NOT NULL PRIMARY KEY, position INTEGER NOT NULL, number TEXT NOT NULL, body TEXT NOT NULL
) STRICT, WITHOUT ROWID
"""
OWN_CLOSING = """
CREATE TABLE own_closing (
    id BLOB NOT NULL, position INTEGER NOT NULL, state TEXT NOT NULL, receipt TEXT NOT NULL,
    PRIMARY KEY (id, position)
) STRICT, WITHOUT ROWID
"""


def upgrade() -> None:
    op.execute(OWN_ORDER)
    op.execute(OWN_CLOSING)
    op.execute("ALTER TABLE cart ADD COLUMN origin TEXT")
