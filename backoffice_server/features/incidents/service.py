"""Writes down how a backup went, that the database was restored, and what a till says first after that."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, insert, select, update

from backoffice_server.features.branches.tables import company
from backoffice_server.features.events.tables import stream
from backoffice_server.features.incidents import queries
from backoffice_server.features.incidents.tables import archived_mark, backup_run, incident, incident_stream
from backoffice_server.kernel.unit import Unit
from shared_models.values.ids import BranchId, DeviceId, RegisterId, StreamId

KEPT_RUNS = 400


@dataclass(frozen=True, slots=True)
class Head:
    """The own head of a stream in a backup."""

    branch: BranchId
    stream: StreamId
    seq: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Run:
    """One attempt at a backup."""

    id: UUID
    taken_at: datetime
    file: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Writer:
    """A stream and who writes it."""

    branch: BranchId
    stream: StreamId
    device: DeviceId
    register: RegisterId


def heads(unit: Unit) -> list[Head]:
    """How far each stream is held, by its own chain."""
    rows = unit.connection.execute(
        select(stream.c.branch_id, stream.c.stream_id, stream.c.head_seq, stream.c.head_hash)
    )
    return [Head(BranchId(row[0]), StreamId(row[1]), row[2], row[3]) for row in rows if row[2]]


def note_tested(unit: Unit, run: Run, marks: Sequence[Head]) -> None:
    """The backup was restored and found whole: what it holds is archived. An older one's marks stay."""
    newest = queries.last_tested(unit)
    _note(unit, run, fault=None)
    if newest is None or newest <= run.taken_at:
        rows = [(mark.branch, mark.stream, mark.seq, mark.hash, run.id) for mark in marks]
        unit.upsert(archived_mark, rows)


def note_failed(unit: Unit, run: Run, fault: str) -> None:
    """The backup was not taken, or cannot be restored."""
    _note(unit, run, fault=fault)


def open_incident(unit: Unit, *, taken_at: datetime) -> UUID:
    """This database was just restored: a new epoch, so that tills notice, and what it holds is archived."""
    epoch, incident_id = unit.new_id(), unit.new_id()
    unit.connection.execute(update(company).values(epoch=epoch))
    restored_at = max(unit.now(), taken_at)
    unit.insert(incident, [(incident_id, taken_at, restored_at, epoch)])
    rows = [(mark.branch, mark.stream, mark.seq, mark.hash, incident_id) for mark in heads(unit)]
    unit.upsert(archived_mark, rows)
    return incident_id


def note_first_word(unit: Unit, incident_id: UUID, writer: Writer, *, held: int, acked: int) -> None:
    """What a stream's first push since a restore says: up to `acked` it was acknowledged, up to `held` we
    still have it.
    """
    place = (writer.branch, incident_id, writer.stream, writer.device, writer.register)
    unit.insert(incident_stream, [(*place, held, acked, unit.now())])


def _note(unit: Unit, run: Run, *, fault: str | None) -> None:
    tested_at = None if fault is not None else unit.now()
    values = {"tested_at": tested_at, "fault": fault, "backup_id": run.id}
    written = {"taken_at": run.taken_at, "file": run.file, "bytes": run.bytes}
    unit.connection.execute(insert(backup_run).values(**values, **written))
    oldest = select(backup_run.c.backup_id).order_by(backup_run.c.taken_at.desc()).offset(KEPT_RUNS)
    unit.connection.execute(delete(backup_run).where(backup_run.c.backup_id.in_(oldest.scalar_subquery())))
