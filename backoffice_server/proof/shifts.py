"""Shifts: the till's figures beside our own, and ours beside the receipts they count."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from sqlalchemy import and_, case, func, or_, select

from backoffice_server.features.sales.tables import sale, shift
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof.findings import Finding, count, finding
from backoffice_server.proof.reviews import subjects_of
from shared_models.rules.shifts import ShiftSums
from shared_models.values.codes import ReviewCode


def shifts_agree(unit: Unit) -> Iterable[Finding]:
    """I14: the till's figures of a closed shift are the server's own, field by field, or flagged."""
    closed = select(shift).where(shift.c.closed_at.is_not(None))
    # By the closing itself, or by what came into the shift after it.
    flagged = subjects_of(unit, ReviewCode.SHIFT_FIGURES_DIFFER)
    rows = unit.connection.execute(closed).all()
    offenders = (
        f"shift {row.shift_id}: {off}"
        for row in rows
        if (off := _differences(row)) and (row.branch_id, str(row.shift_id)) not in flagged
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
