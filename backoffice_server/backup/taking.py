"""Takes a backup, tests it, and only then lets the tills know what it holds."""

import contextlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from backoffice_server.backup import copying, sealed, testing
from backoffice_server.backup.folder import UNTESTED, file_name
from backoffice_server.backup.key import BackupKey
from backoffice_server.backup.workplace import InUse, workplace
from backoffice_server.features.branches import queries as branches
from backoffice_server.features.incidents import service as incidents
from backoffice_server.features.incidents.service import Head, Run
from backoffice_server.kernel import master_secret
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.migrations import revision_of
from backoffice_server.kernel.private_files import sync_folder
from backoffice_server.kernel.unit import Unit
from backoffice_server.settings import Settings


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was tested."""

    file: Path
    bytes: int
    taken_at: datetime
    tested: testing.Tested


def take(database: Database, settings: Settings, folder: Path, key: BackupKey) -> Taken:
    """Copy, seal, test, note. Raises Unfit or the system's errors; a failure is noted where it can be: not
    that another process is at it, which notes its own.
    """
    secret = master_secret.load(settings.secret_file) if settings.secret_file.exists() else None
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with workplace(settings.data) as room:
        with database.read() as unit:
            before = incidents.heads(unit)
            header = _header(unit, key, None if secret is None else secret.name)
        file = folder / file_name(header.taken_at, header.backup)
        # Whatever ends this run: what bears the plain name was tested.
        untested = file.with_name(f"{file.name}{UNTESTED}")
        try:
            _seal_copy(database, untested, header, key, room)
            tested = testing.try_out(untested, key, url=database.url, secret=secret, room=room)
            _refuse_other_heads(database, before, tested)
            untested.replace(file)
            sync_folder(folder)
            with database.write() as unit:
                incidents.note_tested(unit, _run(header, file), tested.heads)
        except InUse:
            untested.unlink()
            raise
        except Exception as fault:
            _note_fault(database, _run(header, untested), fault)
            raise
    return Taken(file, file.stat().st_size, header.taken_at, tested)


def _header(unit: Unit, key: BackupKey, secret: str | None) -> sealed.Header:
    company = branches.identity(unit)
    return sealed.Header(
        backup=unit.new_id(),
        engine=unit.dialect,
        schema_revision=revision_of(unit) or "",
        company=company.company,
        company_name=company.name,
        epoch=company.epoch,
        taken_at=unit.now(),
        size=0,
        key=key.name,
        salt=unit.random_bytes(sealed.SALT_BYTES).hex(),
        secret=secret,
    )


def _seal_copy(database: Database, file: Path, header: sealed.Header, key: BackupKey, room: Path) -> None:
    plain = room / "copy"
    copying.copy_of(database.url, plain)
    sealed.seal(plain, file, header.model_copy(update={"size": plain.stat().st_size}), key)
    plain.unlink()


def _refuse_other_heads(database: Database, before: list[Head], tested: testing.Tested) -> None:
    with database.read() as unit:
        after = incidents.heads(unit)
    testing.refuse_other_heads(before, tested.heads, after)


def _note_fault(database: Database, run: Run, fault: Exception) -> None:
    # A full disk takes no note either; the fault itself is what is told.
    with contextlib.suppress(SQLAlchemyError), database.write() as unit:
        incidents.note_failed(unit, run, str(fault) or type(fault).__name__)


def _run(header: sealed.Header, file: Path) -> Run:
    size = file.stat().st_size if file.exists() else 0
    return Run(header.backup, header.taken_at, str(file), size)
