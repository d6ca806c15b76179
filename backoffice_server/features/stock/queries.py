"""Levels of products, for lists that show them beside something else; what one posting moved."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, SelectBase, and_, func, select

from backoffice_server.features.catalog.tables import product, product_unit
from backoffice_server.features.stock.tables import stock, stock_move
from backoffice_server.kernel.unit import Unit
from shared_models.wire.documents import StockMoveRow


def level(of: ColumnElement[UUID], branch: UUID | None) -> ColumnElement[int]:
    """What is on hand of the product of a row, to narrow a list by it; 0 for what never moved."""
    found = select(func.coalesce(func.sum(stock.c.qty), 0)).where(stock.c.product_id == of)
    if branch is not None:
        found = found.where(stock.c.branch_id == branch)
    return found.correlate_except(stock).scalar_subquery()


def on_hand(unit: Unit, products: Sequence[UUID], branch: UUID | None) -> dict[UUID, int]:
    """On hand (thousandths of the base unit) in one branch, or in all; only products that ever moved."""
    query = select(stock.c.product_id, func.sum(stock.c.qty)).where(stock.c.product_id.in_(products))
    if branch is not None:
        query = query.where(stock.c.branch_id == branch)
    rows = unit.connection.execute(query.group_by(stock.c.product_id))
    return {row[0]: int(row[1]) for row in rows}


def moves_of(unit: Unit, *, branch_id: UUID, posting_no: int, lines: SelectBase) -> Iterator[StockMoveRow]:
    """Moves of a posting in the order of its document; found by `lines`: its (product_id, line)."""
    of, move = lines.subquery().c, stock_move.c
    on = and_(
        move.branch_id == branch_id,
        move.product_id == of.product_id,
        move.posting_no == posting_no,
        move.line == of.line,
    )
    base = and_(product_unit.c.product_id == product.c.product_id, product_unit.c.position == 0)
    columns: tuple[ColumnElement[Any], ...] = (
        *(product.c.product_id, product.c.sku, product.c.name, product_unit.c.unit),
        *(move.qty, move.value, move.qty_after),
    )
    query = (
        select(*columns)
        .join_from(of.line.table, stock_move, on)
        .join(product, product.c.product_id == move.product_id)
        .outerjoin(product_unit, base)
        .order_by(of.line)
    )
    for row in unit.connection.execute(query):
        yield StockMoveRow(
            product=row.product_id,
            sku=row.sku,
            name=row.name,
            unit=row.unit or "-",
            qty=row.qty,
            value=row.value,
            qty_after=row.qty_after,
        )
