"""Working days over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backoffice_server.features.attendance import queries, service
from backoffice_server.kernel.web import ReadUnit, SignedInStaff, WriteUnit, needs
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.refusals import Fault, invalid
from shared_models.wire.attendance import Attendance, AttendanceNote, CorrectAttendance

router = APIRouter(prefix="/api/attendance", tags=["attendance"])


@router.get("")
def list_days(
    unit: ReadUnit,
    _: Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)],
    *,
    first: Annotated[date, Query(alias="from")],
    last: Annotated[date, Query(alias="to")],
    branch: UUID | None = None,
    person: UUID | None = None,
) -> Attendance:
    if not 0 <= (last - first).days <= queries.DAYS_MAX:
        raise invalid([Fault("to", ErrorCode.INVALID)])
    return queries.attendance(unit, first=first, last=last, branch=branch, person=person)


@router.post("/corrections", status_code=201)
def correct(
    request: CorrectAttendance,
    unit: WriteUnit,
    clerk: Annotated[SignedInStaff, needs(Permission.ADMIN_LEDGER)],
) -> AttendanceNote:
    return service.correct(unit, request, by=clerk.staff)
