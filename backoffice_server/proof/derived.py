"""Derived tables against a rebuild of them from the documents: every row, every figure."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
)

from backoffice_server.features.ledger.tables import account_day, journal_line, posting
from backoffice_server.features.sales.service.statistics import WINDOW_DAYS
from backoffice_server.features.sales.tables import product_day, product_stat, sale_line
from backoffice_server.features.stock.tables import stock, stock_move
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof.findings import Finding, count, from_rows
from shared_models.rules.accounts import Account


def stock_is_its_moves(unit: Unit) -> Iterable[Finding]:
    """I4: on hand and value are the sums of the moves, and each move went on from the one before it."""
    moves = stock_move.c
    rebuilt = select(
        moves.branch_id,
        moves.product_id,
        func.sum(moves.qty).label("qty"),
        func.sum(moves.value).label("value"),
    ).group_by(moves.branch_id, moves.product_id)
    stands = select(stock.c.branch_id, stock.c.product_id, stock.c.qty, stock.c.value)
    checked = count(unit, select(func.count()).select_from(stock))
    rule = "stock on hand = sum of its moves"
    yield from_rows(unit, "I4", rule, checked, differing(stands, rebuilt, keys=2))
    moved = count(unit, select(func.count()).select_from(stock_move))
    yield from_rows(unit, "I4", "each move goes on from the one before", moved, _broken_moves())
    yield from_rows(unit, "I4", "the remembered cost is that of the last stock", checked, _wrong_ratio())


def inventory_is_stock(unit: Unit) -> Iterable[Finding]:
    """I5: the inventory account holds what the stock is worth, per branch."""
    lines = journal_line.c
    booked = (
        select(lines.branch_id, func.sum(lines.amount).label("value"))
        .where(lines.account == Account.INVENTORY.value)
        .group_by(lines.branch_id)
        # Goods that cost nothing leave no line in the account: nothing is the same as 0.
        .having(func.sum(lines.amount) != 0)
    )
    worth = (
        select(stock.c.branch_id, func.sum(stock.c.value).label("value"))
        .group_by(stock.c.branch_id)
        .having(func.sum(stock.c.value) != 0)
    )
    checked = count(unit, select(func.count(stock.c.branch_id.distinct())))
    yield from_rows(unit, "I5", "inventory account = stock value", checked, differing(booked, worth, keys=1))


def totals_are_recomputed(unit: Unit) -> Iterable[Finding]:
    """I13: daily totals and statistics rows are what the documents add up to."""
    for rule, table, rebuilt, keys in (
        ("totals per account and day", account_day, _account_days(), 3),
        ("totals per product and day", product_day, _product_days(), 3),
    ):
        checked = count(unit, select(func.count()).select_from(table))
        query = differing(select(table), rebuilt, keys=keys)
        yield from_rows(unit, "I13", f"{rule} = rebuild", checked, query)
    checked = count(unit, select(func.count()).select_from(product_stat))
    figures = [column for column in product_stat.c if column.name not in {"as_of", "last_sale"}]
    stands = select(*figures, type_coerce(product_stat.c.last_sale, Integer).label("last_sale"))
    rebuilt = _statistics()
    query = differing(stands, rebuilt, keys=2)
    yield from_rows(unit, "I13", "statistics per product = rebuild", checked, query)


def _account_days() -> Select[Any]:
    lines = journal_line.c
    return (
        select(
            lines.branch_id,
            lines.account,
            posting.c.posting_date.label("day"),
            func.sum(case((lines.amount > 0, lines.amount), else_=0)).label("debit"),
            func.sum(case((lines.amount < 0, -lines.amount), else_=0)).label("credit"),
        )
        .join(
            posting,
            and_(posting.c.branch_id == lines.branch_id, posting.c.posting_no == lines.posting_no),
        )
        .group_by(lines.branch_id, lines.account, posting.c.posting_date)
    )


def _product_days() -> Select[Any]:
    line = sale_line.c
    # Through `posting`, whose key the lines carry; documents.py proves that a sale and its posting agree.
    document = posting.c
    sold, returned = document.document_kind == "sale", document.document_kind == "return"
    return (
        select(
            line.branch_id,
            line.product_id,
            document.bdate,
            func.sum(case((sold, line.qty), else_=0)).label("units_sold"),
            func.sum(case((returned, -line.qty), else_=0)).label("units_returned"),
            func.sum(line.revenue).label("revenue"),
            func.sum(line.tax).label("tax"),
            func.sum(line.cost).label("cost"),
        )
        .join(posting, and_(document.branch_id == line.branch_id, document.posting_no == line.posting_no))
        .group_by(line.branch_id, line.product_id, document.bdate)
    )


def _statistics() -> Select[Any]:
    """Windows ending on each row's own `as_of`, from the daily totals (which are checked by themselves)."""
    day, stat = product_day.c, product_stat.c
    on = type_coerce(day.bdate, Integer)
    net = day.units_sold - day.units_returned
    inside = on > type_coerce(stat.as_of, Integer) - WINDOW_DAYS
    return (
        select(
            day.branch_id,
            day.product_id,
            func.sum(case((inside, net), else_=0)).label("units_90"),
            func.sum(case((inside, day.revenue), else_=0)).label("revenue_90"),
            func.sum(net).label("units_to_date"),
            func.sum(day.revenue).label("revenue_to_date"),
            func.max(case((day.units_sold > 0, on))).label("last_sale"),
        )
        .outerjoin(product_stat, and_(stat.branch_id == day.branch_id, stat.product_id == day.product_id))
        .group_by(day.branch_id, day.product_id)
    )


