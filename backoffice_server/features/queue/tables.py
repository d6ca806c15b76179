"""Services people queue for, tickets and their steps, and the address of each branch's public display."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, PrimaryKeyConstraint, Table

from backoffice_server.kernel.append_only import append_only
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Bytes, Code, Day, Flag, Id, Instant, Number, Words

queue_service = Table(
    "queue_service",
    metadata,
    Column("branch_id", Id, nullable=False),
    Column("service_id", Id, nullable=False),
    Column("code", Code, nullable=False),
    Column("name_id", Words, nullable=False),
    Column("name_en", Words, nullable=False),
    Column("active", Flag, nullable=False),
    Column("place", Integer, nullable=False),
    PrimaryKeyConstraint("branch_id", "service_id"),
    Index("uq_queue_service_code", "branch_id", "code", unique=True),
)

# Append-only. `n`: from 1 within a ticket, in the order in which they were heard of. Of a till's step the
# place of its event in the log; of a desk's who did it.
ticket_step = append_only(
    Table(
        "ticket_step",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("ticket_id", Id, nullable=False),
        Column("n", Integer, nullable=False),
        Column("kind", Code, nullable=False),  # shared_models TicketStep
        Column("number", Code, nullable=False),
        Column("service_id", Id, nullable=False),
        Column("counter", Words, nullable=False),
        Column("at", Instant, nullable=False),
        Column("bdate", Day, nullable=False),
        Column("document_id", Id, nullable=False),  # the event's id, or the desk step's own
        Column("stream_id", Id, nullable=True),
        Column("seq", Number, nullable=True),
        Column("hash", Bytes, nullable=True),
        Column("staff_id", Id, nullable=True),
        PrimaryKeyConstraint("branch_id", "ticket_id", "n"),
        CheckConstraint("(stream_id IS NULL) = (seq IS NULL)", name="from_an_event_or_not"),
        Index(None, "branch_id", "bdate", "number"),
    )
)

# What the steps of each ticket add up to (rules/queue.stepped).
ticket = Table(
    "ticket",
    metadata,
    Column("branch_id", Id, nullable=False),
    Column("ticket_id", Id, nullable=False),
    Column("number", Code, nullable=False),
    Column("service_id", Id, nullable=False),
    Column("bdate", Day, nullable=False),
    Column("state", Code, nullable=False),  # shared_models TicketState
    Column("counter", Words, nullable=False),
    Column("issued_at", Instant, nullable=True),
    Column("called_at", Instant, nullable=True),
    Column("last_at", Instant, nullable=False),
    Column("closed_at", Instant, nullable=True),
    Column("calls", Integer, nullable=False),
    Column("steps", Integer, nullable=False),
    PrimaryKeyConstraint("branch_id", "ticket_id"),
    Index(None, "branch_id", "bdate"),
)

# Whoever knows the address sees the numbers, and nothing else.
queue_display = Table(
    "queue_display",
    metadata,
    Column("branch_id", Id, primary_key=True),
    Column("address", Code, nullable=False),
    Index("uq_queue_display_address", "address", unique=True),
)
