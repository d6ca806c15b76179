"""Posted receipts over HTTP."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import Field

from backoffice_server.features.sales import listing
from backoffice_server.kernel.web import ReadUnit, SignedInStaff, needs
from shared_models.rules.receipt import ReceiptKind
from shared_models.values.codes import Permission
from shared_models.wire.base import ApiModel
from shared_models.wire.documents import SaleDocument, SalesPage

router = APIRouter(prefix="/api/sales", tags=["sales"])
Viewer = Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)]


class SalesQuery(ApiModel):
    """Which receipts, in which order."""

    branch: UUID | None = None
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")
    search: str = ""
    register_id: UUID | None = Field(default=None, alias="register")
    kind: ReceiptKind | None = None
    cashier: str = ""
    to_review: bool = False
    sort: str = "at"
    descending: bool = True
    after: str | None = None
    limit: int = 100


@router.get("")
def list_sales(query: Annotated[SalesQuery, Query()], unit: ReadUnit, _: Viewer) -> SalesPage:
    wanted = listing.SalesWanted(
        branch=query.branch,
        first=query.first,
        last=query.last,
        search=query.search.strip(),
        register_id=query.register_id,
        kind=query.kind,
        cashier=query.cashier.strip(),
        to_review=query.to_review,
    )
    return listing.sales(
        unit,
        wanted,
        sort=query.sort,
        descending=query.descending,
        after=query.after,
        limit=query.limit,
    )


@router.get("/{branch}/{sale}")
def show_sale(branch: UUID, sale: UUID, unit: ReadUnit, _: Viewer) -> SaleDocument:
    return listing.document(unit, branch_id=branch, sale_id=sale)
