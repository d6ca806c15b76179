"""The books over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backoffice_server.features.ledger import listing
from backoffice_server.kernel.web import ReadUnit, SignedInStaff, needs
from shared_models.values.codes import Permission
from shared_models.wire.ledger import AccountEntries, Entry

router = APIRouter(prefix="/api/ledger", tags=["ledger"])
Viewer = Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)]


@router.get("/accounts/{account}/entries")
def account_entries(
    account: str,
    unit: ReadUnit,
    _: Viewer,
    branch: UUID | None = None,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
    after: str | None = None,
) -> AccountEntries:
    return listing.account_entries(
        unit,
        code=account,
        branches=[branch] if branch else [],
        period=listing.Period(first, last),
        after=after,
        limit=200,
    )


@router.get("/entries/{branch}/{posting_no}")
def entry(branch: UUID, posting_no: int, unit: ReadUnit, _: Viewer) -> Entry:
    return listing.entry(unit, branch_id=branch, posting_no=posting_no)
