"""Points of customers: every move, the batches they belong to, and each customer's balance."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, PrimaryKeyConstraint, Table

from backoffice_server.kernel.append_only import append_only
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Bytes, Code, Id, Instant, Money, Number, Words

# One row per kind and posting. `kind`: earned | redeemed | taken_back | given_back | corrected. `points`: > 0
# the customer has more. `liability`: what the move changed of what the books owe (account 2141, credit > 0).
points_move = append_only(
    Table(
        "points_move",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("kind", Code, nullable=False),
        Column("customer_id", Id, nullable=False),
        Column("points", Number, nullable=False),
        Column("liability", Money, nullable=False),
        PrimaryKeyConstraint("branch_id", "posting_no", "kind"),
        CheckConstraint(
            "kind IN ('earned', 'redeemed', 'taken_back', 'given_back', 'corrected')", name="kind_known"
        ),
        sqlite_with_rowid=False,
    )
)
Index(None, points_move.c.branch_id, points_move.c.customer_id, points_move.c.posting_no)

# Derived: points of one document until they are used (rules/points_ledger.PointsBatch). `batch_no`: the
# posting that gave them; `sale_id`: its document.
points_batch = Table(
    "points_batch",
    metadata,
    Column("branch_id", Id, nullable=False),
    Column("customer_id", Id, nullable=False),
    Column("batch_no", Number, nullable=False),
    Column("sale_id", Id, nullable=False),
    Column("points", Number, nullable=False),
    Column("deferred", Money, nullable=False),
    Column("redemption_bp", Integer, nullable=False),
    Column("redeemed", Number, nullable=False),
    Column("reversed", Number, nullable=False),
    PrimaryKeyConstraint("branch_id", "customer_id", "batch_no"),
    sqlite_with_rowid=False,
)

# Derived: a customer's points by the moves of one branch; spent in another branch they go below 0 there.
points_account = Table(
    "points_account",
    metadata,
    Column("branch_id", Id, nullable=False),
    Column("customer_id", Id, nullable=False),
    Column("points", Number, nullable=False),
    PrimaryKeyConstraint("branch_id", "customer_id"),
    sqlite_with_rowid=False,
    postgresql_with={"fillfactor": 70},
)
Index(None, points_account.c.customer_id)

# Points given or taken by hand. `request_hash`: tells a repeated request from another one with its id.
points_correction = append_only(
    Table(
        "points_correction",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("correction_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("number", Code, nullable=False),
        Column("customer_id", Id, nullable=False),
        Column("points", Number, nullable=False),
        Column("note", Words, nullable=False),
        Column("staff_id", Id, nullable=True),
        Column("at", Instant, nullable=False),
        Column("request_hash", Bytes, nullable=False),
        PrimaryKeyConstraint("branch_id", "correction_id"),
        sqlite_with_rowid=False,
    )
)
