"""Reports, Home and stock levels over HTTP: what reads across slices."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field

from backoffice_server.features.incidents import queries as backups
from backoffice_server.kernel.web import ReadUnit, SignedInStaff, TheSettings, needs
from backoffice_server.reports import home as live
from backoffice_server.reports import stock_levels
from backoffice_server.reports.make import make_report
from backoffice_server.reports.scope import Grouping, Wanted, branches_of
from shared_models.values.codes import Permission
from shared_models.wire.base import ApiModel
from shared_models.wire.paging import Page
from shared_models.wire.reports import Home, ReportName, ReportTable
from shared_models.wire.stock import StockCard, StockLine

router = APIRouter(prefix="/api", tags=["reports"])
Viewer = Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)]


class ReportQuery(ApiModel):
    """What a report shall cover; see reports/scope.py."""

    date_from: date | None = Field(default=None, alias="from")
    date_to: date | None = Field(default=None, alias="to")
    branch: str | None = None
    product: str | None = None
    group: Grouping = Grouping.UNIT
    window: int = 90
    fast_percent: int = 70
    a_percent: int = 80
    b_percent: int = 95


class LevelsQuery(ApiModel):
    """Which stock levels, in which order."""

    branch: UUID | None = None
    search: str = ""
    sort: str = "name"
    descending: bool = False
    after: str | None = None
    limit: int = 100


@router.get("/stock")
def list_stock(query: Annotated[LevelsQuery, Query()], unit: ReadUnit, _: Viewer) -> Page[StockLine]:
    return stock_levels.levels(
        unit,
        stock_levels.LevelsWanted(query.branch, query.search.strip()),
        sort=query.sort,
        descending=query.descending,
        after=query.after,
        limit=query.limit,
    )


@router.get("/stock/{product}/card")
def show_card(
    product: UUID,
    unit: ReadUnit,
    _: Viewer,
    branch: str | None = None,
    first: Annotated[date | None, Query(alias="from")] = None,
    last: Annotated[date | None, Query(alias="to")] = None,
) -> StockCard:
    # A card is one branch's: the first one's when none is named.
    place = branches_of(unit, branch)[0]
    return stock_levels.card(unit, product_id=product, branch_id=place.id, first=first, last=last)


@router.get("/home")
def show_home(unit: ReadUnit, settings: TheSettings, _: Viewer, branch: str | None = None) -> Home:
    warnings = ["insecure_lan"] if settings.open_to_the_network else []
    return live.home(unit, branch=branch, warnings=[*warnings, *backups.warnings(unit)])


@router.get("/reports/{name}", response_model=ReportTable)
def show_report(
    name: ReportName, query: Annotated[ReportQuery, Query()], unit: ReadUnit, _: Viewer
) -> Response:
    table = make_report(unit, name, Wanted(**dict(query)))
    # Written as it is: checking thousands of our own rows again would cost more than the report.
    return Response(table.model_dump_json(), media_type="application/json")
