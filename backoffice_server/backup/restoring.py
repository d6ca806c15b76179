"""Brings a backup back as the database: prepared aside, put in its place in one step, the old one kept."""

import contextlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy import URL

from backoffice_server.backup import copying, sealed
from backoffice_server.backup.key import BackupKey
from backoffice_server.backup.workplace import workplace
from backoffice_server.features.incidents import service as incidents
from backoffice_server.kernel import edges, engines, master_secret
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.lock_file import LockFile
from backoffice_server.kernel.migrations import migrate
from backoffice_server.kernel.private_files import sync_folder
from backoffice_server.kernel.unfit import Unfit
from backoffice_server.settings import Settings
from backoffice_server.texts import _, moment
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import NewId
from shared_models.values.moments import Now
from shared_models.values.refusals import Refusal

_BESIDE: Final = ("", "-wal", "-shm")
# A tenth of a second each: how long sessions of a server that is gone may still be seen.
LOOKS: Final = 30


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done. `aside`: where the old database is now, null when there was none.

    `secret_fits`: the master secret that lies here is the one the backup's tills know.
    """

    header: sealed.Header
    aside: str | None
    incident: UUID
    secret_fits: bool


@dataclass(frozen=True, slots=True)
class Edges:
    """Clock and ids."""

    now: Now = edges.system_now
    new_id: NewId = edges.system_new_id

    def opened(self, url: URL) -> Database:
        return Database(url.render_as_string(hide_password=False), now=self.now, new_id=self.new_id)


def restore(
    file: Path, settings: Settings, key: BackupKey, *, replace: bool = False, edge: Edges | None = None
) -> Restored:
    """Put the backup in the place of the database. Refuses while a server runs there, and one that holds
    anything unless `replace`. The tills notice by the new epoch.
    """
    edge = edge or Edges()
    url, said = engines.url_of(settings.url), sealed.header_of(file)
    if said.engine != url.get_backend_name():
        raise Unfit(
            _(
                "{file} is of {engine}: name such a database with --database-url.",
                file=file.name,
                engine=said.engine,
            )
        )
    with workplace(settings.data) as room:
        plain = room / "copy"
        with _place(url, said, replace=replace, edge=edge) as place:
            header = sealed.unseal(file, key, plain)
            aside, incident = place(plain, header.taken_at)
    return Restored(header, aside, incident, _secret_fits(settings, header))


class _SqlitePlace:
    def __init__(self, url: URL, edge: Edges) -> None:
        self._url, self._edge = url, edge
        self._target = Path(url.database or "")

    def __call__(self, plain: Path, taken_at: datetime) -> tuple[str | None, UUID]:
        ready = self._target.with_name(f"{self._target.name}.restoring")
        for ending in _BESIDE:
            ready.with_name(f"{ready.name}{ending}").unlink(missing_ok=True)
        shutil.move(plain, ready)  # the database may be on another disk than --data
        incident = _prepare(self._url.set(database=str(ready)), self._edge, taken_at)
        ready.with_name(f"{ready.name}.lock").unlink(missing_ok=True)
        aside = self._set_aside()
        ready.replace(self._target)
        sync_folder(self._target.parent)
        return aside, incident

    def holds_anything(self) -> bool:
        return self._target.exists() and self._target.stat().st_size > 0

    def _set_aside(self) -> str | None:
        """Also what lies beside a database that is gone: it belongs to no other."""
        name = f"{self._target.name}.before-{_stamp(self._edge.now())}"
        aside = None
        for ending in _BESIDE:
            own = self._target.with_name(f"{self._target.name}{ending}")
            if own.exists():
                own.replace(own.with_name(f"{name}{ending}"))
                aside = aside or str(own.with_name(name))
        return aside


class _PostgresPlace:
    def __init__(self, url: URL, edge: Edges) -> None:
        self._url, self._edge, self._name = url, edge, url.database or ""
        self._main = url.set(database="postgres")

    def __call__(self, plain: Path, taken_at: datetime) -> tuple[str | None, UUID]:
        ready = self._url.set(database=f"{self._name[:40]}_restoring")
        copying.drop(ready, beside=self._main)
        copying.create(ready, beside=self._main)
        try:
            copying.fill(ready, plain)
            incident = _prepare(ready, self._edge, taken_at)
            return self._swap(ready.database or ""), incident
        except BaseException:
            copying.drop(ready, beside=self._main)
            raise

    def holds_anything(self) -> bool:
        if not self.exists():
            return False
        with copying.connected(self._url) as connection:
            tables = "SELECT 1 FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
            return connection.execute(tables).fetchone() is not None

    def exists(self) -> bool:
        with copying.connected(self._main) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (self._name,))
            return found.fetchone() is not None

    def refuse_in_use(self) -> None:
        """A server that has just stopped leaves its sessions behind for a moment: they are waited out."""
        used = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
        with copying.connected(self._main) as connection:
            for _look in range(LOOKS):
                if connection.execute(used, (self._name,)).fetchone() is None:
                    return
                connection.execute("SELECT pg_sleep(0.1)")
        raise Refusal(ErrorCode.SERVER_RUNNING)

    def _aside_name(self) -> str:
        return f"{self._name[:40]}_before_{_stamp(self._edge.now()).replace('-', '_').lower()}"

    def _swap(self, ready: str) -> str | None:
        aside = None
        with copying.connected(self._main) as connection:
            try:
                # Both or none: whatever happens between them, a database stands under the name.
                with connection.transaction():
                    if self.exists():
                        aside = self._aside_name()
                        connection.execute(_rename(self._name, aside))
                    connection.execute(_rename(ready, self._name))
            except psycopg.errors.ObjectInUse as used:
                raise Refusal(ErrorCode.SERVER_RUNNING) from used
        return aside


@contextlib.contextmanager
def _place(
    url: URL, said: sealed.Header, *, replace: bool, edge: Edges
) -> Iterator[_SqlitePlace | _PostgresPlace]:
    """The place of the database, held against a server that would start now (SQLite)."""
    if url.get_backend_name() == "sqlite":
        path = Path(url.database or "")
        path.parent.mkdir(parents=True, exist_ok=True)
        engines.refuse_network_path(path)
        sqlite = _SqlitePlace(url, edge)
        with contextlib.closing(LockFile(path.with_name(f"{path.name}.lock"))):
            _refuse_filled(url, said, filled=sqlite.holds_anything() and not replace)
            yield sqlite
        return
    postgres = _PostgresPlace(url, edge)
    postgres.refuse_in_use()
    _refuse_filled(url, said, filled=postgres.holds_anything() and not replace)
    yield postgres


def _refuse_filled(url: URL, said: sealed.Header, *, filled: bool) -> None:
    if filled:
        place = url.render_as_string(hide_password=True)
        raise Unfit(
            _(
                "{place} holds something already: "
                "--replace keeps it aside and puts there {company} as of {at}.",
                place=place,
                company=said.company_name,
                at=moment(said.taken_at.astimezone()),
            )
        )


def _prepare(url: URL, edge: Edges, taken_at: datetime) -> UUID:
    """This program's schema, a new epoch, the incident. On the disk when it returns."""
    with edge.opened(url) as database:
        migrate(database)
        with database.write() as unit:
            incident = incidents.open_incident(unit, taken_at=taken_at)
    if url.get_backend_name() == "sqlite":
        with Path(url.database or "").open("rb+") as file:
            os.fsync(file.fileno())
    return incident


def _secret_fits(settings: Settings, header: sealed.Header) -> bool:
    if not settings.secret_file.exists():
        return header.secret is None
    return header.secret in {None, master_secret.load(settings.secret_file).name}


def _rename(name: str, new: str) -> sql.Composed:
    return sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(name), sql.Identifier(new))


def _stamp(now: datetime) -> str:
    return now.strftime("%Y%m%d-%H%M%SZ")
