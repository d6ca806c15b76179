"""Stock for the admin tab: the list of levels, and the card of one product in one branch."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.catalog.tables import barcode, category, product, product_unit
from backoffice_server.features.ledger.tables import posting
from backoffice_server.features.sales.tables import product_stat
from backoffice_server.features.stock.tables import stock, stock_move
from backoffice_server.kernel import paging
from backoffice_server.kernel.types import Day
from backoffice_server.kernel.unit import Unit
from backoffice_server.reports.columns import whole_sum
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.paging import Page
from shared_models.wire.stock import StockCard, StockCardLine, StockLine

_CATEGORY: Final = func.coalesce(category.c.name, "")
_LAST_SALE: Final = func.coalesce(product_stat.c.last_sale, literal(date.min, Day), type_=Day)
SORTS: Final[dict[str, Sequence[ColumnElement[Any]]]] = {
    "name": (product.c.name_key,),
    "sku": (product.c.sku,),
    "category": (_CATEGORY, product.c.name_key),
    "qty": (stock.c.qty,),
    "value": (stock.c.value,),
    "last_sale": (_LAST_SALE, product.c.name_key),
}


@dataclass(frozen=True, slots=True)
class LevelsWanted:
    """Which levels; `search` looks into names, codes and barcodes."""

    branch: UUID | None = None
    search: str = ""


def levels(
    unit: Unit, wanted: LevelsWanted, *, sort: str, descending: bool, after: str | None, limit: int
) -> Page[StockLine]:
    """One page of levels. Refuses a sort there is not."""
    if sort not in SORTS:
        raise invalid([Fault("sort", ErrorCode.INVALID)])
    filters = list(_filters(wanted))
    rows, following = paging.page(
        unit,
        _lines().where(*filters),
        order=[*SORTS[sort], stock.c.product_id, stock.c.branch_id],
        after=after,
        limit=limit,
        descending=descending,
    )
    counted = select(func.count()).select_from(stock)
    if wanted.search:
        counted = counted.join(product, product.c.product_id == stock.c.product_id)
    total = unit.connection.execute(counted.where(*filters)).scalar_one()
    return Page[StockLine](rows=tuple(map(_line, rows)), next=following, total=total)


def card(
    unit: Unit, *, product_id: UUID, branch_id: UUID, first: date | None, last: date | None
) -> StockCard:
    """Movements by posting date, in the order of their postings; the opening is what was booked before."""
    query = _lines().where(stock.c.branch_id == branch_id, stock.c.product_id == product_id)
    found = unit.connection.execute(query).one_or_none()
    line = _line(found) if found is not None else _never_moved(unit, product_id, branch_id)
    move = stock_move.c
    moves = (
        select(posting, move.qty, move.value, move.qty_after, move.value_after)
        .select_from(stock_move)
        .join(posting, _posting_of_move())
        .where(move.branch_id == branch_id, move.product_id == product_id)
        .order_by(move.posting_no, move.line)
    )
    if last is not None:
        moves = moves.where(posting.c.posting_date <= last)
    if first is None:
        opening = (0, 0)
    else:
        moves = moves.where(posting.c.posting_date >= first)
        opening = _opening(unit, product_id, branch_id, first)
    return StockCard(
        line=line,
        opening_qty=opening[0],
        opening_value=opening[1],
        rows=tuple(_card_line(row) for row in unit.connection.execute(moves)),
    )


def _opening(unit: Unit, product_id: UUID, branch_id: UUID, first: date) -> tuple[int, int]:
    query = (
        select(whole_sum(stock_move.c.qty), whole_sum(stock_move.c.value))
        .select_from(stock_move)
        .join(posting, _posting_of_move())
        .where(
            stock_move.c.branch_id == branch_id,
            stock_move.c.product_id == product_id,
            posting.c.posting_date < first,
        )
    )
    qty, value = unit.connection.execute(query).one()
    return qty, value


def _filters(wanted: LevelsWanted) -> Iterator[ColumnElement[bool]]:
    if wanted.branch is not None:
        yield stock.c.branch_id == wanted.branch
    if wanted.search:
        coded = select(barcode.c.product_id).where(barcode.c.barcode == wanted.search)
        yield or_(
            product.c.name_key.contains(wanted.search.lower(), autoescape=True),
            product.c.sku.icontains(wanted.search, autoescape=True),
            product.c.product_id.in_(coded),
        )


def _lines() -> Select[Any]:
    return (
        select(
            stock.c.branch_id,
            branch.c.code.label("branch_code"),
            stock.c.product_id,
            product.c.sku,
            product.c.name,
            category.c.name.label("category"),
            product_unit.c.unit,
            stock.c.qty,
            stock.c.value,
            product_stat.c.last_sale,
        )
        .select_from(stock)
        .join(branch, branch.c.branch_id == stock.c.branch_id)
        .join(product, product.c.product_id == stock.c.product_id)
        .outerjoin(category, category.c.category_id == product.c.category_id)
        .outerjoin(product_unit, _base_unit())
        .outerjoin(
            product_stat,
            and_(
                product_stat.c.branch_id == stock.c.branch_id,
                product_stat.c.product_id == stock.c.product_id,
            ),
        )
    )


def _line(row: Row[Any]) -> StockLine:
    return StockLine(
        branch=row.branch_id,
        branch_code=row.branch_code,
        product=row.product_id,
        sku=row.sku,
        name=row.name,
        category=row.category,
        unit=row.unit or "-",
        qty=row.qty,
        value=row.value,
        last_sale=row.last_sale,
    )


def _never_moved(unit: Unit, product_id: UUID, branch_id: UUID) -> StockLine:
    query = (
        select(
            branch.c.code,
            product.c.sku,
            product.c.name,
            category.c.name.label("category"),
            product_unit.c.unit,
        )
        .select_from(product)
        .join(branch, branch.c.branch_id == branch_id)
        .outerjoin(category, category.c.category_id == product.c.category_id)
        .outerjoin(product_unit, _base_unit())
        .where(product.c.product_id == product_id)
    )
    row = unit.connection.execute(query).one_or_none()
    if row is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="product")
    return StockLine(
        branch=branch_id,
        branch_code=row.code,
        product=product_id,
        sku=row.sku,
        name=row.name,
        category=row.category,
        unit=row.unit or "-",
        qty=0,
        value=0,
        last_sale=None,
    )


def _card_line(row: Row[Any]) -> StockCardLine:
    return StockCardLine(
        posting_no=row.posting_no,
        at=row.at,
        bdate=row.bdate,
        document_kind=row.document_kind,
        document=row.document_id,
        document_no=row.document_no,
        qty=row.qty,
        value=row.value,
        qty_after=row.qty_after,
        value_after=row.value_after,
    )


def _posting_of_move() -> ColumnElement[bool]:
    return and_(
        posting.c.branch_id == stock_move.c.branch_id, posting.c.posting_no == stock_move.c.posting_no
    )


def _base_unit() -> ColumnElement[bool]:
    return and_(product_unit.c.product_id == product.c.product_id, product_unit.c.position == 0)
