"""Shifts as the server confirms them: its own figures beside the till's."""

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.sales.tables import shift
from backoffice_server.features.staff.tables import staff
from backoffice_server.features.tills.tables import register
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import BranchId
from shared_models.values.refusals import Refusal
from shared_models.wire.tills import ConfirmedShift


def confirmed_shifts() -> Select[Any]:
    """The query behind `confirmed`: narrow it down, order it, hand its rows over."""
    return (
        select(
            shift,
            branch.c.code.label("branch_code"),
            register.c.code.label("register_code"),
            staff.c.name.label("cashier"),
        )
        .select_from(shift)
        .join(branch, branch.c.branch_id == shift.c.branch_id)
        .outerjoin(
            register,
            and_(register.c.branch_id == shift.c.branch_id, register.c.register_id == shift.c.register_id),
        )
        .outerjoin(staff, staff.c.staff_id == shift.c.cashier_id)
    )


def confirmed(rows: Iterable[Any]) -> tuple[ConfirmedShift, ...]:
    """Rows of `confirmed_shifts` as they travel."""
    return tuple(_confirmed(row) for row in rows)


def one_shift(unit: Unit, *, branch: BranchId, shift_id: UUID) -> ConfirmedShift:
    """One shift of a branch, or a refusal."""
    query = confirmed_shifts().where(shift.c.branch_id == branch, shift.c.shift_id == shift_id)
    found = confirmed(unit.connection.execute(query))
    if not found:
        raise Refusal(ErrorCode.NOT_FOUND, what="shift")
    return found[0]


def _confirmed(row: Any) -> ConfirmedShift:
    expected = row.opening_float + row.cash_sales - row.cash_refunds + row.cash_in - row.cash_out
    till = json.loads(row.till_figures) if row.till_figures else {}
    return ConfirmedShift(
        shift=row.shift_id,
        register_code=row.register_code or str(row.register_id),
        number=row.number,
        bdate=row.bdate,
        cashier=row.cashier or "",
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        issued=row.acknowledged if row.issued is None else row.issued,
        acknowledged=row.acknowledged,
        posted=row.posted,
        expected_till=till.get("expected"),
        expected_server=expected,
        counted=row.counted,
        difference=None if row.counted is None else row.counted - expected,
        branch_code=row.branch_code,
    )
