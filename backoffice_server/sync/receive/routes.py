"""POST /api/sync/push: JSON, plain or gzipped; one transaction per push."""

from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from backoffice_server.features.tills.keys import keys_of
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.people import EnrolledTill
from backoffice_server.kernel.web import TheMasterSecret, TillDevice, WriteTurn
from backoffice_server.kernel.web.bodies import unpacked
from backoffice_server.kernel.web.units import database_of
from backoffice_server.sync.receive.parsing import Item, parse
from backoffice_server.sync.receive.service import receive
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import BATCH_BYTES_MAX
from shared_models.wire.sync import PushReply, PushRequest

router = APIRouter(prefix="/api/sync", tags=["sync"])
# Of the unpacked body: a batch at its limit, every character of it escaped.
BODY_BYTES_MAX: Final = 32 * 1024 * 1024
TRIES: Final = 4
# SQLSTATEs of two transactions that met: serialization failure and deadlock.
MET: Final = frozenset({"40001", "40P01"})


async def _body(request: Request) -> bytes:
    return await request.body()


@router.post("/push", response_model=PushReply)
def push(
    request: Request,
    body: Annotated[bytes, Depends(_body)],
    till: TillDevice,
    secret: TheMasterSecret,
    _: WriteTurn,
) -> Response:
    pushed = _read(unpacked(body, request.headers.get("Content-Encoding", ""), bytes_max=BODY_BYTES_MAX))
    reply = _received(database_of(request), till, pushed, parse(pushed, keys_of(secret, till)))
    # Made here: the framework would check and copy every result once more.
    return Response(reply.model_dump_json(), media_type="application/json")


def _received(database: Database, till: EnrolledTill, pushed: PushRequest, items: list[Item]) -> PushReply:
    for tries_left in reversed(range(TRIES)):
        try:
            with database.write() as unit:
                return receive(unit, till, pushed, items)
        except Exception as error:
            if not tries_left or not _met_another(error):
                raise
    raise Refusal(ErrorCode.SERVER_BUSY)


def _met_another(error: BaseException) -> bool:
    """Whether the transaction only lost to another one: it may simply be tried again."""
    driver_error = getattr(error, "orig", error)
    return getattr(driver_error, "sqlstate", None) in MET


def _read(body: bytes) -> PushRequest:
    try:
        pushed = PushRequest.model_validate_json(body)
    except ValidationError as fault:
        raise RequestValidationError(fault.errors(include_url=False, include_input=False)) from fault
    # One event over the limit is set aside; several that are too much together must come in two pushes.
    if len(pushed.events) > 1 and sum(len(item.bytes) for item in pushed.events) > BATCH_BYTES_MAX:
        raise Refusal(ErrorCode.TOO_LARGE, bytes=BATCH_BYTES_MAX)
    return pushed
