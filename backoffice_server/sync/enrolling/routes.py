"""POST /api/enrol: JSON, plain or gzipped; one transaction."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from backoffice_server.features.tills import service as tills
from backoffice_server.kernel.web import TheMasterSecret, WriteUnit
from backoffice_server.kernel.web.bodies import unpacked
from backoffice_server.kernel.web.units import database_of
from backoffice_server.sync.enrolling import service
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.enrolment import EnrolReply, EnrolRequest

router = APIRouter(prefix="/api", tags=["sync"])
# A shop of 100,000 products, unpacked.
BODY_BYTES_MAX: Final = 64 * 1024 * 1024
# Nobody has shown who he is yet: more than a plain request is unpacked and read for a good code only.
PLAIN_BYTES_MAX: Final = 64 * 1024


async def _body(request: Request) -> bytes:
    return await request.body()


@router.post("/enrol", status_code=201)
def enrol(
    request: Request, body: Annotated[bytes, Depends(_body)], unit: WriteUnit, secret: TheMasterSecret
) -> EnrolReply:
    encoding = request.headers.get("Content-Encoding", "")
    if encoding or len(body) > PLAIN_BYTES_MAX:
        _refuse_strangers(request)
    asked = _read(unpacked(body, encoding, bytes_max=BODY_BYTES_MAX))
    return service.enrol(unit, request=asked, secret=secret)


def _refuse_strangers(request: Request) -> None:
    kind, _, code = request.headers.get("Authorization", "").partition(" ")
    with database_of(request).read() as unit:
        if kind.lower() != "code" or not tills.is_good(unit, code=code):
            raise Refusal(ErrorCode.ENROLMENT_CODE_UNKNOWN)


def _read(body: bytes) -> EnrolRequest:
    try:
        return EnrolRequest.model_validate_json(body)
    except ValidationError as fault:
        raise RequestValidationError(fault.errors(include_url=False, include_input=False)) from fault
