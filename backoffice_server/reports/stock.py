"""Stock on hand, and the card of one product."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.catalog.tables import category, product, product_unit
from backoffice_server.features.ledger.tables import posting
from backoffice_server.features.sales.tables import product_stat
from backoffice_server.features.stock.tables import stock, stock_move
from backoffice_server.kernel.unit import Unit
from backoffice_server.reports import columns as c
from backoffice_server.reports.columns import iso, table_of, whole_sum
from backoffice_server.reports.scope import Scope, product_of
from backoffice_server.texts import N_
from shared_models.values.money import divide_half_up
from shared_models.values.quantity import ONE
from shared_models.wire.reports import ColumnKind, ReportName, ReportTable

QTY: Final = c.Column("qty", N_("Quantity"), ColumnKind.QUANTITY)
AVERAGE: Final = c.Column("average", N_("Average cost"), ColumnKind.MONEY)
LAST_SALE: Final = c.Column("last_sale", N_("Last sold"), ColumnKind.DATE)
POSTED: Final = c.Column("posting_no", N_("Posting"), ColumnKind.INTEGER)
DOCUMENT: Final = c.Column("document_kind", N_("Document"), ColumnKind.CODE)
DOCUMENT_NO: Final = c.Column("document_no", N_("Number"), ColumnKind.CODE)
QTY_AFTER: Final = c.Column("qty_after", N_("Level after"), ColumnKind.QUANTITY)
VALUE_AFTER: Final = c.Column("value_after", N_("Value after"), ColumnKind.MONEY)


def on_hand(unit: Unit, scope: Scope) -> ReportTable:
    """Levels and their value. With a last day: as the books had them then. Value = inventory account."""
    now = scope.wanted.date_to is None
    levels = _levels_now(scope) if now else _levels_on(scope)
    own = levels.subquery()
    query = (
        select(
            branch.c.code,
            product.c.sku,
            product.c.name,
            category.c.name,
            product_unit.c.unit,
            own.c.qty,
            own.c.value,
            product_stat.c.last_sale,
        )
        .select_from(own)
        .join(branch, branch.c.branch_id == own.c.branch_id)
        .join(product, product.c.product_id == own.c.product_id)
        .outerjoin(category, category.c.category_id == product.c.category_id)
        .outerjoin(product_unit, _base_unit())
        .outerjoin(
            product_stat,
            (product_stat.c.branch_id == own.c.branch_id) & (product_stat.c.product_id == own.c.product_id),
        )
        .order_by(branch.c.code, product.c.sku)
    )
    rows = (
        (code, sku, name, group, base, qty, value, _average(qty, value), iso(last_sale))
        for code, sku, name, group, base, qty, value, last_sale in unit.connection.execute(query)
    )
    columns = (c.BRANCH, c.SKU, c.NAME, c.CATEGORY, c.UNIT, QTY, c.VALUE, AVERAGE, LAST_SALE)
    return table_of(unit, ReportName.STOCK_ON_HAND, scope, columns, rows, dates=not now)


def card(unit: Unit, scope: Scope) -> ReportTable:
    """Movements of one product, in the order of their postings."""
    wanted = product_of(unit, scope.wanted.product)
    query = (
        select(
            branch.c.code,
            posting.c.posting_date,
            posting.c.posting_no,
            posting.c.document_kind,
            posting.c.document_no,
            stock_move.c.qty,
            stock_move.c.value,
            stock_move.c.qty_after,
            stock_move.c.value_after,
        )
        .select_from(stock_move)
        .join(posting, _posting_of_move())
        .join(branch, branch.c.branch_id == stock_move.c.branch_id)
        .where(
            stock_move.c.branch_id.in_(scope.branch_ids),
            stock_move.c.product_id == wanted,
            posting.c.posting_date.between(scope.date_from, scope.date_to),
        )
        .order_by(branch.c.code, stock_move.c.posting_no, stock_move.c.line)
    )
    rows = ((row[0], row[1].isoformat(), *row[2:]) for row in unit.connection.execute(query))
    moved = c.Column("moved", N_("Moved"), ColumnKind.QUANTITY, summed=True)
    columns = (c.BRANCH, c.DATE, POSTED, DOCUMENT, DOCUMENT_NO, moved, c.VALUE, QTY_AFTER, VALUE_AFTER)
    return table_of(unit, ReportName.STOCK_CARD, scope, columns, rows)


def _levels_now(scope: Scope) -> Select[Any]:
    return select(stock.c.branch_id, stock.c.product_id, stock.c.qty, stock.c.value).where(
        stock.c.branch_id.in_(scope.branch_ids)
    )


def _levels_on(scope: Scope) -> Select[Any]:
    move = stock_move.c
    return (
        select(
            move.branch_id,
            move.product_id,
            whole_sum(move.qty).label("qty"),
            whole_sum(move.value).label("value"),
        )
        .select_from(stock_move)
        .join(posting, _posting_of_move())
        .where(move.branch_id.in_(scope.branch_ids), posting.c.posting_date <= scope.date_to)
        .group_by(move.branch_id, move.product_id)
    )


def _posting_of_move() -> ColumnElement[bool]:
    return (posting.c.branch_id == stock_move.c.branch_id) & (posting.c.posting_no == stock_move.c.posting_no)


def _base_unit() -> ColumnElement[bool]:
    return (product_unit.c.product_id == product.c.product_id) & (product_unit.c.position == 0)


def _average(qty: int, value: int) -> int | None:
    return divide_half_up(value * ONE, qty) if qty > 0 else None
