"""POST /api/sync/push: JSON, plain or gzipped; one transaction per push."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from backoffice_server.features.tills.keys import keys_of
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.people import EnrolledTill
from backoffice_server.kernel.web import TheMasterSecret, WriteTurn
from backoffice_server.kernel.web.bodies import unpacked
from backoffice_server.kernel.web.people import signed_in, till_device
from backoffice_server.kernel.web.units import database_of
from backoffice_server.sync.receive.parsing import Item, parse
from backoffice_server.sync.receive.streams import refuse_other_device
from backoffice_server.sync.receive.transaction import original_till, received
from backoffice_server.sync.receive.turns import EVENTS_BESIDE_LIVE, Turns
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import BATCH_BYTES_MAX
from shared_models.wire.sync import Limits, PushReply, PushRequest

router = APIRouter(prefix="/api/sync", tags=["sync"])
# Of the unpacked body: a batch at its limit, every character of it escaped.
BODY_BYTES_MAX: Final = 32 * 1024 * 1024


def _who(request: Request) -> EnrolledTill | None:
    """The till that hands in its own, or null for a person who may bring what any till of the shop wrote."""
    if request.headers.get("Authorization", "").lower().startswith("till "):
        return till_device(request)
    if Permission.IMPORT_SALES not in signed_in(request).permissions:
        raise Refusal(ErrorCode.NOT_ALLOWED, permission=Permission.IMPORT_SALES.value)
    return None


async def _body(request: Request) -> bytes:
    return await request.body()


async def _in_turn(request: Request, body: Annotated[bytes, Depends(_body)]) -> AsyncIterator[Turns]:
    """Holds no thread while it waits: live tills would run out of them."""
    state = request.app.state
    if not hasattr(state, "turns"):
        clock = asyncio.get_running_loop().time
        state.turns = Turns(lambda: int(clock() * 1000))
    turns: Turns = state.turns
    async with turns.turn(size=len(body)):
        yield turns


@router.post("/push", response_model=PushReply)
def push(
    request: Request,
    body: Annotated[bytes, Depends(_body)],
    who: Annotated[EnrolledTill | None, Depends(_who)],
    secret: TheMasterSecret,
    turns: Annotated[Turns, Depends(_in_turn, scope="function")],
    _: WriteTurn,
) -> Response:
    pushed = _read(unpacked(body, request.headers.get("Content-Encoding", ""), bytes_max=BODY_BYTES_MAX))
    till, items = _read_as_of(request, who, pushed, secret)
    reply = received(database_of(request), till, pushed, items, imported=who is None)
    if turns.lively:
        limits = Limits(events=EVENTS_BESIDE_LIVE, bytes=BATCH_BYTES_MAX)
        pause = turns.pause_ms(size=len(body))
        reply = reply.model_copy(update={"limits": limits, "retry_after_ms": pause})
    # Made here: the framework would check and copy every result once more.
    return Response(reply.model_dump_json(), media_type="application/json")


def _read_as_of(
    request: Request, who: EnrolledTill | None, pushed: PushRequest, secret: MasterSecret
) -> tuple[EnrolledTill, list[Item]]:
    """The till that wrote it, and its items read with that till's keys."""
    if who is not None:
        refuse_other_device(who, pushed)
        return who, parse(pushed, keys_of(secret, who))
    till, keys = original_till(database_of(request), secret, pushed.device)
    return till, parse(pushed, keys)


def _read(body: bytes) -> PushRequest:
    try:
        # A newer till may say more than this server knows: its sales come in all the same.
        pushed = PushRequest.model_validate_json(body, extra="ignore")
    except ValidationError as fault:
        raise RequestValidationError(fault.errors(include_url=False, include_input=False)) from fault
    # One event over the limit is set aside; several that are too much together must come in two pushes.
    if len(pushed.events) > 1 and sum(len(item.bytes) for item in pushed.events) > BATCH_BYTES_MAX:
        raise Refusal(ErrorCode.TOO_LARGE, bytes=BATCH_BYTES_MAX)
    return pushed