def _broken_moves() -> Select[Any]:
    moves = stock_move.c
    product, order = (moves.branch_id, moves.product_id), (moves.posting_no, moves.line)

    def before(column: Any) -> Any:
        return func.coalesce(func.lag(column).over(partition_by=product, order_by=order), 0)

    chained = select(
        moves.branch_id,
        moves.product_id,
        moves.posting_no,
        (moves.qty_after - moves.qty - before(moves.qty_after)).label("qty_off"),
        (moves.value_after - moves.value - before(moves.value_after)).label("value_off"),
    ).subquery()
    return select(chained).where(or_(chained.c.qty_off != 0, chained.c.value_off != 0))


def _wrong_ratio() -> Select[Any]:
    moves = stock_move.c
    positive = (
        select(moves.branch_id, moves.product_id, func.max(moves.posting_no).label("last"))
        .where(moves.qty_after > 0, moves.value_after > 0)
        .group_by(moves.branch_id, moves.product_id)
        .subquery()
    )
    last = (
        select(
            moves.branch_id,
            moves.product_id,
            func.max(moves.line).label("line"),
            positive.c.last,
        )
        .join(
            positive,
            and_(
                positive.c.branch_id == moves.branch_id,
                positive.c.product_id == moves.product_id,
                positive.c.last == moves.posting_no,
            ),
        )
        .where(moves.qty_after > 0, moves.value_after > 0)
        .group_by(moves.branch_id, moves.product_id, positive.c.last)
        .subquery()
    )
    rebuilt = select(
        moves.branch_id,
        moves.product_id,
        moves.qty_after.label("ratio_qty"),
        moves.value_after.label("ratio_value"),
    ).join(
        last,
        and_(
            last.c.branch_id == moves.branch_id,
            last.c.product_id == moves.product_id,
            last.c.last == moves.posting_no,
            last.c.line == moves.line,
        ),
    )
    stands = select(stock.c.branch_id, stock.c.product_id, stock.c.ratio_qty, stock.c.ratio_value).where(
        stock.c.ratio_qty != 0
    )
    return differing(stands, rebuilt, keys=2)


def differing(stands: Select[Any], rebuilt: Select[Any], *, keys: int) -> Select[Any]:
    """Rows that are not the same in both: one side counted up, the other down, what is left differs."""
    both = []
    for side, sign in ((stands.subquery(), 1), (rebuilt.subquery(), -1)):
        columns: Sequence[Any] = list(side.c)
        figures = [(sign * _number(column)).label(column.name) for column in columns[keys:]]
        both.append(select(*columns[:keys], *figures, literal(sign).label("sides")))
    signed = union_all(*both).subquery()
    columns = list(signed.c)
    sums = [func.sum(column).label(column.name) for column in columns[keys:]]
    differs = or_(*(func.sum(column) != 0 for column in columns[keys:]))
    return select(*columns[:keys], *sums).group_by(*columns[:keys]).having(differs)


def _number(column: Any) -> Any:
    return func.coalesce(type_coerce(column, Integer), 0)
