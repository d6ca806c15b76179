"""Lots, serial numbers and confirmations over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backoffice_server.kernel.web import ReadUnit, SignedInStaff, needs
from backoffice_server.reports import tracking
from shared_models.values.codes import Permission
from shared_models.wire.tracking import Checks, Lots, Serials

router = APIRouter(prefix="/api/tracking", tags=["stock"])
Viewer = Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)]
Search = Annotated[str, Query(max_length=200)]


@router.get("/lots")
def list_lots(
    unit: ReadUnit,
    _: Viewer,
    *,
    branch: UUID | None = None,
    within_days: Annotated[int | None, Query(ge=0, le=3650)] = None,
    search: Search = "",
) -> Lots:
    return tracking.lots(unit, branch_id=branch, within_days=within_days, search=search)


@router.get("/serials")
def list_serials(unit: ReadUnit, _: Viewer, *, branch: UUID | None = None, search: Search = "") -> Serials:
    return tracking.serials(unit, branch_id=branch, search=search)


@router.get("/checks")
def list_checks(
    unit: ReadUnit,
    _: Viewer,
    *,
    branch: UUID | None = None,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
) -> Checks:
    return tracking.checks(unit, branch_id=branch, first=first, last=last)
