"""Shifts and drawers: what is expected, what the ledger holds, and the till's figures beside our own."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from backoffice_server.features.ledger.tables import journal_line
from backoffice_server.features.reviews.tables import review_mark
from backoffice_server.features.sales.tables import cash_movement, sale, sale_payment, shift
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof.findings import Finding, count, finding
from shared_models.rules.accounts import Account
from shared_models.rules.shifts import ShiftSums
from shared_models.values.codes import ReviewCode, TenderMethod


def drawers_agree(unit: Unit) -> Iterable[Finding]:
    """I10: each drawer's account holds what its open shifts expect, and nothing once they are closed."""
    checked = count(unit, select(func.count()).select_from(shift))
    yield finding("I10", "drawer account = cash expected in open shifts", checked, _drawers_off(unit))
    yield finding("I10", "shift cash = its receipts and cash movements", checked, _cash_off(unit))


def shifts_agree(unit: Unit) -> Iterable[Finding]:
    """I14: the till's figures of a closed shift are the server's own, field by field, or flagged."""
    closed = select(shift).where(shift.c.closed_at.is_not(None))
    marked = select(review_mark.c.branch_id, review_mark.c.document_id).where(
        review_mark.c.code == ReviewCode.SHIFT_FIGURES_DIFFER.value
    )
    flagged = {(row.branch_id, row.document_id) for row in unit.connection.execute(marked)}
    rows = unit.connection.execute(closed).all()
    offenders = (
        f"shift {row.shift_id}: {off}"
        for row in rows
        if (off := _differences(row)) and (row.branch_id, row.shift_id) not in flagged
    )
    yield finding("I14", "till's shift figures = server's, field by field", len(rows), offenders)


def shift_counts_agree(unit: Unit) -> Iterable[Finding]:
    """I13: the running figures of a shift are what its receipts add up to."""
    checked = count(unit, select(func.count()).select_from(shift))
    yield finding("I13", "shift figures = rebuild from receipts", checked, _sums_off(unit))


def _differences(row: Any) -> dict[str, int]:
    theirs = json.loads(row.till_figures or "{}")
    mine = dict(row._mapping)  # noqa: SLF001 - public in SQLAlchemy
    mine["expected"] = _expected(row)
    off = {name: value - mine[name] for name, value in theirs.items() if value != mine[name]}
    if row.issued != row.acknowledged:
        off["issued"] = row.issued - row.acknowledged
    return off


def _expected(row: Any) -> int:
    return int(row.opening_float + row.cash_sales - row.cash_refunds + row.cash_in - row.cash_out)


def _drawers_off(unit: Unit) -> Iterator[str]:
    lines = journal_line.c
    held = (
        select(lines.branch_id, lines.register_id, func.sum(lines.amount).label("held"))
        .where(lines.account == Account.TILL_CASH.value)
        .group_by(lines.branch_id, lines.register_id)
    )
    expected: dict[tuple[Any, Any], int] = {}
    for row in unit.connection.execute(select(shift).where(shift.c.closed_at.is_(None))):
        key = (row.branch_id, row.register_id)
        expected[key] = expected.get(key, 0) + _expected(row)
    for key, cash in _cash_without_shift(unit).items():
        expected[key] = expected.get(key, 0) + cash
    booked = {(row.branch_id, row.register_id): int(row.held) for row in unit.connection.execute(held)}
    for key in expected.keys() | booked.keys():
        if expected.get(key, 0) != booked.get(key, 0):
            yield f"register {key[1]}: expected {expected.get(key, 0)}, ledger {booked.get(key, 0)}"


