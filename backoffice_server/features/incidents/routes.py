"""Restores and what came back, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backoffice_server.features.incidents import listing
from backoffice_server.kernel.web import ReadUnit, SignedInStaff, needs
from shared_models.values.codes import Permission
from shared_models.wire.incidents import Incidents, ReceiptsPage

router = APIRouter(prefix="/api/incidents", tags=["incidents"])
Viewer = Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)]


@router.get("")
def list_incidents(unit: ReadUnit, _: Viewer) -> Incidents:
    return Incidents(incidents=listing.incidents(unit))


@router.get("/{incident}/receipts")
def list_receipts(
    incident: UUID,
    unit: ReadUnit,
    _: Viewer,
    branch: UUID | None = None,
    search: Annotated[str, Query(max_length=200)] = "",
    after: str | None = None,
    limit: int = 100,
) -> ReceiptsPage:
    return listing.receipts(unit, incident, branch_id=branch, search=search, after=after, limit=limit)
