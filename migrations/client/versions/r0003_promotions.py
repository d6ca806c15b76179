"""Codes entered in a cart, and codes that sales of this till have used up."""

from alembic import op

revision = "r0003"
down_revision = "r0002"

VOUCHER_USE = """
CREATE TABLE voucher_use (
    promotion BLOB NOT NULL, code TEXT NOT NULL, sale BLOB NOT NULL, customer BLOB,
    PRIMARY KEY (promotion, code, sale)
) STRICT, WITHOUT ROWID
"""


def upgrade() -> None:
    op.execute(VOUCHER_USE)
    op.execute("ALTER TABLE cart ADD COLUMN vouchers TEXT NOT NULL DEFAULT '[]'")
