"""Queue tickets this till gave out or moved, and how far it has counted per series, service and day."""

from alembic import op

revision = "r0004"
down_revision = "r0003"
branch_labels = None
depends_on = None

TICKET = """
CREATE TABLE ticket (
    ticket BLOB PRIMARY KEY, number TEXT NOT NULL, service BLOB NOT NULL, bdate INTEGER NOT NULL,
    state TEXT NOT NULL, counter TEXT NOT NULL,
    issued_at INTEGER, called_at INTEGER, last_at INTEGER NOT NULL, closed_at INTEGER,
    calls INTEGER NOT NULL, steps INTEGER NOT NULL
) STRICT, WITHOUT ROWID
"""
TICKETS_OF_DAY = "CREATE INDEX tickets_of_day ON ticket (bdate)"
TICKET_COUNT = """
CREATE TABLE ticket_count (
    series TEXT NOT NULL, code TEXT NOT NULL, bdate INTEGER NOT NULL, last INTEGER NOT NULL,
    PRIMARY KEY (series, code, bdate)
) STRICT, WITHOUT ROWID
"""


def upgrade() -> None:
    for statement in (TICKET, TICKETS_OF_DAY, TICKET_COUNT):
        op.execute(statement)
