"""`backup`, `verify-backup`, `restore`, `incidents`: copies of the database and what came back after one."""

import signal
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import URL

from backoffice_server.backup import key as keys
from backoffice_server.backup.folder import thin_out
from backoffice_server.backup.restoring import Restored
from backoffice_server.backup.restoring import restore as put_back
from backoffice_server.backup.taking import take
from backoffice_server.backup.testing import Tested, try_out
from backoffice_server.backup.workplace import workplace
from backoffice_server.commands.failing import told
from backoffice_server.commands.options import Data, DatabaseUrl, settings_of, snapshot_of
from backoffice_server.features.incidents.listing import incidents as all_incidents
from backoffice_server.kernel import engines, master_secret
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.migrations import refuse_other_schema
from backoffice_server.kernel.unfit import Unfit
from backoffice_server.settings import Settings
from backoffice_server.texts import _, moment, rupiah
from shared_models.wire.incidents import CameBack, Incident

Key = Annotated[
    Path | None,
    typer.Option("--key", envvar="POS_BACKUP_KEY", help="Key of the backups; a file in --data by default."),
]
File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A backup.")]


def backup(
    *,
    data: Data = None,
    database_url: DatabaseUrl = "",
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", envvar="POS_BACKUP_TO", help="Folder for backups; `backups` in --data by default."
        ),
    ] = None,
    key: Key = None,
    keep_days: Annotated[
        int | None,
        typer.Option(min=1, help="Afterwards delete backups that are older, but never the last three."),
    ] = None,
) -> None:
    """Take a backup, also while the server runs, and test it by restoring it."""
    settings = settings_of(data, database_url)
    # What lies about in the clear is cleared away first.
    signal.signal(signal.SIGTERM, _leave)
    with told():
        url = engines.url_of(settings.url)
        engines.refuse_missing(url)
        with Database(settings.url, beside=True) as database:
            refuse_other_schema(database)
            own_key = keys.ensure(key or settings.backup_key_file)
            folder = _mounted(to) or settings.data / "backups"
            taken = take(database, settings, folder, own_key)
            with database.read() as unit:
                gone = thin_out(folder, now=unit.now(), keep_days=keep_days) if keep_days else []
    typer.echo(_("{file}: {bytes} bytes", file=taken.file, bytes=taken.bytes))
    typer.echo(_tested(taken.tested))
    if gone:
        typer.echo(_("{count} old backups were deleted.", count=len(gone)))


def verify_backup(file: File, *, data: Data = None, database_url: DatabaseUrl = "", key: Key = None) -> None:
    """Restore a backup into a throw-away database and verify all of it; nothing else changes."""
    settings = settings_of(data, database_url)
    with told():
        own_key = keys.load(key or settings.backup_key_file)
        with workplace(settings.data) as room:
            tested = try_out(file, own_key, url=_url(settings), secret=_secret(settings), room=room)
    at = moment(tested.header.taken_at.astimezone())
    typer.echo(_("{company}, taken at {at}", company=tested.header.company_name, at=at))
    typer.echo(_tested(tested))


def restore(
    file: File,
    *,
    data: Data = None,
    database_url: DatabaseUrl = "",
    key: Key = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Keep the present database aside and take the backup instead.")
    ] = False,
) -> None:
    """Bring a backup back as the database. The server must not run."""
    settings = settings_of(data, database_url)
    with told():
        own_key = keys.load(key or settings.backup_key_file)
        restored = put_back(file, settings, own_key, replace=replace)
    for line in _restored(restored, settings):
        typer.echo(line)


def incidents(*, data: Data = None, database_url: DatabaseUrl = "") -> None:
    """Tell what each restore lost, what of it came back from the tills, and who is still awaited."""
    with snapshot_of(settings_of(data, database_url)) as database, database.read() as unit:
        found = all_incidents(unit)
    typer.echo("\n".join(line for one in found for line in _incident(one)) or _("Nothing was ever restored."))


def _leave(*_facts: object) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def _mounted(to: Path | None) -> Path | None:
    """A folder that was named is never made: it would lie on the disk that the backup is to outlive."""
    if to is not None and not to.is_dir():
        raise Unfit(_("There is no folder {folder}: is its disk mounted? Else make it first.", folder=to))
    return to


def _url(settings: Settings) -> URL:
    return engines.url_of(settings.url)


def _secret(settings: Settings) -> master_secret.MasterSecret | None:
    return master_secret.load(settings.secret_file) if settings.secret_file.exists() else None


def _tested(tested: Tested) -> str:
    return _(
        "Restored for a test: {streams} streams, {rules} rules checked, none broken.",
        streams=len(tested.heads),
        rules=len(tested.findings),
    )


def _restored(restored: Restored, settings: Settings) -> Iterable[str]:
    at = moment(restored.header.taken_at.astimezone())
    yield _("{company} is back as of {at}.", company=restored.header.company_name, at=at)
    if restored.aside is not None:
        yield _("The old database is kept: {place}", place=restored.aside)
        yield _("Work in the back office since then is only there: do it again. Sales come from the tills.")
    if not restored.secret_fits:
        yield _("Bring back the right {file} before you start the server.", file=settings.secret_file)
    yield _("Start the server: the tills send what it lacks. `incidents` tells what came back.")


def _incident(incident: Incident) -> Iterable[str]:
    since, until = (moment(at.astimezone()) for at in (incident.taken_at, incident.restored_at))
    yield _("Restored at {until}, as of {since}.", until=until, since=since)
    yield _("Work in the back office between these two is gone: do it again.")
    for lost in incident.ranges:
        yield "  " + _range(lost)
    for till in incident.awaited:
        yield "  " + _(
            "{branch} {register} ({device}): not heard from since",
            branch=till.branch_code,
            register=till.register_code,
            device=till.device_name,
        )


def _range(lost: CameBack) -> str:
    return _(
        "{branch} {register}: {back} of {events} lost events are back, {receipts} receipts"
        " ({first} to {last}), {total}",
        branch=lost.branch_code,
        register=lost.register_code,
        back=lost.came_back,
        events=lost.last_seq - lost.first_seq + 1,
        receipts=lost.receipts,
        first=lost.first_receipt or "-",
        last=lost.last_receipt or "-",
        total=rupiah(lost.total),
    )
