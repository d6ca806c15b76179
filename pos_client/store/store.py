"""Opening the database, and the only place on the till where a transaction begins and commits."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any, Final, Protocol
from uuid import UUID

from pos_client.store.ballast import Ballast
from pos_client.store.lock import FolderLock
from pos_client.store.schema import bring_up_to_date
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import NewId
from shared_models.values.moments import Now, utc_ms
from shared_models.values.refusals import Refusal

DATABASE: Final = "till.db"
# KiB of pages a connection keeps: full after some thousand receipts, so a till that is never closed stops
# growing. What is read most lies in the system's own cache (mmap).
CACHE: Final = "cache_size=-8192"
Value = bytes | str | int | None
Row = tuple[Any, ...]
Heard = Callable[[], None]


class Rows(Protocol):
    """Where rows are read from: a unit under way, or a reader of what is committed."""

    def execute(self, sql: str, params: Sequence[Value] = ()) -> sqlite3.Cursor: ...


class Reader:
    """Reads what is committed; belongs to the thread that made it. `query_only`: it cannot write by
    mistake.
    """

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None, cached_statements=256)
        _set(self._connection, "query_only=on", "mmap_size=268435456", CACHE)

    def execute(self, sql: str, params: Sequence[Value] = ()) -> sqlite3.Cursor:
        return self._connection.execute(sql, params)

    def hold_still(self) -> None:
        """See one moment of the database from now until it is closed, whatever is written meanwhile."""
        self._connection.execute("BEGIN")

    def close(self) -> None:
        self._connection.close()


class StoreUnit:
    """One transaction.

    Everything in it is of one moment; `memory` lives on until a unit fails or forgets it.
    """

    def __init__(self, connection: sqlite3.Connection, edge: "Edge", memory: dict[object, Any]) -> None:
        self._connection = connection
        self._edge = edge
        self._moment: datetime | None = None
        self._moment_ms: int | None = None
        # The business date of this moment, once somebody has asked for it.
        self.day: date | None = None
        self.memory = memory
        self.appended = False
        self.new_id = edge.new_id
        self.boot = edge.boot
        self.execute: Callable[..., sqlite3.Cursor] = connection.execute
        self.execute_many: Callable[..., sqlite3.Cursor] = connection.executemany

    def now(self) -> datetime:
        if self._moment is None:
            self._moment = self._edge.now()
        return self._moment

    def now_ms(self) -> int:
        """The same moment in UTC milliseconds, as rows keep it."""
        if self._moment_ms is None:
            self._moment_ms = utc_ms(self.now())
        return self._moment_ms

    def mono_ms(self) -> int:
        return self._edge.mono_ms()


class Edge:
    """Clock, ids and this start of the machine, as handed in by whoever opens the store."""

    def __init__(self, *, now: Now, new_id: NewId, mono_ms: Callable[[], int], boot: UUID) -> None:
        self.now = now
        self.new_id = new_id
        self.mono_ms = mono_ms
        self.boot = boot


class Store:
    """The till's database. Any thread may write, one at a time; readers are made per thread."""

    def __init__(self, folder: Path, edge: Edge, *, ballast_bytes: int | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.path = folder / DATABASE
        self._edge = edge
        self._turn = RLock()
        self._memory: dict[object, Any] = {}
        self._heard: list[Heard] = []
        self._lock = FolderLock(folder / "till.lock")
        try:
            self.was_closed = self._lock.was_closed
            path = folder / "ballast"
            self.ballast = Ballast(path) if ballast_bytes is None else Ballast(path, size=ballast_bytes)
            self._connection = _open_writer(self.path)
        except BaseException:
            self._lock.release(clean=False)
            raise
        self.ballast.make()

    def write(self) -> "Writing":
        """One BEGIN IMMEDIATE … COMMIT. A full disk refuses with DISK_FULL and leaves nothing half."""
        return Writing(self)

    def begin(self) -> StoreUnit:
        self._turn.acquire()
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except BaseException:
            self._turn.release()
            raise
        return StoreUnit(self._connection, self._edge, self._memory)

    def end(self, unit: StoreUnit, fault: BaseException | None) -> None:
        """Commit, or undo everything when there was a fault."""
        try:
            if fault is None:
                self._connection.execute("COMMIT")
            else:
                self._undo()
                self._refuse_full_disk(fault)
        except sqlite3.Error as failed:
            self._undo()
            self._refuse_full_disk(failed)
            raise
        finally:
            self._turn.release()
        if unit.appended and fault is None:
            self.changed()

    def reader(self) -> Reader:
        """A connection of its own for the calling thread."""
        return Reader(self.path)

    def listen(self, heard: Heard) -> None:
        """`heard` is called after each commit that wrote an event, in the thread that committed."""
        self._heard.append(heard)

    def changed(self) -> None:
        """Tell the listeners."""
        for heard in tuple(self._heard):
            heard()

    def now(self) -> datetime:
        return self._edge.now()

    def new_id(self) -> UUID:
        return self._edge.new_id()

    def mono_ms(self) -> int:
        return self._edge.mono_ms()

    def close(self, *, clean: bool = True) -> None:
        """`clean=False`: the database was not found sound, so the next start checks it as after a crash."""
        with self._turn:
            self._connection.close()
            self._lock.release(clean=clean)

    def _refuse_full_disk(self, fault: BaseException) -> None:
        if getattr(fault, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise Refusal(ErrorCode.DISK_FULL, room_made=self.ballast.free()) from fault

    def _undo(self) -> None:
        self._memory.clear()
        # SQLite has already rolled back by itself after some faults (disk full, I/O error).
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


class Writing:
    """`with store.write() as unit:`. A class, because a generator costs the sale path some microseconds."""

    __slots__ = ("_store", "_unit")

    def __init__(self, store: Store) -> None:
        self._store = store

    def __enter__(self) -> StoreUnit:
        self._unit = self._store.begin()
        return self._unit

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._store.end(self._unit, fault)


def _open_writer(path: Path) -> sqlite3.Connection:
    try:
        bring_up_to_date(path)
        connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, cached_statements=512
        )
        _set(connection, "journal_mode=wal", "synchronous=full", "foreign_keys=on", CACHE)
    except sqlite3.DatabaseError as fault:
        raise Refusal(ErrorCode.STORE_DAMAGED, reason=str(fault)) from fault
    return connection


def _set(connection: sqlite3.Connection, *pragmas: str) -> None:
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")
