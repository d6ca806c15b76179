"""Payment methods; the moves of gift vouchers, gift cards and store credit; references that pay once."""

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, Table

from backoffice_server.kernel.append_only import append_only
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Bytes, Code, Day, Flag, Id, Instant, Money, Number, Words

# What the shop made of a way to pay; those it left alone have no row. `branches`: JSON array of ids.
payment_method = Table(
    "payment_method",
    metadata,
    Column("code", Code, primary_key=True),
    Column("name", Words, nullable=False),
    Column("name_en", Words, nullable=False),
    Column("method", Code, nullable=False),
    Column("asks_reference", Flag, nullable=False),
    Column("active", Flag, nullable=False),
    Column("position", Integer, nullable=False),
    Column("branches", Words, nullable=False),
    Column("offline_cap", Money, nullable=True),
    Column("opens_drawer", Flag, nullable=False),
)

# `amount` > 0 loads, < 0 spends. `line` counts the moves of a posting.
stored_move = append_only(
    Table(
        "stored_move",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("line", Integer, nullable=False),
        Column("method", Code, nullable=False),
        Column("number", Code, nullable=False),
        Column("amount", Money, nullable=False),
        Column("at", Instant, nullable=False),
        PrimaryKeyConstraint("branch_id", "posting_no", "line"),
        sqlite_with_rowid=False,
    )
)
Index(None, stored_move.c.number)

# References of payments that may pay one receipt only (rules/payments.TOLD_BY_REFERENCE).
payment_reference = append_only(
    Table(
        "payment_reference",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("line", Integer, nullable=False),
        Column("method", Code, nullable=False),
        Column("reference", Code, nullable=False),
        PrimaryKeyConstraint("branch_id", "posting_no", "line"),
        sqlite_with_rowid=False,
    )
)
Index(None, payment_reference.c.reference)

# What the office put onto cards and vouchers (`amount` > 0) or took off them, all of a document together.
# `request_hash`: tells a repeated request from another one with its id.
stored_document = append_only(
    Table(
        "stored_document",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("document_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("number", Code, nullable=False),
        Column("amount", Money, nullable=False),
        Column("against", Code, nullable=False),
        Column("note", Words, nullable=False),
        Column("staff_id", Id, nullable=True),
        Column("approver_id", Id, nullable=True),
        Column("at", Instant, nullable=False),
        Column("request_hash", Bytes, nullable=False),
        PrimaryKeyConstraint("branch_id", "document_id"),
        sqlite_with_rowid=False,
    )
)

# What people set: the last day it pays (null: it never lapses), and whether the shop still takes it.
stored_terms = Table(
    "stored_terms",
    metadata,
    Column("method", Code, primary_key=True),
    Column("number", Code, primary_key=True),
    Column("expires_on", Day, nullable=True),
    Column("blocked", Flag, nullable=False),
)

# Who set them, and why.
stored_act = append_only(
    Table(
        "stored_act",
        metadata,
        Column("act_id", Id, primary_key=True),
        Column("method", Code, nullable=False),
        Column("number", Code, nullable=False),
        Column("act", Code, nullable=False),
        Column("reason", Words, nullable=False),
        Column("expires_on", Day, nullable=True),
        Column("staff_id", Id, nullable=True),
        Column("approver_id", Id, nullable=True),
        Column("at", Instant, nullable=False),
        sqlite_with_rowid=False,
    )
)
Index(None, stored_act.c.number)

# Derived, of the company: the moves of all branches together, as far as they were carried up, with the terms.
stored_value = Table(
    "stored_value",
    metadata,
    Column("method", Code, primary_key=True),
    Column("number", Code, primary_key=True),
    Column("balance", Money, nullable=False),
    Column("moves", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("expires_on", Day, nullable=True),
    Column("blocked", Flag, nullable=False),
)

# Up to which posting of a branch moves and references were carried up.
carried_up = Table(
    "carried_up",
    metadata,
    Column("branch_id", Id, primary_key=True),
    Column("posting_no", Number, nullable=False),
)
