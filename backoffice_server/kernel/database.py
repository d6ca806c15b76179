"""The database of the server: the edge that opens, commits and rolls back units of work."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self, cast

from sqlalchemy import Connection, Engine

from backoffice_server.kernel import engines, feed
from backoffice_server.kernel.edges import random_bytes, system_new_id, system_now
from backoffice_server.kernel.lock_file import LockFile
from backoffice_server.kernel.unit import Dialect, Unit
from shared_models.values.ids import BranchId, NewId
from shared_models.values.moments import Now
from shared_models.wire.sync import LiveHint

OnHints = Callable[[list[LiveHint]], None]


class Database:
    """Engines for writing and reading. SQLite: one writer behind a lock; readers see a snapshot."""

    def __init__(
        self,
        url: str,
        *,
        writes: bool = True,
        beside: bool = False,
        now: Now = system_now,
        new_id: NewId = system_new_id,
        random: Callable[[int], bytes] = random_bytes,
    ) -> None:
        self.url = engines.url_of(url)
        self.dialect = cast(Dialect, self.url.get_backend_name())
        self.on_hints: OnHints | None = None
        self._now, self._new_id, self._random = now, new_id, random
        # `beside`: a few rows in tables that the running server only reads, in transactions of its own.
        self._lock_file = self._claim() if writes and not beside else None
        self._turn = threading.Lock()
        self._writer = engines.writer(self.url) if writes else None
        self._reader = engines.reader(self.url)
        self._prepare()

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations."""
        if self._writer is None:
            raise RuntimeError("this database is open for reading only")
        return self._writer

    def close(self) -> None:
        """Close all connections; the writer last, so that it writes the final checkpoint."""
        self._reader.dispose()
        if self._writer is not None:
            self._writer.dispose()
        if self._lock_file is not None:
            self._lock_file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def write(self) -> Iterator[Unit]:
        """A unit that is committed when the block ends and rolled back when it raises."""
        unit = self._unit(self._open_writer)
        try:
            yield unit
            if unit.changes:
                self._write_feed(unit)
            if unit.begun:
                unit.connection.commit()
        except BaseException:
            if unit.begun:
                unit.connection.rollback()
                unit.forget()
            raise
        finally:
            self._end(unit)
        self._tell(unit)

    @contextmanager
    def read(self) -> Iterator[Unit]:
        """A unit that sees one snapshot and cannot write."""
        unit = self._unit(self._open_reader)
        try:
            yield unit
        finally:
            if unit.begun:
                unit.connection.close()

    def _unit(self, connect: Callable[[], Connection]) -> Unit:
        return Unit(
            dialect=self.dialect, connect=connect, now=self._now, new_id=self._new_id, random=self._random
        )

    def _open_writer(self) -> Connection:
        if self.dialect == "sqlite":
            self._turn.acquire()
        try:
            return _begun(self.engine)
        except BaseException:
            if self.dialect == "sqlite":
                self._turn.release()
            raise

    def _open_reader(self) -> Connection:
        return _begun(self._reader)

    def _end(self, unit: Unit) -> None:
        if unit.begun:
            unit.connection.close()
            if self.dialect == "sqlite":
                self._turn.release()

    def _write_feed(self, unit: Unit) -> None:
        heads = feed.write(unit.connection, unit.changes, token=unit.new_id(), at=unit.now())
        for scope, seq in heads.items():
            if scope == feed.COMPANY_SCOPE:
                unit.hint(LiveHint(scope="company", seq=seq))
            else:
                unit.hint(LiveHint(scope="branch", branch=BranchId(scope), seq=seq))

    def _tell(self, unit: Unit) -> None:
        for action in unit.finished:
            action()
        if unit.hints and self.on_hints is not None:
            self.on_hints(list(unit.hints.values()))

    def _claim(self) -> LockFile | None:
        if self.dialect != "sqlite" or not self.url.database:
            return None
        place = Path(self.url.database)
        place.parent.mkdir(parents=True, exist_ok=True)
        engines.refuse_network_path(place)
        return LockFile(place.with_name(f"{place.name}.lock"))

    def _prepare(self) -> None:
        try:
            if self._writer is not None:
                engines.refuse_unsafe(self._writer)
            else:
                engines.refuse_missing(self.url)
        except BaseException:
            self.close()
            raise


def _begun(engine: Engine) -> Connection:
    connection = engine.connect()
    try:
        connection.begin()
    except BaseException:
        connection.close()
        raise
    return connection
