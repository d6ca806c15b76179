"""What is archived of a stream, how the last backups went, and the restore a push may follow."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, select

from backoffice_server.features.branches.tables import company
from backoffice_server.features.incidents.tables import archived_mark, backup_run, incident, incident_stream
from backoffice_server.kernel.unit import Unit
from shared_models.values.ids import BranchId, StreamId

STALE_AFTER: Final = timedelta(days=2)
# Asked with every push, so put together once.
_MARK: Final = select(archived_mark.c.seq, archived_mark.c.hash).where(
    archived_mark.c.branch_id == bindparam("branch"), archived_mark.c.stream_id == bindparam("stream")
)
_LATEST: Final = select(incident.c.incident_id).order_by(incident.c.restored_at.desc()).limit(1)
_NOTED: Final = select(incident_stream.c.stream_id).where(
    incident_stream.c.branch_id == bindparam("branch"),
    incident_stream.c.incident_id == bindparam("incident"),
    incident_stream.c.stream_id == bindparam("stream"),
)


def archived(unit: Unit, branch: BranchId, stream: StreamId) -> tuple[int, bytes] | None:
    """Seq and hash of the stream's own head in the newest tested backup."""
    row = unit.connection.execute(_MARK, {"branch": branch, "stream": stream}).one_or_none()
    return None if row is None else (row.seq, row.hash)


def unheard(unit: Unit, branch: BranchId, stream: StreamId) -> Any:
    """Id of the latest restore when the stream has not spoken since; else null."""
    latest = unit.connection.execute(_LATEST).scalar()
    if latest is None:
        return None
    place = {"branch": branch, "incident": latest, "stream": stream}
    return None if unit.connection.execute(_NOTED, place).first() else latest


def last_tested(unit: Unit) -> datetime | None:
    """When the newest tested backup was taken."""
    tested = select(backup_run.c.taken_at).where(backup_run.c.tested_at.is_not(None))
    found: datetime | None = unit.connection.execute(
        tested.order_by(backup_run.c.taken_at.desc()).limit(1)
    ).scalar()
    return found


def last_run(unit: Unit) -> Any:
    """The newest attempt, whatever came of it; null for none."""
    newest = select(backup_run).order_by(backup_run.c.taken_at.desc()).limit(1)
    return unit.connection.execute(newest).one_or_none()


def warnings(unit: Unit) -> tuple[str, ...]:
    """Codes for Home: `backup_failed`, `backup_old` (none tested for two days), `backup_missing` (none ever,
    and the shop is older than that).
    """
    newest, tested = last_run(unit), last_tested(unit)
    if newest is not None and newest.fault is not None:
        return ("backup_failed",)
    since = tested or unit.connection.execute(select(company.c.created_at)).scalar()
    if since is None or unit.now() - since <= STALE_AFTER:
        return ()
    return ("backup_missing",) if tested is None else ("backup_old",)
