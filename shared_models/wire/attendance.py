"""Attendance: the event of the till, and the working days of the back office with their corrections."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from shared_models.values.codes import AttendanceKind
from shared_models.wire.base import ApiModel, Code, Count, Instant, Int, Name, Text, WireModel

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]


class AttendanceNoted(WireModel):
    """`actor` came, left, went on a break or came back; the envelope says when and on which day."""

    kind: AttendanceKind
    note: Text | None = None


class AttendanceNote(ApiModel):
    """A note as it is kept. Of a till: `by` is null. Of a clerk: who added it and why.

    `kind` null: it only takes back the note it names in `replaces`. `counts`: no later note replaces it.
    `skew_ms`: how far the till's clock was off by its own account.
    """

    id: UUID
    kind: AttendanceKind | None
    at: Instant
    day: date
    register_code: Code | None
    words: Text
    clock_wrong: bool
    skew_ms: Int | None
    replaces: UUID | None
    counts: bool
    by: Name | None
    made_at: Instant


class WorkDayLine(ApiModel):
    """One person's day in one branch (rules/attendance.WorkDay); times in whole seconds."""

    branch: UUID
    branch_code: Code
    staff: UUID
    name: Text
    day: date
    came: Instant | None
    left: Instant | None
    break_s: Count
    worked_s: Count
    missing: tuple[AttendanceKind, ...]
    here: AttendanceKind | None
    clock_wrong: bool
    corrected: bool
    notes: tuple[AttendanceNote, ...]


class Attendance(ApiModel):
    """Working days of a period, the newest first."""

    rows: tuple[WorkDayLine, ...]
    worked_s: Count


class CorrectAttendance(ApiModel):
    """A note added by a clerk: one that was forgotten, or another in place of `replaces`.

    `kind` null takes `replaces` back and puts nothing in its place. `at` is then of no account.
    """

    id: UUID
    branch: UUID
    staff: UUID
    kind: AttendanceKind | None
    at: Instant
    replaces: UUID | None = None
    reason: Reason
