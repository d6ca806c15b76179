"""A unit of work: one transaction with its clock, its ids and its changes for the tills."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlalchemy import Connection, Table, text

from backoffice_server.kernel import bulk, feed
from shared_models.values.ids import BranchId, NewId
from shared_models.values.moments import Now
from shared_models.wire.base import ApiModel
from shared_models.wire.sync import Entity, LiveHint

Dialect = Literal["sqlite", "postgresql"]


class Unit:
    """Connects when it is first used, so that a request waits for the writer in its own thread."""

    def __init__(
        self,
        *,
        dialect: Dialect,
        connect: Callable[[], Connection],
        now: Now,
        new_id: NewId,
        random: Callable[[int], bytes],
    ) -> None:
        self.dialect = dialect
        self.new_id = new_id
        self.random_bytes = random
        self.changes = feed.Changes()
        self.hints: dict[tuple[str, UUID | None], LiveHint] = {}
        self.finished: list[Callable[[], None]] = []
        self._connect = connect
        self._clock = now
        self._now: datetime | None = None
        self._connection: Connection | None = None

    @property
    def connection(self) -> Connection:
        """The connection, inside its transaction."""
        if self._connection is None:
            self._connection = self._connect()
        return self._connection

    @property
    def begun(self) -> bool:
        return self._connection is not None

    def now(self) -> datetime:
        """The instant of this unit (UTC): the same for everything it writes."""
        if self._now is None:
            self._now = self._clock()
        return self._now

    def insert(self, table: Table, rows: Sequence[Sequence[object]]) -> None:
        """Append rows given in column order; one statement."""
        bulk.insert(self.connection, table, rows)

    def insert_missing(self, table: Table, rows: Sequence[Sequence[object]]) -> None:
        """Append rows; one whose key is there already stays as it is."""
        bulk.insert_missing(self.connection, table, rows)

    def upsert(self, table: Table, rows: Sequence[Sequence[object]]) -> None:
        """Append rows or replace those with the same primary key. No key twice in `rows`."""
        bulk.upsert(self.connection, table, rows)

    def add(self, table: Table, rows: Sequence[Sequence[object]]) -> None:
        """Append rows or add their figures to those with the same primary key. No key twice in `rows`."""
        bulk.add(self.connection, table, rows)

    def lock_branch(self, branch: BranchId) -> None:
        """One writer at a time for a branch. SQLite: the whole unit is the one writer already."""
        if self.dialect == "postgresql":
            # NO KEY: other tables' foreign keys to the branch stay free to be checked.
            statement = text("SELECT 1 FROM branch WHERE branch_id = :branch FOR NO KEY UPDATE")
            self.connection.execute(statement, {"branch": branch})

    def lock_company(self) -> None:
        """One writer at a time for what belongs to the whole company; what is read after this stands."""
        feed.lock_company(self.connection, self.changes)

    @contextmanager
    def savepoint(self) -> Iterator[None]:
        """What fails inside is rolled back alone, with what the tills would have been told of it."""
        told = self.changes.copy()
        try:
            with self.connection.begin_nested():
                yield
        except BaseException:
            self.changes = told
            self.forget()
            raise

    def forget(self) -> None:
        """Drop what the connection remembers: it may have been read from rows that are gone again."""
        if not self.connection.invalidated:
            self.connection.info.clear()

    def change(self, entity: Entity, key: str, row: ApiModel | None, branch: BranchId | None) -> None:
        """Tell the tills: the newest state of a row of their replica (null: gone). Written at the commit."""
        self.changes.add(entity, key, row, branch)

    def company_numbers(self, entity: Entity, keys: Iterable[str]) -> list[int]:
        """Feed numbers that company rows get at this unit's commit; takes the company feed's lock."""
        return feed.company_numbers(self.connection, self.changes, entity, keys)

    def hint(self, hint: LiveHint) -> None:
        """Wake whoever listens after the commit; hints of one scope are one hint."""
        self.hints[hint.scope, hint.branch] = hint

    def after_commit(self, action: Callable[[], None]) -> None:
        """Run `action` once the unit is durable."""
        self.finished.append(action)
