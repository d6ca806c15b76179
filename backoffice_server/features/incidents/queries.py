"""How the last backups went, and the restore that a push may follow."""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from backoffice_server.features.branches.tables import company
from backoffice_server.features.incidents.tables import backup_run, incident, incident_stream
from backoffice_server.kernel.unit import Unit

STALE_AFTER: Final = timedelta(days=2)
TOLD_FOR: Final = timedelta(days=7)


def unheard(branch: ColumnElement[Any], stream: ColumnElement[Any]) -> ScalarSelect[Any]:
    """Id of the latest restore when the stream has not spoken since, else null; for a read of streams."""
    youngest = (incident.c.restored_at.desc(), incident.c.incident_id.desc())
    latest = select(incident.c.incident_id).order_by(*youngest).limit(1)
    spoken = (
        select(incident_stream.c.stream_id)
        .where(
            incident_stream.c.branch_id == branch,
            incident_stream.c.incident_id == incident.c.incident_id,
            incident_stream.c.stream_id == stream,
        )
        .correlate_except(incident_stream)
    )
    awaited = select(incident.c.incident_id).where(
        incident.c.incident_id == latest.scalar_subquery(), ~spoken.exists()
    )
    return awaited.correlate_except(incident).scalar_subquery()


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
    and the shop is older than that); `restored`: less than a week ago, so somebody should see what came back.
    """
    latest = unit.connection.execute(select(func.max(incident.c.restored_at))).scalar()
    restored = latest is not None and unit.now() - latest < TOLD_FOR
    return (*_of_backups(unit), *(["restored"] if restored else []))


def _of_backups(unit: Unit) -> tuple[str, ...]:
    newest, tested = last_run(unit), last_tested(unit)
    if newest is not None and newest.fault is not None:
        return ("backup_failed",)
    since = tested or unit.connection.execute(select(company.c.created_at)).scalar()
    if since is None or unit.now() - since <= STALE_AFTER:
        return ()
    return ("backup_missing",) if tested is None else ("backup_old",)
