"""The digital queue: services, tickets and their steps, and public displays."""

import sqlalchemy as sa
from alembic import op

from backoffice_server.kernel import append_only, types

revision = "0010"
down_revision = "0009"

GUARDED = ("ticket_step",)


def upgrade() -> None:
    _services()
    _steps()
    _tickets()
    for table in GUARDED:
        for statement in append_only.ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def _services() -> None:
    op.create_table(
        "queue_service",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("service_id", types.Id(), nullable=False),
        sa.Column("code", types.Code(), nullable=False),
        sa.Column("name_id", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "service_id", name=op.f("pk_queue_service")),
    )
    op.create_index("uq_queue_service_code", "queue_service", ["branch_id", "code"], unique=True)
    op.create_table(
        "queue_display",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("address", types.Code(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", name=op.f("pk_queue_display")),
    )
    op.create_index("uq_queue_display_address", "queue_display", ["address"], unique=True)


def _steps() -> None:
    op.create_table(
        "ticket_step",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("ticket_id", types.Id(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("kind", types.Code(), nullable=False),
        sa.Column("number", types.Code(), nullable=False),
        sa.Column("service_id", types.Id(), nullable=False),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("at", types.Instant(), nullable=False),
        sa.Column("bdate", types.Day(), nullable=False),
        sa.Column("document_id", types.Id(), nullable=False),
        sa.Column("stream_id", types.Id(), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.Column("hash", types.Bytes(), nullable=True),
        sa.Column("staff_id", types.Id(), nullable=True),
        sa.CheckConstraint(
            "(stream_id IS NULL) = (seq IS NULL)", name=op.f("ck_ticket_step_from_an_event_or_not")
        ),
        sa.PrimaryKeyConstraint("branch_id", "ticket_id", "n", name=op.f("pk_ticket_step")),
        info={"append_only": True},
    )
    op.create_index(
        op.f("ix_ticket_step_branch_id_bdate_number"), "ticket_step", ["branch_id", "bdate", "number"]
    )


def _tickets() -> None:
    op.create_table(
        "ticket",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("ticket_id", types.Id(), nullable=False),
        sa.Column("number", types.Code(), nullable=False),
        sa.Column("service_id", types.Id(), nullable=False),
        sa.Column("bdate", types.Day(), nullable=False),
        sa.Column("state", types.Code(), nullable=False),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("issued_at", types.Instant(), nullable=True),
        sa.Column("called_at", types.Instant(), nullable=True),
        sa.Column("last_at", types.Instant(), nullable=False),
        sa.Column("closed_at", types.Instant(), nullable=True),
        sa.Column("calls", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "ticket_id", name=op.f("pk_ticket")),
    )
    op.create_index(op.f("ix_ticket_branch_id_bdate"), "ticket", ["branch_id", "bdate"])
