"""The event log: every event of every till, byte for byte, and what became of it; streams and quarantine."""

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, Table

from backoffice_server.kernel.append_only import append_only
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Bytes, Code, Id, Instant, Number, Words

# A stream belongs to one (device, branch, register) for ever. head: highest event held, first writer's on
# a fork. The status columns repeat what the till said at its last push.
stream = Table(
    "stream",
    metadata,
    Column("branch_id", Id, nullable=False),
    Column("stream_id", Id, nullable=False),
    Column("device_id", Id, nullable=False),
    Column("register_id", Id, nullable=False),
    Column("purpose", Words, nullable=False),
    Column("series", Code, nullable=True),  # null until its stream.opened is held
    Column("head_seq", Number, nullable=False),
    Column("head_hash", Bytes, nullable=False),
    Column("last_receipt", Code, nullable=True),  # highest receipt number posted from it
    Column("token", Code, nullable=False),  # empty: imported, no till has spoken of it yet
    Column("token_before", Code, nullable=False),
    Column("first_contact", Instant, nullable=False),
    Column("last_contact", Instant, nullable=False),
    Column("waiting", Number, nullable=False),
    Column("oldest_at", Instant, nullable=True),
    Column("disk_free", Number, nullable=True),
    Column("app", Code, nullable=False),
    Column("skew_ms", Number, nullable=True),
    Column("under_review", Number, nullable=False),  # items held that posted nothing
    Column("token_alarm_at", Instant, nullable=True),  # a push came with a token never given: a clone?
    PrimaryKeyConstraint("branch_id", "stream_id"),
)
Index(None, stream.c.stream_id)
Index(None, stream.c.branch_id, stream.c.register_id)

# Append-only. Held by content: a fork puts two events with the same seq and different hashes.
event = append_only(
    Table(
        "event",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("stream_id", Id, nullable=False),
        Column("seq", Number, nullable=False),
        Column("hash", Bytes, nullable=False),
        Column("mac", Bytes, nullable=False),
        Column("type", Code, nullable=False),
        Column("received_at", Instant, nullable=False),
        Column("bytes", Bytes, nullable=False),  # the UTF-8 JSON text exactly as the till stored it
        PrimaryKeyConstraint("branch_id", "stream_id", "seq", "hash"),
        # Packing each event by itself saves little room and costs a tenth of its posting.
        postgresql_with={"toast_tuple_target": 8160},
    )
)

# Append-only: what became of an event (shared_models EventOutcome); the youngest row (highest n) counts.
event_outcome = append_only(
    Table(
        "event_outcome",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("stream_id", Id, nullable=False),
        Column("seq", Number, nullable=False),
        Column("hash", Bytes, nullable=False),
        Column("n", Integer, nullable=False),
        Column("outcome", Code, nullable=False),
        Column("posting_no", Number, nullable=True),
        PrimaryKeyConstraint("branch_id", "stream_id", "seq", "hash", "n"),
        sqlite_with_rowid=False,
    )
)

# Append-only: items that are no well-formed event of this stream. They count as held, so they block nothing.
quarantine = append_only(
    Table(
        "quarantine",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("stream_id", Id, nullable=False),
        Column("seq", Number, nullable=False),
        Column("hash", Bytes, nullable=False),
        Column("mac", Bytes, nullable=False),
        Column("device_id", Id, nullable=False),
        Column("reason", Code, nullable=False),
        Column("received_at", Instant, nullable=False),
        Column("bytes", Bytes, nullable=False),
        PrimaryKeyConstraint("branch_id", "stream_id", "seq", "hash"),
    )
)
