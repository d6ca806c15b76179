"""Lots with their expiry, pieces with their serial numbers: moves, and where they stand."""

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, Table

from backoffice_server.kernel.append_only import append_only
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Code, Day, Id, Instant, Number, Quantity, Words

# Derived: what is left of a lot (thousandths of the base unit). Lot "": goods whose lot nobody has said. The
# lots of a product sum to its stock in the branch.
lot = Table(
    "lot",
    metadata,
    Column("branch_id", Id, nullable=False),
    Column("product_id", Id, nullable=False),
    Column("lot", Code, nullable=False),
    Column("expires_on", Day, nullable=True),
    Column("qty", Quantity, nullable=False),
    PrimaryKeyConstraint("branch_id", "product_id", "lot"),
    sqlite_with_rowid=False,
)

# Append-only. `line` 0: what was on hand when the product began to be kept in lots.
lot_move = append_only(
    Table(
        "lot_move",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("product_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("line", Integer, nullable=False),
        Column("lot", Code, nullable=False),
        Column("qty", Quantity, nullable=False),
        PrimaryKeyConstraint("branch_id", "product_id", "posting_no", "line"),
        sqlite_with_rowid=False,
    )
)

# Derived: the last that a branch knows of a piece. `document_no`: the receipt or document that said it.
serial = Table(
    "serial",
    metadata,
    Column("branch_id", Id, nullable=False),
    Column("product_id", Id, nullable=False),
    Column("serial", Code, nullable=False),
    Column("state", Code, nullable=False),
    Column("posting_no", Number, nullable=False),
    Column("document_no", Words, nullable=False),
    Column("at", Instant, nullable=False),
    PrimaryKeyConstraint("branch_id", "product_id", "serial"),
    Index("ix_serial_product_id_serial", "product_id", "serial"),
    sqlite_with_rowid=False,
)

# Append-only. `item`: its place among the pieces of one line.
serial_move = append_only(
    Table(
        "serial_move",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("posting_no", Number, nullable=False),
        Column("line", Integer, nullable=False),
        Column("item", Integer, nullable=False),
        Column("product_id", Id, nullable=False),
        Column("serial", Code, nullable=False),
        Column("state", Code, nullable=False),
        Column("at", Instant, nullable=False),
        PrimaryKeyConstraint("branch_id", "posting_no", "line", "item"),
        sqlite_with_rowid=False,
    )
)
