"""The board of tills and the confirmed shifts over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backoffice_server.kernel.web import ReadUnit, SignedInStaff, needs
from backoffice_server.reports import till_board
from shared_models.values.codes import Permission
from shared_models.wire.paging import PAGE_ROWS_MAX, Page
from shared_models.wire.tills import ConfirmedShift, TillState

router = APIRouter(prefix="/api/tills", tags=["tills"])
Viewer = Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)]


@router.get("")
def list_tills(unit: ReadUnit, _: Viewer) -> tuple[TillState, ...]:
    return till_board.till_states(unit)


@router.get("/shifts")
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
