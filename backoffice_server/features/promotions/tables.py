"""Promotions and the codes that ask for them."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table

from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Code, Day, Flag, Id, Instant, Number, Words

# `body`: the whole of it, JSON of wire/promotions.SavePromotion; the columns beside it are for lists.
promotion = Table(
    "promotion",
    metadata,
    Column("promotion_id", Id, primary_key=True),
    Column("name", Words, nullable=False),
    Column("kind", Code, nullable=False),
    Column("branch_id", Id, nullable=True),
    Column("valid_from", Day, nullable=False),
    Column("valid_to", Day, nullable=True),
    Column("active", Flag, nullable=False),
    Column("priority", Number, nullable=False),
    Column("version", Integer, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("saved_by", Id, nullable=True),
    Column("body", Words, nullable=False),
    CheckConstraint("valid_to IS NULL OR valid_from <= valid_to", name="days_in_order"),
    CheckConstraint("version >= 1", name="version_counted"),
)

# `folded`: as it is compared; who types a code does not mind its letters' case.
promotion_code = Table(
    "promotion_code",
    metadata,
    Column("folded", Code, primary_key=True),
    Column("promotion_id", Id, nullable=False),
    Column("code", Code, nullable=False),
    Index("ix_promotion_code_promotion_id", "promotion_id"),
)
