"""The books of all branches: chart of accounts, postings, their journal lines, totals per account and day."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, PrimaryKeyConstraint, Table

from backoffice_server.kernel.append_only import append_only
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Code, Day, Id, Instant, Money, Number, Words

# The chart of the company. `kind`: header | post; only `post` accounts take entries. `normal_balance`: D | K.
account = Table(
    "account",
    metadata,
    Column("account", Code, primary_key=True),
    Column("name_id", Words, nullable=False),
    Column("name_en", Words, nullable=False),
    Column("normal_balance", Code, nullable=False),
    Column("kind", Code, nullable=False),
    Column("type", Code, nullable=False),
    CheckConstraint("normal_balance IN ('D', 'K')", name="normal_balance_known"),
    CheckConstraint("kind IN ('header', 'post')", name="kind_known"),
)

# One row per posted document; `posting_no` is dense per branch and gives the total order inside it.
# document_kind: sale | return | shift_opened | shift_closed | cash_moved | stock_adjustment |
# points_corrected | receivable_paid (ledger.service.DocumentKind).
posting = append_only(
    Table(
        "posting",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("document_kind", Code, nullable=False),
        Column("document_id", Id, nullable=False),
        Column("document_no", Code, nullable=False),
        Column("bdate", Day, nullable=False),
        Column("posting_date", Day, nullable=False),
        Column("at", Instant, nullable=False),  # when it was posted
        PrimaryKeyConstraint("branch_id", "posting_no"),
        sqlite_with_rowid=False,
    )
)
Index(None, posting.c.branch_id, posting.c.posting_date, posting.c.posting_no)

# At most one line per (posting, account, register). `amount` is signed: debit > 0, credit < 0.
# `register_id` stands on lines of the till cash account only.
journal_line = append_only(
    Table(
        "journal_line",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("line", Integer, nullable=False),
        Column("account", Code, nullable=False),
        Column("amount", Money, nullable=False),
        Column("register_id", Id, nullable=True),
        PrimaryKeyConstraint("branch_id", "posting_no", "line"),
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        sqlite_with_rowid=False,
    )
)
Index(None, journal_line.c.branch_id, journal_line.c.account, journal_line.c.posting_no)

# Derived: debits and credits (both >= 0) per account and posting date.
account_day = Table(
    "account_day",
    metadata,
    Column("branch_id", Id, nullable=False),
    Column("account", Code, nullable=False),
    Column("day", Day, nullable=False),
    Column("debit", Money, nullable=False),
    Column("credit", Money, nullable=False),
    PrimaryKeyConstraint("branch_id", "account", "day"),
    sqlite_with_rowid=False,
    postgresql_with={"fillfactor": 70},
)

# Numbers of back-office documents: one dense series per branch and kind.
number_series = Table(
    "number_series",
    metadata,
    Column("branch_id", Id, nullable=False),
    Column("series", Code, nullable=False),
    Column("last_no", Number, nullable=False),
    PrimaryKeyConstraint("branch_id", "series"),
    sqlite_with_rowid=False,
)
