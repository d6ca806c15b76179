"""Backups that were taken, what of each stream lies in a tested one, and what a restore lost and got back."""

from sqlalchemy import CheckConstraint, Column, PrimaryKeyConstraint, Table

from backoffice_server.kernel.append_only import append_only
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Bytes, Id, Instant, Number, Words

# One row per attempt. `tested_at`: it was restored into a throw-away database and found whole. A backup does
# not hold its own row.
backup_run = Table(
    "backup_run",
    metadata,
    Column("backup_id", Id, primary_key=True),
    Column("taken_at", Instant, nullable=False),
    Column("file", Words, nullable=False),
    Column("bytes", Number, nullable=False),
    Column("tested_at", Instant, nullable=True),
    Column("fault", Words, nullable=True),
    CheckConstraint("(tested_at IS NULL) <> (fault IS NULL)", name="tested_or_faulty"),
)

# The own head of each stream in the newest tested backup: up to here a till may let go of its rows.
archived_mark = Table(
    "archived_mark",
    metadata,
    Column("branch_id", Id, nullable=False),
    Column("stream_id", Id, nullable=False),
    Column("seq", Number, nullable=False),
    Column("hash", Bytes, nullable=False),
    Column("backup_id", Id, nullable=False),
    PrimaryKeyConstraint("branch_id", "stream_id"),
)

# One row per restore. `taken_at`: of the backup; what people did from then to `restored_at` is gone.
incident = Table(
    "incident",
    metadata,
    Column("incident_id", Id, primary_key=True),
    Column("taken_at", Instant, nullable=False),
    Column("restored_at", Instant, nullable=False),
    Column("epoch", Id, nullable=False),
    CheckConstraint("taken_at <= restored_at", name="taken_before_restored"),
)

# Append-only: what a stream's first push after a restore said. Places above `held_seq` up to `acked_seq` had
# been acknowledged and were lost: they come back.
incident_stream = append_only(
    Table(
        "incident_stream",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("incident_id", Id, nullable=False),
        Column("stream_id", Id, nullable=False),
        Column("device_id", Id, nullable=False),
        Column("register_id", Id, nullable=False),
        Column("held_seq", Number, nullable=False),
        Column("acked_seq", Number, nullable=False),
        Column("noted_at", Instant, nullable=False),
        PrimaryKeyConstraint("branch_id", "incident_id", "stream_id"),
    )
)
