"""Points over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backoffice_server.features.points import queries, service
from backoffice_server.kernel.web import ReadUnit, SignedInStaff, WriteUnit, needs
from shared_models.values.codes import Permission
from shared_models.wire.customers import CorrectPoints, CustomerBooked, PointsLine
from shared_models.wire.paging import PAGE_ROWS_MAX, Page

router = APIRouter(prefix="/api/points", tags=["points"])


@router.get("/{customer}")
def list_points(
    customer: UUID,
    unit: ReadUnit,
    _: Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)],
    *,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)] = 100,
) -> Page[PointsLine]:
    return queries.history(unit, customer=customer, after=after, limit=limit)


@router.post("/corrections", status_code=201)
def correct_points(
    request: CorrectPoints, unit: WriteUnit, clerk: Annotated[SignedInStaff, needs(Permission.ADMIN_LEDGER)]
) -> CustomerBooked:
    return service.correct_points(unit, request, by=clerk.staff)
