"""Working days: what may be noted next, and what the notes of a person add up to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from shared_models.values.codes import AttendanceKind

# What is likeliest comes first.
_NEXT: Final[dict[AttendanceKind | None, tuple[AttendanceKind, ...]]] = {
    None: (AttendanceKind.IN,),
    AttendanceKind.OUT: (AttendanceKind.IN,),
    AttendanceKind.IN: (AttendanceKind.OUT, AttendanceKind.BREAK_START),
    AttendanceKind.BREAK_END: (AttendanceKind.OUT, AttendanceKind.BREAK_START),
    AttendanceKind.BREAK_START: (AttendanceKind.BREAK_END, AttendanceKind.OUT),
}
# Nobody works longer in one go: what is noted after it belongs to another day.
STRETCH_MAX: Final = timedelta(hours=16)
_SECOND: Final = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Note:
    """One note of one person. `day`: the business date it was made on; `id`: whoever keeps it tells it by."""

    kind: AttendanceKind
    at: datetime
    day: date
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class WorkDay:
    """What the notes of one person that begin on one day add up to; times in whole seconds.

    `worked_s` counts the stretches whose coming and going are known, without their breaks. `here`: the last
    note of somebody who has not gone home yet.
    """

    day: date
    came: datetime | None
    left: datetime | None
    break_s: int
    worked_s: int
    missing: tuple[AttendanceKind, ...]
    here: AttendanceKind | None
    notes: tuple[Note, ...]


@dataclass(slots=True)
class _Breaks:
    """Breaks of one stretch as its notes are read."""

    since: datetime | None = None
    seconds: int = 0
    begun_twice: bool = False
    ended_unbegun: bool = False

    def note(self, note: Note) -> None:
        if note.kind is AttendanceKind.BREAK_START:
            self.begun_twice = self.begun_twice or self.since is not None
            self.since = note.at
        elif self.since is not None:
            # Whoever goes home from a break has had it until then.
            self.seconds += (note.at - self.since) // _SECOND
            self.since = None
        elif note.kind is AttendanceKind.BREAK_END:
            self.ended_unbegun = True


def next_kinds(last: AttendanceKind | None) -> tuple[AttendanceKind, ...]:
    """What may follow the last note of a person; of one nobody knows they come in."""
    return _NEXT[last]


def workdays(notes: Iterable[Note], *, now: datetime) -> list[WorkDay]:
    """The working days of one person, oldest first, from notes in any order.

    A night belongs to the day it began on. Notes that are missing are named, never guessed.
    """
    days: dict[date, list[WorkDay]] = {}
    for stretch in _stretches(sorted(notes, key=lambda note: note.at)):
        read = _read(stretch, now)
        days.setdefault(read.day, []).append(read)
    return [_whole_day(day, days[day]) for day in sorted(days)]


def _stretches(notes: Sequence[Note]) -> list[list[Note]]:
    """From coming to going; what cannot go on begins anew."""
    found: list[list[Note]] = []
    for note in notes:
        if found and _goes_on(found[-1], note):
            found[-1].append(note)
        else:
            found.append([note])
    return found


def _goes_on(stretch: Sequence[Note], note: Note) -> bool:
    over = stretch[-1].kind is AttendanceKind.OUT or note.kind is AttendanceKind.IN
    return not over and note.at - stretch[0].at <= STRETCH_MAX


def _read(stretch: Sequence[Note], now: datetime) -> WorkDay:
    first, last = stretch[0], stretch[-1]
    breaks = _Breaks()
    for note in stretch:
        breaks.note(note)
    came = first.at if first.kind is AttendanceKind.IN else None
    left = last.at if last.kind is AttendanceKind.OUT else None
    here = last.kind if left is None and now - first.at <= STRETCH_MAX else None
    missing = {
        AttendanceKind.IN: came is None,
        AttendanceKind.BREAK_START: breaks.ended_unbegun,
        AttendanceKind.BREAK_END: breaks.begun_twice,
        AttendanceKind.OUT: left is None and here is None,
    }
    known = came is not None and left is not None
    worked = (last.at - first.at) // _SECOND - breaks.seconds if known else 0
    told = tuple(kind for kind, lacks in missing.items() if lacks)
    return WorkDay(first.day, came, left, breaks.seconds, worked, told, here, tuple(stretch))


def _whole_day(day: date, parts: Sequence[WorkDay]) -> WorkDay:
    """Somebody may come and go more than once."""
    lacks = {kind for part in parts for kind in part.missing}
    return WorkDay(
        day=day,
        came=parts[0].came,
        left=parts[-1].left,
        break_s=sum(part.break_s for part in parts),
        worked_s=sum(part.worked_s for part in parts),
        missing=tuple(kind for kind in AttendanceKind if kind in lacks),
        here=parts[-1].here,
        notes=tuple(note for part in parts for note in part.notes),
    )
