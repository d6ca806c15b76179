"""Notes of working days as a table of their own; what tills noted before is taken from the log."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from backoffice_server.kernel import append_only, types

revision = "0014"
down_revision = "0013"

SKEW_MS_MAX: Final = 120_000
ROWS: Final = 500


def upgrade() -> None:
    table = op.create_table(
        "attendance_note",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("note_id", types.Id(), nullable=False),
        sa.Column("staff_id", types.Id(), nullable=True),
        sa.Column("kind", types.Code(), nullable=True),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("bdate", types.Day(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("clock_wrong", sa.Boolean(), nullable=False),
        sa.Column("skew_ms", sa.BigInteger(), nullable=True),
        sa.Column("made_at", types.Instant(), nullable=False),
        sa.Column("register_id", types.Id(), nullable=True),
        sa.Column("stream_id", types.Id(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("hash", types.Bytes(), nullable=True),
        sa.Column("replaces", types.Id(), nullable=True),
        sa.Column("by_id", types.Id(), nullable=True),
        sa.Column("request_hash", types.Bytes(), nullable=True),
        sa.CheckConstraint(
            "(stream_id IS NULL) = (by_id IS NOT NULL)", name=op.f("ck_attendance_note_of_a_till_or_a_clerk")
        ),
        sa.CheckConstraint(
            "kind IS NOT NULL OR replaces IS NOT NULL", name=op.f("ck_attendance_note_says_something")
        ),
        sa.PrimaryKeyConstraint("branch_id", "note_id", name=op.f("pk_attendance_note")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_attendance_note_branch_id_bdate"), "attendance_note", ["branch_id", "bdate"])
    columns = ["branch_id", "replaces"]
    op.create_index("uq_attendance_note_replaces", "attendance_note", columns, unique=True)
    rows = list(_noted_before())
    for start in range(0, len(rows), ROWS):
        op.bulk_insert(table, rows[start : start + ROWS])
    for statement in append_only.ddl("attendance_note", op.get_bind().dialect.name):
        op.execute(statement)


def _noted_before() -> Iterator[dict[str, Any]]:
    """A row of each event whose last outcome is that it was noted. Its id stands for the note's.

    Of two events with one id, which only a copied machine could write, the second gets another.
    """
    query = sa.text(
        "SELECT e.branch_id, e.stream_id, e.seq, e.hash, e.received_at, e.bytes, s.register_id"
        " FROM event e JOIN event_outcome o ON o.branch_id = e.branch_id AND o.stream_id = e.stream_id"
        " AND o.seq = e.seq AND o.hash = e.hash"
        " JOIN stream s ON s.branch_id = e.branch_id AND s.stream_id = e.stream_id"
        " WHERE e.type = 'attendance.noted' AND o.outcome = 'noted' AND NOT EXISTS"
        " (SELECT 1 FROM event_outcome n WHERE n.branch_id = o.branch_id AND n.stream_id = o.stream_id"
        " AND n.seq = o.seq AND n.hash = o.hash AND n.n > o.n)"
    ).columns(
        branch_id=types.Id(),
        stream_id=types.Id(),
        received_at=types.Instant(),
        bytes=types.Bytes(),
        hash=types.Bytes(),
        register_id=types.Id(),
    )
    used: set[UUID] = set()
    for row in op.get_bind().execute(query):
        told = json.loads(row.bytes)
        note = UUID(told["id"])
        if note in used:
            note = UUID(bytes=row.hash[:16])
        used.add(note)
        yield _row(row, told, note)


def _row(row: Any, told: dict[str, Any], note: UUID) -> dict[str, Any]:
    at, skew = datetime.fromisoformat(told["at"]), told["skew_ms"]
    ahead = at > row.received_at + timedelta(milliseconds=SKEW_MS_MAX)
    return {
        "branch_id": row.branch_id,
        "note_id": note,
        "staff_id": None if told["actor"] is None else UUID(told["actor"]),
        "kind": told["p"]["kind"],
        "at": at,
        "bdate": date.fromisoformat(told["bdate"]),
        "words": told["p"].get("note") or "",
        "clock_wrong": ahead or abs(skew or 0) > SKEW_MS_MAX,
        "skew_ms": skew,
        "made_at": row.received_at,
        "register_id": row.register_id,
        "stream_id": row.stream_id,
        "seq": row.seq,
        "hash": row.hash,
        "replaces": None,
        "by_id": None,
        "request_hash": None,
    }
