"""Registers of a branch, devices that were enrolled on them, and the one-time codes for it."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, PrimaryKeyConstraint, Table

from backoffice_server.kernel.append_only import append_only
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Bytes, Code, Flag, Id, Instant, Words

register = Table(
    "register",
    metadata,
    Column("branch_id", Id, nullable=False),
    Column("register_id", Id, nullable=False),
    Column("code", Code, nullable=False),
    Column("name", Words, nullable=False),
    Column("active", Flag, nullable=False),
    PrimaryKeyConstraint("branch_id", "register_id"),
    Index("uq_register_branch_id_code", "branch_id", "code", unique=True),
    Index("ix_register_register_id", "register_id"),
)

# Only the hash of a code is kept. `expires_at` null: a demonstration shop's code, good until it is used.
enrolment_code = Table(
    "enrolment_code",
    metadata,
    Column("code_hash", Bytes, primary_key=True),
    Column("branch_id", Id, nullable=False),
    Column("register_id", Id, nullable=False),
    Column("purpose", Code, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("created_by", Id, nullable=True),
    Column("expires_at", Instant, nullable=True),
    Column("used_at", Instant, nullable=True),
    Column("used_by", Id, nullable=True),  # device
    CheckConstraint("purpose IN ('live', 'import')", name="purpose_known"),
)

# A device with its present place. Its key is derived from the master secret, never stored.
device = Table(
    "device",
    metadata,
    Column("device_id", Id, primary_key=True),
    Column("branch_id", Id, nullable=False),
    Column("register_id", Id, nullable=False),
    Column("name", Words, nullable=False),
    Column("app", Code, nullable=False),
    Column("kid", Integer, nullable=False),
    Column("series", Code, nullable=False),
    Column("purpose", Code, nullable=False),
    Column("credential_hash", Bytes, nullable=False),
    Column("enrolled_at", Instant, nullable=False),
    Column("revoked_at", Instant, nullable=True),
    Column("revoked_by", Id, nullable=True),
    Index("uq_device_credential_hash", "credential_hash", unique=True),
    Index("ix_device_branch_id_register_id", "branch_id", "register_id"),
)

# Append-only: every enrolment there ever was; an old stream drains to the branch it was opened for.
enrolment = append_only(
    Table(
        "enrolment",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("device_id", Id, nullable=False),
        Column("kid", Integer, nullable=False),
        Column("register_id", Id, nullable=False),
        Column("series", Code, nullable=False),
        Column("purpose", Code, nullable=False),
        Column("at", Instant, nullable=False),
        PrimaryKeyConstraint("branch_id", "device_id", "kid"),
        Index("ix_enrolment_device_id", "device_id"),
        Index("ix_enrolment_branch_id_register_id", "branch_id", "register_id"),
    )
)

# Append-only: the key that a till made itself while it stood alone, readable with the master secret alone.
# Every other key is derived from the secret and never stored. One per company: only an empty one adopts.
own_key = append_only(
    Table(
        "own_key",
        metadata,
        Column("device_id", Id, primary_key=True),
        Column("kid", Integer, nullable=False),
        Column("wrapped", Bytes, nullable=False),
        Column("at", Instant, nullable=False),
    )
)
