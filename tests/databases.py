"""Fresh databases for tests, on both engines, made cheap by templates that are built once per run."""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Literal

from tests import postgres

Backend = Literal["sqlite", "postgresql"]
BACKENDS: Final[tuple[Backend, ...]] = ("sqlite", "postgresql")
FOLDER_VARIABLE: Final = "POS_TEST_PG_FOLDER"


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold `path` as a lock between processes."""
    with path.open("a+b") as handle:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle.fileno(), msvcrt.LK_LOCK, 1)
            yield
            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


class Databases:
    """Hands out databases for one worker; `folder` is shared by all workers of the run."""

    def __init__(self, folder: Path, worker: str) -> None:
        self._folder = folder
        self._worker = worker
        self._numbers = itertools.count(1)
        self._server: postgres.Server | None = None

    def fresh(self, backend: Backend, place: Path) -> str:
        """Return the URL of a new, empty database; an SQLite file goes into the folder `place`."""
        if backend == "sqlite":
            return f"sqlite:///{place / self._new_name()}.db"
        return self._create("template0")

    def cloned(self, backend: Backend, place: Path, *, template: str, build: Callable[[str], None]) -> str:
        """Return the URL of a new copy of what `build(url)` makes; `build` runs once per run and engine.

        Whatever `build` opens it must close: PostgreSQL copies only a database that nobody uses.
        """
        if backend == "sqlite":
            original = self._sqlite_template(template, build)
            copy = place / f"{self._new_name()}.db"
            shutil.copyfile(original, copy)
            return f"sqlite:///{copy}"
        return self._create(self._postgres_template(template, build))

    def drop(self, url: str) -> None:
        """Remove a PostgreSQL database that is no longer needed, whoever still uses it."""
        if url.startswith("sqlite"):
            return
        name = url.partition("?")[0].rsplit("/", 1)[1]
        self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _new_name(self) -> str:
        return f"t_{self._worker}_{next(self._numbers)}"

    def _create(self, template: str) -> str:
        name = self._new_name()
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self._running().address_of(name)

    def _sqlite_template(self, template: str, build: Callable[[str], None]) -> Path:
        ready = self._folder / f"{template}.sqlite.db"
        with locked(self._folder / f"{template}.sqlite.lock"):
            if not ready.exists():
                raw = self._folder / f"{template}.sqlite.building.db"
                build(f"sqlite:///{raw}")
                beside = [left.name for left in self._folder.glob(f"{raw.name}-*")]
                assert not beside, f"the template {template} was left open: {beside}"
                raw.rename(ready)
        return ready

    def _postgres_template(self, template: str, build: Callable[[str], None]) -> str:
        name = f"template_{template}"
        marker = self._folder / f"{template}.postgresql.built"
        with locked(self._folder / f"{template}.postgresql.lock"):
            if not marker.exists():
                self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                self._execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
                build(self._running().address_of(name))
                marker.touch()
        return name

    def _running(self) -> postgres.Server:
        if self._server is None:
            given = os.environ.get("TEST_PG_DSN")
            if given:
                self._server = postgres.Server(given.replace("postgresql://", "postgresql+psycopg://", 1))
            else:
                with locked(self._folder / "server.lock"):
                    self._server = postgres.start(self._folder)
        return self._server

    def _execute(self, statement: str) -> None:
        import psycopg

        address = self._running().url.replace("+psycopg", "")
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(statement.encode())