def _cash_without_shift(unit: Unit) -> dict[tuple[Any, Any], int]:
    """Cash that reached a drawer outside any shift, or in a shift after it was closed."""
    cash: dict[tuple[Any, Any], int] = {}
    paid = (
        select(sale.c.branch_id, sale.c.register_id, func.sum(sale_payment.c.amount).label("cash"))
        .join(
            sale_payment,
            and_(
                sale_payment.c.branch_id == sale.c.branch_id,
                sale_payment.c.posting_no == sale.c.posting_no,
            ),
        )
        .where(sale.c.shift_id.is_(None), sale_payment.c.method == TenderMethod.CASH.value)
        .group_by(sale.c.branch_id, sale.c.register_id)
    )
    moved = (
        select(
            cash_movement.c.branch_id,
            cash_movement.c.register_id,
            func.sum(cash_movement.c.amount).label("cash"),
        )
        .where(cash_movement.c.shift_id.is_(None))
        .group_by(cash_movement.c.branch_id, cash_movement.c.register_id)
    )
    for query in (paid, moved):
        for row in unit.connection.execute(query):
            key = (row.branch_id, row.register_id)
            cash[key] = cash.get(key, 0) + int(row.cash)
    return cash


def _cash_off(unit: Unit) -> Iterator[str]:
    cash = case((sale_payment.c.method == TenderMethod.CASH.value, sale_payment.c.amount), else_=0)
    paid = (
        select(
            sale.c.branch_id,
            sale.c.shift_id,
            func.sum(case((sale.c.kind == "sale", cash), else_=0)).label("cash_sales"),
            func.sum(case((sale.c.kind == "return", -cash), else_=0)).label("cash_refunds"),
        )
        .join(
            sale_payment,
            and_(
                sale_payment.c.branch_id == sale.c.branch_id,
                sale_payment.c.posting_no == sale.c.posting_no,
            ),
        )
        .group_by(sale.c.branch_id, sale.c.shift_id)
        .subquery()
    )
    own = cash_movement.c
    moved = (
        select(
            own.branch_id,
            own.shift_id,
            func.sum(case((own.amount > 0, own.amount), else_=0)).label("cash_in"),
            func.sum(case((own.amount < 0, -own.amount), else_=0)).label("cash_out"),
        )
        .group_by(own.branch_id, own.shift_id)
        .subquery()
    )
    query = (
        select(shift.c.shift_id)
        .outerjoin(paid, and_(paid.c.branch_id == shift.c.branch_id, paid.c.shift_id == shift.c.shift_id))
        .outerjoin(moved, and_(moved.c.branch_id == shift.c.branch_id, moved.c.shift_id == shift.c.shift_id))
        .where(
            or_(
                func.coalesce(paid.c.cash_sales, 0) != shift.c.cash_sales,
                func.coalesce(paid.c.cash_refunds, 0) != shift.c.cash_refunds,
                func.coalesce(moved.c.cash_in, 0) != shift.c.cash_in,
                func.coalesce(moved.c.cash_out, 0) != shift.c.cash_out,
            )
        )
    )
    for row in unit.connection.execute(query):
        yield f"shift {row.shift_id}"


def _sums_off(unit: Unit) -> Iterator[str]:
    sold, returned = sale.c.kind == "sale", sale.c.kind == "return"
    figures = {
        "sales": case((sold, 1), else_=0),
        "returns": case((returned, 1), else_=0),
        "gross_sales": case((sold, sale.c.gross), else_=0),
        "discounts": case((sold, sale.c.discount), else_=0),
        "sales_total": case((sold, sale.c.total), else_=0),
        "returns_total": case((returned, -sale.c.total), else_=0),
        "tax_on_sales": case((sold, sale.c.tax), else_=0),
        "tax_on_returns": case((returned, -sale.c.tax), else_=0),
        "rounding": sale.c.rounding,
    }
    assert figures.keys() <= {one.name for one in fields(ShiftSums)}
    sums = (
        select(
            sale.c.branch_id,
            sale.c.shift_id,
            func.count().label("posted"),
            *(func.sum(figure).label(name) for name, figure in figures.items()),
        )
        .group_by(sale.c.branch_id, sale.c.shift_id)
        .subquery()
    )
    differs = [func.coalesce(sums.c[name], 0) != shift.c[name] for name in (*figures, "posted")]
    query = (
        select(shift.c.shift_id)
        .outerjoin(sums, and_(sums.c.branch_id == shift.c.branch_id, sums.c.shift_id == shift.c.shift_id))
        .where(or_(*differs))
    )
    for row in unit.connection.execute(query):
        yield f"shift {row.shift_id}"
