"""Customers in full: who they are, the points they have and what they owe."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from backoffice_server.kernel import append_only, types
from shared_models.rules.customers import phone_key

revision = "0011"
down_revision = "0010"

GUARDED = ("points_move", "points_correction", "receivable_move", "receivable_payment")


def upgrade() -> None:
    _customers()
    _points()
    _receivables()
    told = sa.text("customer_id IS NOT NULL")
    op.create_index(
        "ix_sale_customer_id_bdate",
        "sale",
        ["customer_id", "bdate"],
        sqlite_where=told,
        postgresql_where=told,
    )
    for table in GUARDED:
        for statement in append_only.ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def _customers() -> None:
    optional: tuple[tuple[str, sa.types.TypeEngine[Any]], ...] = (
        ("card", types.Code()),
        ("email", sa.Text()),
        ("address", sa.Text()),
        ("npwp", sa.Text()),
        ("birthday", types.Day()),
        ("note", sa.Text()),
        ("price_level", types.Code()),
    )
    for name, kind in optional:
        op.add_column("customer", sa.Column(name, kind, nullable=True))
    said: tuple[tuple[str, sa.types.TypeEngine[Any], str], ...] = (
        ("credit_limit", sa.BigInteger(), "0"),
        ("credit_term", types.Code(), "30 days"),
        ("active", sa.Boolean(), "1"),
        ("phone_key", sa.Text(), ""),
        ("published", sa.Boolean(), "1"),
        ("placeholder", sa.Boolean(), "0"),
    )
    for name, kind, default in said:
        op.add_column("customer", sa.Column(name, kind, nullable=False, server_default=default))
    _give_phone_keys()
    op.create_index("ix_customer_card", "customer", ["card"])
    op.create_index("ix_customer_phone_key", "customer", ["phone_key"])
    op.create_table(
        "customer_terms",
        sa.Column("one", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.CheckConstraint("one = 1", name=op.f("ck_customer_terms_one_row")),
        sa.PrimaryKeyConstraint("one", name=op.f("pk_customer_terms")),
    )


def _give_phone_keys() -> None:
    """Customers of an older build are found by their phone number as well."""
    customer = sa.table(
        "customer",
        sa.column("customer_id", types.Id()),
        sa.column("phone", sa.Text()),
        sa.column("phone_key", sa.Text()),
    )
    known = sa.select(customer.c.customer_id, customer.c.phone).where(customer.c.phone.is_not(None))
    told = sa.update(customer).where(customer.c.customer_id == sa.bindparam("who"))
    keys = [{"who": row.customer_id, "key": phone_key(row.phone)} for row in op.get_bind().execute(known)]
    if keys:
        op.get_bind().execute(told.values(phone_key=sa.bindparam("key")), keys)


def _points() -> None:
    op.create_table(
        "points_move",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("posting_no", sa.BigInteger(), nullable=False),
        sa.Column("kind", types.Code(), nullable=False),
        sa.Column("customer_id", types.Id(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("liability", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('earned', 'redeemed', 'taken_back', 'given_back', 'corrected')",
            name=op.f("ck_points_move_kind_known"),
        ),
        sa.PrimaryKeyConstraint("branch_id", "posting_no", "kind", name=op.f("pk_points_move")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )
    columns = ["branch_id", "customer_id", "posting_no"]
    op.create_index("ix_points_move_branch_id_customer_id_posting_no", "points_move", columns)
    op.create_table(
        "points_batch",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("customer_id", types.Id(), nullable=False),
        sa.Column("batch_no", sa.BigInteger(), nullable=False),
        sa.Column("sale_id", types.Id(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("deferred", sa.BigInteger(), nullable=False),
        sa.Column("redemption_bp", sa.Integer(), nullable=False),
        sa.Column("redeemed", sa.BigInteger(), nullable=False),
        sa.Column("reversed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "customer_id", "batch_no", name=op.f("pk_points_batch")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "points_account",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("customer_id", types.Id(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "customer_id", name=op.f("pk_points_account")),
        sqlite_with_rowid=False,
        postgresql_with={"fillfactor": 70},
    )
    op.create_index("ix_points_account_customer_id", "points_account", ["customer_id"])
    op.create_table(
        "points_correction",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("correction_id", types.Id(), nullable=False),
        sa.Column("posting_no", sa.BigInteger(), nullable=False),
        sa.Column("number", types.Code(), nullable=False),
        sa.Column("customer_id", types.Id(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("staff_id", types.Id(), nullable=True),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("request_hash", types.Bytes(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "correction_id", name=op.f("pk_points_correction")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )


def _receivables() -> None:
    op.create_table(
        "receivable_move",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("posting_no", sa.BigInteger(), nullable=False),
        sa.Column("customer_id", types.Id(), nullable=False),
        sa.Column("kind", types.Code(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("due_on", types.Day(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('sale', 'return', 'payment')", name=op.f("ck_receivable_move_kind_known")
        ),
        sa.PrimaryKeyConstraint("branch_id", "posting_no", name=op.f("pk_receivable_move")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )
    columns = ["branch_id", "customer_id", "posting_no"]
    op.create_index("ix_receivable_move_branch_id_customer_id_posting_no", "receivable_move", columns)
    op.create_table(
        "receivable_account",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("customer_id", types.Id(), nullable=False),
        sa.Column("owed", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "customer_id", name=op.f("pk_receivable_account")),
        sqlite_with_rowid=False,
        postgresql_with={"fillfactor": 70},
    )
    op.create_index("ix_receivable_account_customer_id", "receivable_account", ["customer_id"])
    op.create_table(
        "receivable_payment",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("payment_id", types.Id(), nullable=False),
        sa.Column("posting_no", sa.BigInteger(), nullable=False),
        sa.Column("number", types.Code(), nullable=False),
        sa.Column("customer_id", types.Id(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_into", types.Code(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("staff_id", types.Id(), nullable=True),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("request_hash", types.Bytes(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_receivable_payment_amount_positive")),
        sa.PrimaryKeyConstraint("branch_id", "payment_id", name=op.f("pk_receivable_payment")),
        info={"append_only": True},
        sqlite_with_rowid=False,
    )
