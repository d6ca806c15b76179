"""Backups, what is archived, and restores."""

import sqlalchemy as sa
from alembic import op

from backoffice_server.kernel import append_only, types

revision = "0004"
down_revision = "0003"

GUARDED = ("incident_stream",)


def upgrade() -> None:
    op.create_table(
        "archived_mark",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("stream_id", types.Id(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", types.Bytes(), nullable=False),
        sa.Column("backup_id", types.Id(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "stream_id", name=op.f("pk_archived_mark")),
    )
    op.create_table(
        "backup_run",
        sa.Column("backup_id", types.Id(), nullable=False),
        sa.Column("taken_at", types.Instant(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("tested_at", types.Instant(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "(tested_at IS NULL) <> (fault IS NULL)", name=op.f("ck_backup_run_tested_or_faulty")
        ),
        sa.PrimaryKeyConstraint("backup_id", name=op.f("pk_backup_run")),
    )
    op.create_table(
        "incident",
        sa.Column("incident_id", types.Id(), nullable=False),
        sa.Column("taken_at", types.Instant(), nullable=False),
        sa.Column("restored_at", types.Instant(), nullable=False),
        sa.Column("epoch", types.Id(), nullable=False),
        sa.CheckConstraint("taken_at <= restored_at", name=op.f("ck_incident_taken_before_restored")),
        sa.PrimaryKeyConstraint("incident_id", name=op.f("pk_incident")),
    )
    op.create_table(
        "incident_stream",
        sa.Column("branch_id", types.Id(), nullable=False),
        sa.Column("incident_id", types.Id(), nullable=False),
        sa.Column("stream_id", types.Id(), nullable=False),
        sa.Column("device_id", types.Id(), nullable=False),
        sa.Column("register_id", types.Id(), nullable=False),
        sa.Column("held_seq", sa.BigInteger(), nullable=False),
        sa.Column("acked_seq", sa.BigInteger(), nullable=False),
        sa.Column("noted_at", types.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("branch_id", "incident_id", "stream_id", name=op.f("pk_incident_stream")),
        info={"append_only": True},
    )
    for table in GUARDED:
        for statement in append_only.ddl(table, op.get_bind().dialect.name):
            op.execute(statement)
