"""Branches over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter

from backoffice_server.features.branches import queries, service
from backoffice_server.kernel.web import Clerk, ReadUnit, SignedInStaff, WriteUnit, needs
from shared_models.values.codes import Permission
from shared_models.wire.replica import BranchRow

router = APIRouter(prefix="/api/branches", tags=["branches"])


@router.get("")
def list_branches(unit: ReadUnit, _: Clerk) -> tuple[BranchRow, ...]:
    return tuple(queries.branches(unit))


@router.put("/{branch}")
def save_branch(
    branch: UUID,
    row: BranchRow,
    unit: WriteUnit,
    _: Annotated[SignedInStaff, needs(Permission.ADMIN_TILLS)],
) -> BranchRow:
    return service.save_branch(unit, branch_id=branch, row=row)
