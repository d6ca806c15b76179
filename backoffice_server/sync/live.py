"""Live hints over server-sent events: who listens hears that something changed, and asks for it."""

from collections.abc import AsyncIterable

from fastapi import APIRouter, Request
from fastapi.sse import EventSourceResponse

from backoffice_server.kernel.live import Bus, Listener
from backoffice_server.kernel.people import EnrolledTill, SignedInStaff
from backoffice_server.kernel.web import Somebody
from shared_models.wire.sync import LiveHint

router = APIRouter(prefix="/api", tags=["sync"])


@router.get("/live", response_class=EventSourceResponse)
async def live(request: Request, who: Somebody) -> AsyncIterable[LiveHint]:
    bus: Bus = request.app.state.bus
    listener = Listener()
    bus.add(listener)
    try:
        while not listener.closed:
            for hint in await listener.take():
                if _concerns(hint, who):
                    yield hint
    finally:
        bus.remove(listener)


def _concerns(hint: LiveHint, who: SignedInStaff | EnrolledTill) -> bool:
    """A till hears of its company and its own branch; the back office hears everything."""
    if isinstance(who, SignedInStaff):
        return True
    return hint.scope == "company" or (hint.scope == "branch" and hint.branch == who.branch)
