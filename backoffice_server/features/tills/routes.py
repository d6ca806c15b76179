"""Registers and the codes for them over HTTP."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from backoffice_server.features.tills import reinstatement, service
from backoffice_server.kernel.web import SignedInStaff, TheMasterSecret, TheSettings, WriteUnit, needs
from shared_models.values.codes import ErrorCode, Permission, StreamPurpose
from shared_models.values.ids import BranchId
from shared_models.values.refusals import Refusal
from shared_models.wire.enrolment import Reinstated, Reinstatement
from shared_models.wire.replica import RegisterRow
from shared_models.wire.tills import EnrolmentCode, NewEnrolment, NewRegister

router = APIRouter(prefix="/api", tags=["tills"])
TillAdmin = Annotated[SignedInStaff, needs(Permission.ADMIN_TILLS)]


@router.post("/tills/registers", status_code=201)
def open_register(request: NewRegister, unit: WriteUnit, _: TillAdmin) -> RegisterRow:
    return service.open_register(unit, branch=BranchId(request.branch), code=request.code, name=request.name)


@router.post("/tills/enrolments", status_code=201)
def new_enrolment(
    request: NewEnrolment, unit: WriteUnit, settings: TheSettings, clerk: TillAdmin
) -> EnrolmentCode:
    if request.purpose is StreamPurpose.IMPORT and Permission.IMPORT_SALES not in clerk.permissions:
        raise Refusal(ErrorCode.NOT_ALLOWED, permission=Permission.IMPORT_SALES.value)
    hours = settings.enrolment_hours
    code = service.new_code(
        unit, register_id=request.register_id, purpose=request.purpose, valid_hours=hours, by=clerk.staff
    )
    return EnrolmentCode(code=code, expires_at=unit.now() + timedelta(hours=hours))


@router.post("/tills/{register}/revoke", status_code=204)
def revoke(register: UUID, unit: WriteUnit, clerk: TillAdmin) -> None:
    service.revoke(unit, register_id=register, by=clerk.staff)


@router.post("/enrol/again")
def reinstate(request: Reinstatement, unit: WriteUnit, secret: TheMasterSecret) -> Reinstated:
    return reinstatement.reinstate(unit, request=request, secret=secret)
