"""Staff, their sessions in the back office, and wrong tries at signing in."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Table

from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Bytes, Code, Flag, Id, Instant, Words

# Hashes are argon2id. Those of PIN and card travel to the tills, `password_hash` never leaves.
staff = Table(
    "staff",
    metadata,
    Column("staff_id", Id, primary_key=True),
    Column("username", Code, nullable=False),
    Column("name", Words, nullable=False),
    Column("role", Code, nullable=False),
    Column("active", Flag, nullable=False),
    Column("password_hash", Words, nullable=True),
    Column("pin_hash", Words, nullable=True),
    Column("card_hash", Words, nullable=True),
    CheckConstraint("role IN ('cashier', 'supervisor', 'clerk', 'owner')", name="role_known"),
    Index("uq_staff_username", "username", unique=True),
)

session = Table(
    "session",
    metadata,
    Column("token_hash", Bytes, primary_key=True),  # SHA-256: a stolen database opens no session
    Column("staff_id", Id, ForeignKey("staff.staff_id"), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index("ix_session_staff_id", "staff_id"),
)

# One row per name that was tried, whether or not it exists.
sign_in_failure = Table(
    "sign_in_failure",
    metadata,
    Column("username", Code, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
)
