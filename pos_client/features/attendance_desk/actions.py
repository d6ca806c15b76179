"""What the attendance screen asks of the back office."""

from uuid import UUID

from pos_client.features.attendance_desk.state import Correction
from pos_client.remote.api import Api, Span
from shared_models.wire.attendance import Attendance, AttendanceNote, CorrectAttendance, WorkDayLine


def days(api: Api, span: Span) -> Attendance:
    return api.attendance(span)


def correct(api: Api, document: UUID, line: WorkDayLine, correction: Correction) -> AttendanceNote:
    """Add a note to somebody's day, or another in place of one."""
    request = CorrectAttendance(
        id=document,
        branch=line.branch,
        staff=line.staff,
        kind=correction.kind,
        at=correction.at,
        replaces=correction.replaces,
        reason=correction.reason.strip(),
    )
    return api.correct_attendance(request)
