"""Receivables: every move of a customer's account with a branch, what it comes to, and payments."""

from sqlalchemy import CheckConstraint, Column, Index, PrimaryKeyConstraint, Table

from backoffice_server.kernel.append_only import append_only
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Bytes, Code, Day, Id, Instant, Money, Number, Words

# One row per posting that moves the control account 1121. `kind`: sale | return | payment. `amount` > 0: the
# customer owes more. `due_on`: of a sale, the last day it is paid in time.
receivable_move = append_only(
    Table(
        "receivable_move",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("customer_id", Id, nullable=False),
        Column("kind", Code, nullable=False),
        Column("amount", Money, nullable=False),
        Column("due_on", Day, nullable=True),
        PrimaryKeyConstraint("branch_id", "posting_no"),
        CheckConstraint("kind IN ('sale', 'return', 'payment')", name="kind_known"),
        sqlite_with_rowid=False,
    )
)
Index(None, receivable_move.c.branch_id, receivable_move.c.customer_id, receivable_move.c.posting_no)

# Derived: what a customer owes a branch; below 0: the branch owes him.
receivable_account = Table(
    "receivable_account",
    metadata,
    Column("branch_id", Id, nullable=False),
    Column("customer_id", Id, nullable=False),
    Column("owed", Money, nullable=False),
    PrimaryKeyConstraint("branch_id", "customer_id"),
    sqlite_with_rowid=False,
    postgresql_with={"fillfactor": 70},
)
Index(None, receivable_account.c.customer_id)

# Payments received in the back office. `paid_into`: wire.customers.PaidInto.
receivable_payment = append_only(
    Table(
        "receivable_payment",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("payment_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("number", Code, nullable=False),
        Column("customer_id", Id, nullable=False),
        Column("amount", Money, nullable=False),
        Column("paid_into", Code, nullable=False),
        Column("note", Words, nullable=False),
        Column("staff_id", Id, nullable=True),
        Column("at", Instant, nullable=False),
        Column("request_hash", Bytes, nullable=False),
        PrimaryKeyConstraint("branch_id", "payment_id"),
        CheckConstraint("amount > 0", name="amount_positive"),
        sqlite_with_rowid=False,
    )
)
