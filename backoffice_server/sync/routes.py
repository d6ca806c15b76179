"""What a till asks: changes, a snapshot, its own streams, a confirmed shift, the time."""

import gzip
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from backoffice_server.features.sales.shifts import one_shift
from backoffice_server.features.sales.whole_receipt import whole_receipt
from backoffice_server.kernel.web import ActiveTill, ReadUnit, TillDevice
from backoffice_server.sync import streams
from backoffice_server.sync.changes import changes
from backoffice_server.sync.snapshot import snapshot
from shared_models.wire.sync import ChangesReply, SnapshotReply, StreamEventsReply, TimeReply
from shared_models.wire.tills import ConfirmedShift, WholeReceipt

router = APIRouter(prefix="/api", tags=["sync"])
WORTH_PACKING: Final = 2_000
LEVEL: Final = 4


@router.get("/sync/changes", response_model=ChangesReply)
def pull_changes(request: Request, cursor: str, unit: ReadUnit, till: ActiveTill) -> Response:
    return _packed(request, changes(unit, branch=till.branch, cursor=cursor, device=till.device))


@router.get("/sync/snapshot", response_model=SnapshotReply)
def pull_snapshot(request: Request, unit: ReadUnit, till: ActiveTill, after: str | None = None) -> Response:
    return _packed(request, snapshot(unit, branch=till.branch, after=after, device=till.device))


@router.get("/sync/streams/{stream}/events")
def stream_events(
    stream: UUID, unit: ReadUnit, till: TillDevice, from_: Annotated[int, Query(alias="from", ge=1)] = 1
) -> StreamEventsReply:
    return streams.stream_events(unit, till, stream_id=stream, from_seq=from_)


@router.get("/sync/shifts/{shift}")
def confirmed_shift(shift: UUID, unit: ReadUnit, till: TillDevice) -> ConfirmedShift:
    return one_shift(unit, branch=till.branch, shift_id=shift)


@router.get("/sync/receipts/{number}")
def receipt_elsewhere(number: str, unit: ReadUnit, _: ActiveTill) -> WholeReceipt:
    return whole_receipt(unit, number=number)


@router.get("/time")
def server_time(unit: ReadUnit) -> TimeReply:
    return TimeReply(server_time=unit.now())


def _packed(request: Request, body: bytes) -> Response:
    """JSON as it is, gzipped when it is large and the till understands that."""
    headers = {"Vary": "Accept-Encoding"}
    if len(body) >= WORTH_PACKING and "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
        body = gzip.compress(body, LEVEL)
    return Response(body, media_type="application/json", headers=headers)
