"""Notes of working days, of tills and of clerks. What they add up to is computed when it is asked for."""

from sqlalchemy import CheckConstraint, Column, Index, PrimaryKeyConstraint, Table

from backoffice_server.kernel.append_only import append_only
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Bytes, Code, Day, Flag, Id, Instant, Number, Words

# Append-only: a correction is a row of its own that names the one it replaces. Of a till's note the place
# of its event in the log; of a clerk's who added it. `kind` null: it only takes another one back.
attendance_note = append_only(
    Table(
        "attendance_note",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("note_id", Id, nullable=False),
        Column("staff_id", Id, nullable=True),  # null: the event names nobody
        Column("kind", Code, nullable=True),  # shared_models AttendanceKind
        Column("at", Instant, nullable=False),
        Column("bdate", Day, nullable=False),
        Column("words", Words, nullable=False),  # what was noted beside it, or why it was added
        Column("clock_wrong", Flag, nullable=False),
        Column("skew_ms", Number, nullable=True),
        Column("made_at", Instant, nullable=False),
        Column("register_id", Id, nullable=True),
        Column("stream_id", Id, nullable=True),
        Column("seq", Number, nullable=True),
        Column("hash", Bytes, nullable=True),
        Column("replaces", Id, nullable=True),
        Column("by_id", Id, nullable=True),
        Column("request_hash", Bytes, nullable=True),
        PrimaryKeyConstraint("branch_id", "note_id"),
        CheckConstraint("(stream_id IS NULL) = (by_id IS NOT NULL)", name="of_a_till_or_a_clerk"),
        CheckConstraint("kind IS NOT NULL OR replaces IS NOT NULL", name="says_something"),
        Index(None, "branch_id", "bdate"),
        Index("uq_attendance_note_replaces", "branch_id", "replaces", unique=True),
        sqlite_with_rowid=False,
    )
)
