"""Reads of working days."""

from collections.abc import Iterable
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.attendance.tables import attendance_note
from backoffice_server.features.branches import queries as branches
from backoffice_server.features.staff import queries as staff
from backoffice_server.features.tills import queries as tills
from backoffice_server.kernel.unit import Unit
from shared_models.rules.attendance import Note, WorkDay, workdays
from shared_models.values.codes import AttendanceKind
from shared_models.values.ids import BranchId
from shared_models.wire.attendance import Attendance, AttendanceNote, WorkDayLine

# A night that began before the period, or ends after it, is read whole.
_AROUND: Final = 1
DAYS_MAX: Final = 366


def attendance(
    unit: Unit, *, first: date, last: date, branch: UUID | None = None, person: UUID | None = None
) -> Attendance:
    """Working days from `first` to `last`, the newest first, then by branch and name."""
    own = attendance_note.c
    query = select(attendance_note).where(
        own.bdate.between(_near(first, -_AROUND), _near(last, _AROUND)), own.staff_id.is_not(None)
    )
    if branch is not None:
        query = query.where(own.branch_id == branch)
    if person is not None:
        query = query.where(own.staff_id == person)
    names = _Names(unit)
    lines = [
        line
        for notes in _by_person(unit.connection.execute(query))
        for line in _lines(unit, names, notes)
        if first <= line.day <= last
    ]
    lines.sort(key=lambda line: (-line.day.toordinal(), line.branch_code, line.name, line.staff))
    return Attendance(rows=tuple(lines), worked_s=sum(line.worked_s for line in lines))


def note(unit: Unit, branch: BranchId, note_id: UUID) -> AttendanceNote:
    """One note as it is kept."""
    own = attendance_note.c
    query = select(attendance_note).where(own.branch_id == branch, own.note_id == note_id)
    return _Names(unit).told(unit.connection.execute(query).one(), counts=True)


class _Names:
    """What ids are called."""

    def __init__(self, unit: Unit) -> None:
        self.people = {member.id: member.name for member in staff.members(unit)}
        self.branches = {row.id: row.code for row in branches.branches(unit)}
        self._registers = {
            row.id: row.code for branch in self.branches for row in tills.registers(unit, BranchId(branch))
        }

    def told(self, row: Any, *, counts: bool) -> AttendanceNote:
        return AttendanceNote(
            id=row.note_id,
            kind=None if row.kind is None else AttendanceKind(row.kind),
            at=row.at,
            day=row.bdate,
            register_code=self._registers.get(row.register_id),
            words=row.words,
            clock_wrong=row.clock_wrong,
            skew_ms=row.skew_ms,
            replaces=row.replaces,
            counts=counts,
            by=None if row.by_id is None else self.people.get(row.by_id, "?"),
            made_at=row.made_at,
        )


def _by_person(rows: Iterable[Any]) -> Iterable[list[Any]]:
    found: dict[tuple[UUID, UUID], list[Any]] = {}
    for row in rows:
        found.setdefault((row.branch_id, row.staff_id), []).append(row)
    return found.values()


def _lines(unit: Unit, names: _Names, rows: list[Any]) -> Iterable[WorkDayLine]:
    """The days of one person in one branch, each with every note that belongs to it, counted or not."""
    replaced = {row.replaces for row in rows if row.replaces is not None}
    notes = [
        Note(AttendanceKind(row.kind), row.at, row.bdate, row.note_id)
        for row in rows
        if row.kind is not None and row.note_id not in replaced
    ]
    counted = {one.id for one in notes}
    days = workdays(notes, now=unit.now())
    at_day = {one.id: day.day for day in days for one in day.notes}
    for row in rows:
        # What no longer counts is shown on its own business date.
        at_day.setdefault(row.note_id, row.bdate)
    known = {day.day: day for day in days}
    for day in sorted(set(at_day.values())):
        own = [row for row in rows if at_day[row.note_id] == day]
        own.sort(key=lambda row: (row.at, row.made_at))
        told = tuple(names.told(row, counts=row.note_id in counted) for row in own)
        yield _line(names, rows[0], known.get(day, _nothing(day)), told)


def _near(day: date, days: int) -> date:
    """A day beside this one, as far as the calendar goes."""
    return date.fromordinal(min(max(day.toordinal() + days, date.min.toordinal()), date.max.toordinal()))


def _nothing(day: date) -> WorkDay:
    return WorkDay(day, None, None, 0, 0, (), None, ())


def _line(names: _Names, row: Any, day: WorkDay, notes: tuple[AttendanceNote, ...]) -> WorkDayLine:
    return WorkDayLine(
        branch=row.branch_id,
        branch_code=names.branches[row.branch_id],
        staff=row.staff_id,
        name=names.people.get(row.staff_id, "?"),
        day=day.day,
        came=day.came,
        left=day.left,
        break_s=day.break_s,
        worked_s=day.worked_s,
        missing=day.missing,
        here=day.here,
        clock_wrong=any(one.clock_wrong and one.counts for one in notes),
        corrected=any(one.by is not None for one in notes),
        notes=notes,
    )
