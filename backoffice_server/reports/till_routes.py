"""The board of tills and the confirmed shifts over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query

from backoffice_server.kernel.web import ReadUnit, SignedInStaff, TillDevice, needs
from backoffice_server.reports import own_reviews, till_board, till_events
from shared_models.values.codes import Permission
from shared_models.wire.paging import PAGE_ROWS_MAX, Page
from shared_models.wire.tills import (
    ConfirmedShift,
    OwnReview,
    TillEvent,
    TillEventText,
    TillState,
    TillStream,
)

board = APIRouter(prefix="/api/tills", tags=["tills"])
own = APIRouter(prefix="/api/sync", tags=["sync"])
Viewer = Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)]


@board.get("")
def list_tills(unit: ReadUnit, _: Viewer) -> tuple[TillState, ...]:
    return till_board.till_states(unit)


@board.get("/{register}/streams")
def list_streams(register: UUID, unit: ReadUnit, _: Viewer) -> tuple[TillStream, ...]:
    return till_events.till_streams(unit, register_id=register)


@board.get("/streams/{branch}/{stream}/events")
def list_events(
    branch: UUID,
    stream: UUID,
    unit: ReadUnit,
    _: Viewer,
    *,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)] = 100,
) -> Page[TillEvent]:
    return till_events.event_page(unit, branch_id=branch, stream_id=stream, after=after, limit=limit)


@board.get("/streams/{branch}/{stream}/events/{seq}/{hash_}")
def show_event(
    branch: UUID,
    stream: UUID,
    seq: Annotated[int, Path(ge=-(2**63), lt=2**63)],
    hash_: str,
    unit: ReadUnit,
    _: Viewer,
) -> TillEventText:
    return till_events.one_event(unit, branch_id=branch, stream_id=stream, seq=seq, hash_=hash_)


@own.get("/reviews")
def list_own_reviews(unit: ReadUnit, till: TillDevice) -> tuple[OwnReview, ...]:
    return own_reviews.own_reviews(unit, till)


@board.get("/shifts")
def list_shifts(
    unit: ReadUnit,
    _: Viewer,
    *,
    branch: UUID | None = None,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)] = 100,
) -> Page[ConfirmedShift]:
    return till_board.shift_page(unit, branch_id=branch, first=first, last=last, after=after, limit=limit)


router = APIRouter()
router.include_router(board)
router.include_router(own)
