"""Review flags: booked facts that need a person's eye (sync.md §4)."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, PrimaryKeyConstraint, Table

from backoffice_server.kernel.append_only import append_only
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Code, Id, Instant, Number, Words

# One row per flag. At most one is open per (branch, code, subject); `occurrences` counts how often it
# happened. `subject` is what the code is about: a product, document, shift, register, device or staff id
# as text.
review = Table(
    "review",
    metadata,
    Column("branch_id", Id, nullable=False),
    Column("review_id", Id, nullable=False),
    Column("code", Code, nullable=False),
    Column("subject", Code, nullable=False),
    Column("occurrences", Number, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("last_at", Instant, nullable=False),
    Column("document_kind", Code, nullable=False),
    Column("document_id", Id, nullable=False),
    Column("last_document_id", Id, nullable=False),
    Column("facts", Words, nullable=False),  # JSON object of codes and integers, from the first occurrence
    Column("resolved_at", Instant, nullable=True),
    Column("resolved_by", Id, nullable=True),
    Column("how", Code, nullable=True),  # shared_models ReviewHow
    Column("note", Words, nullable=True),
    Column("fixed_id", Id, nullable=True),  # the correcting document, where one was booked
    PrimaryKeyConstraint("branch_id", "review_id"),
    CheckConstraint("occurrences > 0", name="occurrences_positive"),
    CheckConstraint("(resolved_at IS NULL) = (resolved_by IS NULL)", name="resolved_by_someone"),
    CheckConstraint("(resolved_at IS NULL) = (how IS NULL)", name="resolved_somehow"),
)
Index(
    None,
    review.c.branch_id,
    review.c.code,
    review.c.subject,
    unique=True,
    sqlite_where=review.c.resolved_at.is_(None),
    postgresql_where=review.c.resolved_at.is_(None),
)

# Which documents raised which flags; append-only. Answers "what is to be seen on this receipt".
review_mark = append_only(
    Table(
        "review_mark",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("document_id", Id, nullable=False),
        Column("code", Code, nullable=False),
        Column("subject", Code, nullable=False),
        Column("at", Instant, nullable=False),
        PrimaryKeyConstraint("branch_id", "document_id", "code", "subject"),
        sqlite_with_rowid=False,
    )
)
Index(None, review_mark.c.branch_id, review_mark.c.code, review_mark.c.subject)

# Append-only: each thing a person did about a flag. Ties a correcting document to the flag it answers.
review_step = append_only(
    Table(
        "review_step",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("review_id", Id, nullable=False),
        Column("n", Integer, nullable=False),
        Column("at", Instant, nullable=False),
        Column("staff_id", Id, nullable=False),
        Column("how", Code, nullable=False),
        Column("note", Words, nullable=False),
        Column("occurrences", Number, nullable=False),  # how often it had happened then
        Column("document_id", Id, nullable=True),
        PrimaryKeyConstraint("branch_id", "review_id", "n"),
        sqlite_with_rowid=False,
    )
)
