"""Notes of tills on their way into the table, and corrections of clerks."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.attendance import queries
from backoffice_server.features.attendance.tables import attendance_note
from backoffice_server.features.branches import queries as branches
from backoffice_server.features.staff import queries as staff
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import AttendanceKind, ErrorCode
from shared_models.values.ids import BranchId, RegisterId, StaffId, StreamId
from shared_models.values.moments import business_date
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.attendance import AttendanceNote, CorrectAttendance

# A clerk's own clock may be a little ahead.
AHEAD_MAX: Final = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class TillNote:
    """A note as its event tells it."""

    person: StaffId | None
    kind: AttendanceKind
    at: datetime
    bdate: date
    words: str
    clock_wrong: bool
    skew_ms: int | None
    register_id: RegisterId
    stream: StreamId
    seq: int
    hash: bytes


def note_at_tills(unit: Unit, branch: BranchId, notes: Sequence[TillNote]) -> None:
    """Keep what tills noted. Call under the branch lock."""
    unit.insert(attendance_note, [_row(unit, branch, note) for note in notes])


def correct(unit: Unit, request: CorrectAttendance, *, by: StaffId) -> AttendanceNote:
    """Add a note, or another in place of one. Nothing that was noted is changed.

    Refuses an unknown branch, person or note (NOT_FOUND), a note replaced already and other content under
    a known id (CONFLICT), and a moment that is still to come (INVALID).
    """
    place = branches.branch_row(unit, request.branch)
    branch = BranchId(request.branch)
    unit.lock_branch(branch)
    content = hashlib.sha256(request.model_dump_json().encode()).digest()
    known = _known(unit, branch, request.id)
    if known is not None:
        if known.request_hash != content:
            raise Refusal(ErrorCode.CONFLICT, what="attendance")
        return queries.note(unit, branch, request.id)
    _refuse_unfit(unit, request)
    moment, day = (
        request.at,
        business_date(request.at, place.zone, day_starts_at_hour=place.day_starts_at_hour),
    )
    if request.replaces is not None:
        replaced = _replaced(unit, branch, request.replaces, request.staff)
        if request.kind is None:
            moment, day = replaced.at, replaced.bdate
    kind = None if request.kind is None else request.kind.value
    said = (request.staff, kind, moment, day, request.reason, False, None, unit.now())
    unit.insert(
        attendance_note,
        [(branch, request.id, *said, None, None, None, None, request.replaces, by, content)],
    )
    return queries.note(unit, branch, request.id)


def _row(unit: Unit, branch: BranchId, note: TillNote) -> tuple[object, ...]:
    said = (note.person, note.kind.value, note.at, note.bdate, note.words, note.clock_wrong, note.skew_ms)
    place = (note.register_id, note.stream, note.seq, note.hash)
    return (branch, unit.new_id(), *said, unit.now(), *place, None, None, None)


def _known(unit: Unit, branch: BranchId, note: UUID) -> Any:
    own = attendance_note.c
    query = select(attendance_note).where(own.branch_id == branch, own.note_id == note)
    return unit.connection.execute(query).one_or_none()


def _refuse_unfit(unit: Unit, request: CorrectAttendance) -> None:
    if staff.replica_row(unit, request.staff) is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="staff")
    if request.kind is None and request.replaces is None:
        raise invalid([Fault("kind", ErrorCode.FIELD_REQUIRED)])
    if request.kind is not None and request.at > unit.now() + AHEAD_MAX:
        raise invalid([Fault("at", ErrorCode.INVALID)])


def _replaced(unit: Unit, branch: BranchId, note: UUID, person: UUID) -> Any:
    found = _known(unit, branch, note)
    if found is None or found.staff_id != person or found.kind is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="attendance")
    own = attendance_note.c
    query = select(own.note_id).where(own.branch_id == branch, own.replaces == note)
    if unit.connection.execute(query).first() is not None:
        raise Refusal(ErrorCode.CONFLICT, what="attendance")
    return found
