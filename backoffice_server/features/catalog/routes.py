"""The catalogue over HTTP."""

from typing import Annotated, Any, Final, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.catalog import import_products, levels, listing, price_lists, queries, service
from backoffice_server.features.catalog.import_products import Customers
from backoffice_server.features.catalog.listing import Asked, Limits, StockLevel, StockLevels
from backoffice_server.kernel.web import ReadUnit, SignedInStaff, WriteUnit, needs
from shared_models.rules.price_choice import RETAIL
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.ids import BranchId
from shared_models.values.money import LARGEST_INTEGER
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.catalog import (
    Category,
    PriceListLine,
    ProductDocument,
    ProductLine,
    SaveCategory,
    SaveProduct,
)
from shared_models.wire.importing import ImportPreview
from shared_models.wire.paging import PAGE_ROWS_MAX, Page
from shared_models.wire.replica import PriceLevelRow

router = APIRouter(prefix="/api", tags=["catalog"])
Viewer = Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)]
# As wide as the database's own integers.
Bound = Annotated[int | None, Query(ge=-LARGEST_INTEGER, le=LARGEST_INTEGER)]
# The file itself, whatever its sender calls it.
RAW_BODY: Final[dict[str, Any]] = {
    "requestBody": {"content": {"application/octet-stream": {}}, "required": True}
}
CatalogClerk = Annotated[SignedInStaff, needs(Permission.ADMIN_CATALOG)]


def _stock_levels(request: Request) -> StockLevels:
    return cast(StockLevels, request.app.state.stock_levels)


def _stock_level(request: Request) -> StockLevel:
    return cast(StockLevel, request.app.state.stock_level)


def _customers(request: Request) -> Customers:
    return cast(Customers, request.app.state.customers_by_code)


def _limits(
    *,
    price_at_least: Bound = None,
    price_at_most: Bound = None,
    stock_at_least: Bound = None,
    stock_at_most: Bound = None,
) -> Limits:
    return Limits(price_at_least, price_at_most, stock_at_least, stock_at_most)


def _asked(  # noqa: PLR0913 - one argument per query parameter
    *,
    limits: Annotated[Limits, Depends(_limits)],
    search: Annotated[str, Query(max_length=200)] = "",
    category: UUID | None = None,
    active: bool | None = None,
    sort: str = "name",
    descending: bool = False,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=PAGE_ROWS_MAX)] = 100,
    branch: UUID | None = None,
) -> Asked:
    return Asked(search, category, active, sort, descending, after, limit, branch, limits)


@router.get("/categories")
def list_categories(unit: ReadUnit, _: Viewer) -> tuple[Category, ...]:
    return tuple(queries.categories(unit))


@router.post("/categories", status_code=201)
def add_category(request: SaveCategory, unit: WriteUnit, _: CatalogClerk) -> Category:
    return service.save_categories(unit, requests=[request])[0]


@router.get("/price-levels")
def list_price_levels(unit: ReadUnit, _: Viewer) -> tuple[PriceLevelRow, ...]:
    return levels.own_levels(unit)


@router.put("/price-levels/{code}")
def save_price_level(code: str, row: PriceLevelRow, unit: WriteUnit, _: CatalogClerk) -> PriceLevelRow:
    if row.code != code:
        raise invalid([Fault("code", ErrorCode.INVALID)])
    return levels.save_level(unit, row=row)


@router.get("/products")
def list_products(
    asked: Annotated[Asked, Depends(_asked)],
    unit: ReadUnit,
    stock: Annotated[StockLevels, Depends(_stock_levels)],
    level: Annotated[StockLevel, Depends(_stock_level)],
    _: Viewer,
) -> Page[ProductLine]:
    branch = None if asked.branch is None else BranchId(asked.branch)
    return listing.product_page(unit, asked, today=branches.today(unit, branch), stock=stock, level=level)


@router.get("/price-lists/{code}")
def show_price_list(
    code: str,
    asked: Annotated[Asked, Depends(_asked)],
    unit: ReadUnit,
    stock: Annotated[StockLevels, Depends(_stock_levels)],
    level: Annotated[StockLevel, Depends(_stock_level)],
    _: Viewer,
) -> Page[PriceListLine]:
    if code != RETAIL and code not in levels.codes(unit):
        raise Refusal(ErrorCode.UNKNOWN_PRICE_LEVEL)
    today = branches.today(unit, None if asked.branch is None else BranchId(asked.branch))
    return price_lists.price_list(unit, asked, level_code=code, today=today, stock=stock, level=level)


@router.get("/products/{product}")
def one_product(product: UUID, unit: ReadUnit, _: Viewer) -> ProductDocument:
    return service.document(unit, product=product)


@router.post("/products", status_code=201)
def add_product(request: SaveProduct, unit: WriteUnit, clerk: CatalogClerk) -> ProductDocument:
    return service.save_product(unit, product=None, request=request, by=clerk.staff)


@router.put("/products/{product}")
def change_product(
    product: UUID, request: SaveProduct, unit: WriteUnit, clerk: CatalogClerk
) -> ProductDocument:
    return service.save_product(unit, product=product, request=request, by=clerk.staff)


async def _file(request: Request) -> bytes:
    return await request.body()


@router.post("/products/import", openapi_extra=RAW_BODY)
def import_file(
    content: Annotated[bytes, Depends(_file)],
    read: ReadUnit,
    write: WriteUnit,
    clerk: CatalogClerk,
    customers: Annotated[Customers, Depends(_customers)],
    *,
    dry_run: bool = False,
    filename: Annotated[str, Query(max_length=200)] = "",
) -> ImportPreview:
    unit = read if dry_run else write
    return import_products.import_products(
        unit, content=content, filename=filename, dry_run=dry_run, by=clerk.staff, customers=customers
    )
