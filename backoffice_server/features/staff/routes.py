"""Sessions and staff over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response

from backoffice_server.features.staff import queries, service
from backoffice_server.kernel.web import (
    Clerk,
    ReadUnit,
    SignedInStaff,
    TheSettings,
    WriteUnit,
    needs,
    problem_response,
)
from shared_models.values.codes import ErrorCode, Permission
from shared_models.wire.staff import SaveStaff, SignedIn, SignIn, StaffCard, StaffMember

router = APIRouter(prefix="/api", tags=["staff"])
StaffAdmin = Annotated[SignedInStaff, needs(Permission.ADMIN_STAFF)]


@router.post("/sessions", response_model=SignedIn, status_code=201)
def sign_in(request: SignIn, read: ReadUnit, write: WriteUnit, settings: TheSettings) -> SignedIn | Response:
    checked = service.check_password(read, request=request)
    if checked.staff is not None:
        return service.open_session(write, person=checked.staff, hours=settings.session_hours)
    assert checked.refusal is not None
    if checked.refusal.code is ErrorCode.WRONG_LOGIN:
        service.note_failure(write, username=request.username)
    # Returned, not raised: the count of wrong tries must be committed.
    return problem_response(checked.refusal)


@router.delete("/sessions", status_code=204)
def sign_out(unit: WriteUnit, person: Clerk) -> None:
    service.close_session(unit, token_hash=person.session)


@router.get("/staff")
def list_staff(
    unit: ReadUnit, _: Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)]
) -> tuple[StaffMember, ...]:
    return tuple(queries.members(unit))


@router.post("/staff", status_code=201)
def hire(request: SaveStaff, read: ReadUnit, unit: WriteUnit, _: StaffAdmin) -> StaffMember:
    compared = service.other_pins(read, staff_id=None, request=request)
    return service.save_staff(unit, staff_id=None, request=request, compared=compared)


@router.put("/staff/{staff}")
def change_staff(
    staff: UUID, request: SaveStaff, read: ReadUnit, unit: WriteUnit, _: StaffAdmin
) -> StaffMember:
    compared = service.other_pins(read, staff_id=staff, request=request)
    return service.save_staff(unit, staff_id=staff, request=request, compared=compared)


@router.post("/staff/{staff}/card", status_code=201)
def issue_card(staff: UUID, unit: WriteUnit, _: StaffAdmin) -> StaffCard:
    return service.issue_card(unit, staff_id=staff)


@router.delete("/staff/{staff}/card")
def withdraw_card(staff: UUID, unit: WriteUnit, _: StaffAdmin) -> StaffMember:
    return service.withdraw_card(unit, staff_id=staff)
