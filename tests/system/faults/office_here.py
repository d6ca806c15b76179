"""Toko Ratna's back office in a thread of this process: served over a socket, stopped, put back, started."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backoffice_server.app import create_app
from backoffice_server.backup.key import BackupKey, ensure
from backoffice_server.backup.restoring import restore
from backoffice_server.backup.taking import take
from backoffice_server.features.tills.service import new_code
from backoffice_server.kernel import master_secret
from backoffice_server.kernel.database import Database
from backoffice_server.proof.verify import verify
from backoffice_server.settings import SECRET_FILE, Settings
from shared_models.values.codes import StreamPurpose
from tests.databases import Backend, Databases
from tests.factories.back_office import build
from tests.factories.office import Doors, Premises
from tests.factories.shop import Clock, Shop


@dataclass
class OfficeHere:
    """`folder` holds the secret; the port stays the same over a restart."""

    folder: Path
    url: str
    _database: Database | None = None
    _doors: Doors | None = None
    _port: int = field(default=0)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.folder / SECRET_FILE).exists():
            master_secret.make(self.folder / SECRET_FILE)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def settings(self) -> Settings:
        return Settings(data=self.folder, database_url=self.url)

    @property
    def database(self) -> Database:
        assert self._database is not None, "it is stopped"
        return self._database

    @property
    def shop(self) -> Shop:
        with self.database.read() as unit:
            return Shop(self.database, self.folder, Clock(unit.now()))

    @property
    def premises(self) -> Premises:
        assert self._doors is not None
        return Premises(self.shop, self._doors, self.folder)

    def start(self) -> None:
        self._database = Database(self.url)
        app = create_app(self.settings, self._database)
        self._doors = Doors(app, port=self._port)
        self._doors.open()
        self._port = self._doors.port

    def stop(self) -> None:
        if self._doors is not None:
            self._doors.shut()
            self.database.close()
        self._doors = self._database = None

    def back_up(self) -> Path:
        """What `backup` writes."""
        return take(self.database, self.settings, self.folder / "backups", self._key()).file

    def bring_back(self, backup: Path) -> None:
        """What `restore --replace` does; the server is stopped."""
        restore(backup, self.settings, self._key(), replace=True)

    def enrolment_code(self, register: str = "K1", branch: str = "BDG1") -> str:
        """A one-time code, as the admin tab asks for it."""
        place = self.shop.register(register, branch)
        with self.database.write() as unit:
            return new_code(unit, register_id=place, purpose=StreamPurpose.LIVE, valid_hours=24, by=None)

    def rows(self, statement: Any) -> list[Any]:
        return self.shop.rows(statement)

    def broken(self) -> list[str]:
        """Rules of the books that do not hold, as `verify` finds them."""
        secret = master_secret.load(self.folder / SECRET_FILE)
        with self.database.read() as unit:
            return [str(finding) for finding in verify(unit, secret) if not finding.holds]

    def _key(self) -> BackupKey:
        return ensure(self.settings.backup_key_file)


@contextmanager
def office_here(databases: Databases, engine: Backend, folder: Path) -> Iterator[OfficeHere]:
    """Toko Ratna, served; no till has joined yet."""
    url = databases.cloned(engine, folder, template="served", build=build)
    office = OfficeHere(folder / "office", url)
    office.start()
    yield office
    office.stop()
    databases.drop(url)
