"""Who sold a line, for the report of salespeople; what was told before is taken from the log."""

import json
from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from backoffice_server.kernel import append_only, types

revision = "0019"
down_revision = "0018"

ROWS: Final = 500
NEEDLE: Final = b'"salesperson":"'


def upgrade() -> None:
    table = op.create_table(
        "sale_seller",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("posting_no", sa.BigInteger(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("staff_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "posting_no", "line", name=op.f("pk_sale_seller")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )
    rows = list(_told_before())
    for start in range(0, len(rows), ROWS):
        op.bulk_insert(table, rows[start : start + ROWS])
    for statement in append_only.ddl("sale_seller", op.get_bind().dialect.name):
        op.execute(statement)


def _told_before() -> Iterator[dict[str, Any]]:
    query = sa.text(
        "SELECT s.branch_id, s.posting_no, e.bytes FROM sale s JOIN event e ON e.branch_id = s.branch_id"
        " AND e.stream_id = s.stream_id AND e.seq = s.seq AND e.hash = s.event_hash"
    ).columns(branch_id=types.Id(), bytes=types.Bytes())
    for row in op.get_bind().execute(query, execution_options={"stream_results": True}):
        if NEEDLE not in row.bytes:
            continue
        for line in json.loads(row.bytes)["p"]["lines"]:
            if line.get("salesperson"):
                yield {
                    "branch_id": row.branch_id,
                    "posting_no": row.posting_no,
                    "line": line["line"],
                    "staff_id": UUID(line["salesperson"]),
                }
