"""Goods: movements, the level they add up to, and the back office's adjustment documents."""

from sqlalchemy import CheckConstraint, Column, Integer, PrimaryKeyConstraint, Table

from backoffice_server.kernel.append_only import append_only
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Code, Day, Id, Instant, Money, Number, Quantity, Words

# Derived: on hand (thousandths of the base unit) and its value; `ratio_*`: last positive (quantity, value).
stock = Table(
    "stock",
    metadata,
    Column("branch_id", Id, nullable=False),
    Column("product_id", Id, nullable=False),
    Column("qty", Quantity, nullable=False),
    Column("value", Money, nullable=False),
    Column("ratio_qty", Quantity, nullable=False),
    Column("ratio_value", Money, nullable=False),
    PrimaryKeyConstraint("branch_id", "product_id"),
    sqlite_with_rowid=False,
    postgresql_with={"fillfactor": 70},
)

# Append-only. Ordered by product, so that a stock card is one range; the moves of a document are found
# through its lines (sale_line, stock_adjustment_line): they carry the same (product_id, posting_no,
# line). `value` is what moved in the inventory account, signed like `qty`.
stock_move = append_only(
    Table(
        "stock_move",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("product_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("line", Integer, nullable=False),
        Column("qty", Quantity, nullable=False),
        Column("value", Money, nullable=False),
        Column("qty_after", Quantity, nullable=False),
        Column("value_after", Money, nullable=False),
        PrimaryKeyConstraint("branch_id", "product_id", "posting_no", "line"),
        CheckConstraint("qty <> 0", name="qty_not_zero"),
        sqlite_with_rowid=False,
    )
)

# A correction or the opening stock, entered in the back office. `value`: change of the inventory account.
stock_adjustment = append_only(
    Table(
        "stock_adjustment",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("adjustment_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("number", Code, nullable=False),
        Column("reason", Code, nullable=False),
        Column("bdate", Day, nullable=False),
        Column("at", Instant, nullable=False),
        Column("staff_id", Id, nullable=True),
        Column("note", Words, nullable=False),
        Column("value", Money, nullable=False),
        Column("request_hash", Code, nullable=False),  # the same id sent with other content is refused
        PrimaryKeyConstraint("branch_id", "adjustment_id"),
    )
)

stock_adjustment_line = append_only(
    Table(
        "stock_adjustment_line",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("line", Integer, nullable=False),
        Column("product_id", Id, nullable=False),
        Column("qty", Quantity, nullable=False),
        Column("unit_cost", Money, nullable=True),
        PrimaryKeyConstraint("branch_id", "posting_no", "line"),
        sqlite_with_rowid=False,
    )
)
