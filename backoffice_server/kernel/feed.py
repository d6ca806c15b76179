"""The change feed (sync.md §5): what tills must know, in commit order.

Numbers are taken by the last statements before COMMIT; the row lock on `feed_head` makes number order equal
commit order, gapless. `feed_row` keeps only the newest state per key: it is feed and snapshot in one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, Connection, Index, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite

from backoffice_server.kernel import bulk
from backoffice_server.kernel.metadata import metadata
from backoffice_server.kernel.types import Code, Id, Instant, Number, Words
from shared_models.wire.base import ApiModel
from shared_models.wire.sync import Entity

COMPANY_SCOPE: Final = UUID(int=0)
"""Scope of the company's feed; a branch's feed has the branch id."""

feed_head = Table(
    "feed_head",
    metadata,
    Column("scope_id", Id, primary_key=True),
    Column("last", Number, nullable=False),
    CheckConstraint("last >= 0", name="last_not_negative"),
)
feed_commit = Table(
    "feed_commit",
    metadata,
    Column("scope_id", Id, primary_key=True),
    Column("last_seq", Number, primary_key=True, autoincrement=False),
    Column("first_seq", Number, nullable=False),
    Column("token", Id, nullable=False),  # tells a restored database from the one a till's cursor came from
    Column("at", Instant, nullable=False),
    CheckConstraint("first_seq <= last_seq", name="in_order"),
    sqlite_with_rowid=False,
)
feed_row = Table(
    "feed_row",
    metadata,
    Column("scope_id", Id, primary_key=True),
    Column("entity", Code, primary_key=True),
    Column("key", Code, primary_key=True),
    Column("seq", Number, nullable=False),
    Column("row", Words, nullable=True),  # JSON of a model of wire/replica.py; null: a tombstone
    Index("uq_feed_row_scope_id_seq", "scope_id", "seq", unique=True),
    sqlite_with_rowid=False,
    postgresql_with={"fillfactor": 70},
)

Key = tuple[str, str]


@dataclass(slots=True)
class Changes:
    """Changes of one unit of work: newest state per (entity, key), in the order of their first touch."""

    company: dict[Key, ApiModel | None] = field(default_factory=dict)
    branches: dict[UUID, dict[Key, ApiModel | None]] = field(default_factory=dict)
    company_base: int | None = None

    def add(self, entity: Entity, key: str, row: ApiModel | None, branch: UUID | None) -> None:
        rows = self.company if branch is None else self.branches.setdefault(branch, {})
        rows[entity.value, key] = row

    def copy(self) -> "Changes":
        """As they are now, whatever is added later."""
        branches = {branch: dict(rows) for branch, rows in self.branches.items()}
        return Changes(dict(self.company), branches, self.company_base)

    def __bool__(self) -> bool:
        return bool(self.company or self.branches)


def company_numbers(
    connection: Connection, changes: Changes, entity: Entity, keys: Iterable[str]
) -> list[int]:
    """Feed numbers that the company rows `keys` get at the commit of this unit.

    Takes the company feed's row lock now and holds it to the commit, so the numbers stand.
    """
    base = lock_company(connection, changes)
    for key in keys:
        changes.company.setdefault((entity.value, key), None)
    places = {place: number for number, place in enumerate(changes.company, base + 1)}
    return [places[entity.value, key] for key in keys]


def lock_company(connection: Connection, changes: Changes) -> int:
    """Hold the company feed's row lock from now to the commit; returns the feed's last number."""
    if changes.company_base is None:
        _ensure_head(connection, COMPANY_SCOPE)
        locked = select(feed_head.c.last).where(feed_head.c.scope_id == COMPANY_SCOPE).with_for_update()
        changes.company_base = connection.execute(locked).scalar_one()
    return changes.company_base


def write(connection: Connection, changes: Changes, *, token: UUID, at: datetime) -> dict[UUID, int]:
    """Number and write all changes, company first; returns each touched scope's new head."""
    heads = {}
    scopes = [(COMPANY_SCOPE, changes.company), *sorted(changes.branches.items())]
    for scope, rows in scopes:
        if rows:
            heads[scope] = _write_scope(connection, scope, rows, token=token, at=at)
    return heads


def _write_scope(
    connection: Connection, scope: UUID, rows: dict[Key, ApiModel | None], *, token: UUID, at: datetime
) -> int:
    last = _advance(connection, scope, len(rows))
    first = last - len(rows) + 1
    numbered = [
        (scope, entity, key, seq, None if row is None else row.model_dump_json())
        for seq, ((entity, key), row) in enumerate(rows.items(), first)
    ]
    bulk.upsert(connection, feed_row, numbered)
    bulk.insert(connection, feed_commit, [(scope, last, first, token, at)])
    return last


def _advance(connection: Connection, scope: UUID, count: int) -> int:
    statement = (
        update(feed_head)
        .where(feed_head.c.scope_id == scope)
        .values(last=feed_head.c.last + count)
        .returning(feed_head.c.last)
    )
    last = connection.execute(statement).scalar_one_or_none()
    if last is None:
        _ensure_head(connection, scope)
        last = connection.execute(statement).scalar_one()
    return int(last)


def _ensure_head(connection: Connection, scope: UUID) -> None:
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(insert(feed_head).values(scope_id=scope, last=0).on_conflict_do_nothing())
