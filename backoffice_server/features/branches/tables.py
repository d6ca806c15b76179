"""The company (one row: one database is one company) and its branches."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, false, true

from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Code, Day, Flag, Id, Instant, Number, Words

# `epoch` is minted anew whenever the database is restored: cursors and tills notice.
# `books_from`: first day the books are open; nothing is posted before it.
company = Table(
    "company",
    metadata,
    Column("company_id", Id, primary_key=True),
    Column("name", Words, nullable=False),
    Column("currency", Code, nullable=False),
    Column("currency_digits", Integer, nullable=False),
    Column("is_pkp", Flag, nullable=False),
    Column("npwp", Words, nullable=True),
    Column("epoch", Id, nullable=False),
    Column("books_from", Day, nullable=False),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("currency_digits BETWEEN 0 AND 4", name="currency_digits_sane"),
)

# The branch row is the branch's lock and hands out its posting numbers, dense from 1.
branch = Table(
    "branch",
    metadata,
    Column("branch_id", Id, primary_key=True),
    Column("code", Code, nullable=False),
    Column("name", Words, nullable=False),
    Column("address", Words, nullable=False),
    Column("phone", Words, nullable=True),
    Column("zone", Code, nullable=False),
    Column("day_starts_at_hour", Integer, nullable=False),
    Column("rounding_step", Number, nullable=False),
    Column("rounding_mode", Code, nullable=False),
    Column("receipt_header", Words, nullable=False),  # JSON array of lines
    Column("receipt_footer", Words, nullable=False),
    Column("line_discount_limit_bp", Integer, nullable=False),
    Column("blind_close", Flag, nullable=False),
    Column("next_posting_no", Number, nullable=False),
    Column("store_codes", Words, nullable=False, server_default="[]"),  # JSON array of rules.StoreLayout
    Column("qris", Words, nullable=True),
    Column("shift_per_cashier", Flag, nullable=False, server_default=false()),
    Column("free_voids", Integer, nullable=True),
    Column("stock_blocks", Flag, nullable=False, server_default=false()),
    Column("lock_after_min", Integer, nullable=False, server_default="0"),
    Column("expired_by_approval", Flag, nullable=False, server_default=false()),
    Column("near_expiry_days", Integer, nullable=False, server_default="30"),
    Column("below_cost", Code, nullable=False, server_default="warn"),  # shared_models BelowCost
    Column("print_salesperson", Flag, nullable=False, server_default=false()),
    Column("print_remarks", Flag, nullable=False, server_default=true()),
    Column("free_copies", Integer, nullable=True),
    CheckConstraint("next_posting_no >= 1", name="next_posting_no_positive"),
    CheckConstraint("rounding_step >= 0", name="rounding_step_not_negative"),
    Index("uq_branch_code", "code", unique=True),
    # Every posting rewrites this row: room beside it keeps it in its page.
    postgresql_with={"fillfactor": 50},
)
