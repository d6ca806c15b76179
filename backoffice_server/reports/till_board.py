"""The tills of the company: who stands where, what waits, which shift is open."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Subquery, and_, func, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.events.tables import stream
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.shifts import confirmed, confirmed_shifts
from backoffice_server.features.sales.tables import shift
from backoffice_server.features.staff.tables import staff
from backoffice_server.features.tills.tables import device, register
from backoffice_server.kernel import paging
from backoffice_server.kernel.unit import Unit
from shared_models.wire.paging import Page
from shared_models.wire.tills import ConfirmedShift, TillState


def till_states(unit: Unit) -> tuple[TillState, ...]:
    """One line per register, by branch and code."""
    reviews = _open_reviews(unit)
    return tuple(_state(row, reviews.get((row.branch_id, str(row.register_id)), 0)) for row in _rows(unit))


def shift_page(
    unit: Unit,
    *,
    branch_id: UUID | None,
    first: date | None,
    last: date | None,
    after: str | None,
    limit: int,
) -> Page[ConfirmedShift]:
    """Shifts of a period, youngest first."""
    parts = [
        condition
        for wanted, condition in (
            (branch_id, shift.c.branch_id == branch_id),
            (first, shift.c.bdate >= first),
            (last, shift.c.bdate <= last),
        )
        if wanted is not None
    ]
    order = (shift.c.opened_at, shift.c.shift_id)
    query = confirmed_shifts().where(*parts)
    rows, following = paging.page(unit, query, order=order, after=after, limit=limit, descending=True)
    total = unit.connection.execute(select(func.count()).select_from(shift).where(*parts)).scalar_one()
    return Page[ConfirmedShift](rows=confirmed(rows), next=following, total=total)


def _rows(unit: Unit) -> Iterator[Any]:
    present, contact, opened = _present_device(), _last_contact(), _open_shift()
    query = (
        select(
            register,
            branch.c.code.label("branch_code"),
            device.c.device_id,
            device.c.name.label("device_name"),
            device.c.app.label("enrolled_app"),
            device.c.revoked_at,
            stream,
            shift.c.number.label("shift_number"),
            staff.c.name.label("shift_cashier"),
        )
        .join(branch, branch.c.branch_id == register.c.branch_id)
        .outerjoin(present, _same_register(present))
        .outerjoin(device, device.c.device_id == present.c.device_id)
        .outerjoin(contact, contact.c.device_id == device.c.device_id)
        .outerjoin(
            stream,
            and_(
                stream.c.branch_id == register.c.branch_id,
                stream.c.device_id == device.c.device_id,
                stream.c.first_contact == contact.c.first_contact,
            ),
        )
        .outerjoin(opened, _same_register(opened))
        .outerjoin(
            shift,
            and_(
                shift.c.branch_id == opened.c.branch_id,
                shift.c.register_id == opened.c.register_id,
                shift.c.opened_at == opened.c.opened_at,
                shift.c.closed_at.is_(None),
            ),
        )
        .outerjoin(staff, staff.c.staff_id == shift.c.cashier_id)
        .order_by(branch.c.code, register.c.code)
    )
    yield from unit.connection.execute(query)


def _same_register(other: Subquery) -> Any:
    return and_(
        other.c.branch_id == register.c.branch_id, other.c.register_id == register.c.register_id
    )


def _present_device() -> Subquery:
    """The device that was enrolled on a register last: ids of one place are told apart by their moment."""
    latest = (
        select(device.c.branch_id, device.c.register_id, func.max(device.c.enrolled_at).label("at"))
        .group_by(device.c.branch_id, device.c.register_id)
        .subquery()
    )
    return (
        select(device.c.branch_id, device.c.register_id, func.min(device.c.credential_hash).label("proof"))
        .join(latest, and_(latest.c.register_id == device.c.register_id, latest.c.at == device.c.enrolled_at))
        .group_by(device.c.branch_id, device.c.register_id)
        .subquery()
    )
