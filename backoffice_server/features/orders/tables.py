"""Orders and quotations as tills made them, and what closed them. Their deposits stand on receipts."""

from sqlalchemy import Column, Index, PrimaryKeyConstraint, Table

from backoffice_server.kernel.append_only import append_only
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Code, Day, Id, Instant, Money, Words

# `until`: when it is picked up, or the last day its prices hold. `body`: the model of wire/orders.py as JSON.
customer_order = append_only(
    Table(
        "customer_order",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("order_id", Id, nullable=False),
        Column("kind", Code, nullable=False),  # shared_models OrderKind
        Column("number", Code, nullable=False),
        Column("customer_name", Words, nullable=False),
        Column("phone", Words, nullable=False),
        Column("until", Day, nullable=False),
        Column("total", Money, nullable=False),
        Column("deposit", Money, nullable=False),
        Column("placed_at", Instant, nullable=False),
        Column("body", Words, nullable=False),
        PrimaryKeyConstraint("branch_id", "order_id"),
        Index(None, "branch_id", "placed_at"),
    )
)

# `document_id`: the sale it became, or the event that cancelled it. More than one: flagged.
order_closing = append_only(
    Table(
        "order_closing",
        metadata,
        Column("branch_id", Id, nullable=False),
        Column("order_id", Id, nullable=False),
        Column("document_id", Id, nullable=False),
        Column("document_kind", Code, nullable=False),
        Column("state", Code, nullable=False),  # shared_models OrderState
        Column("receipt", Code, nullable=False),
        Column("at", Instant, nullable=False),
        PrimaryKeyConstraint("branch_id", "order_id", "document_id"),
    )
)
