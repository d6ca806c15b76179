"""The tills of the company: who stands where, what waits, which shift is open; and the confirmed shifts."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.events.tables import stream
from backoffice_server.features.sales.shifts import confirmed, confirmed_shifts
from backoffice_server.features.sales.tables import shift
from backoffice_server.features.staff.tables import staff
from backoffice_server.features.tills.tables import device, register
from backoffice_server.kernel import paging
from backoffice_server.kernel.unit import Unit
from backoffice_server.reports.till_flags import till_reviews
from shared_models.wire.paging import Page
from shared_models.wire.tills import ConfirmedShift, TillReview, TillState

# Older programs are still understood, but lack what is needed to look after them.
OLDEST_TILL: Final = "0.1.0"


@dataclass(frozen=True, slots=True)
class Board:
    """What is known of each register's present device, its stream, its open shift, and flags about them."""

    devices: dict[UUID, Any]  # by register
    streams: dict[UUID, Any]  # by device
    copied: dict[UUID, datetime]  # by device: when one of its streams last came with an older state
    shifts: dict[UUID, Any]  # by register
    flags: dict[UUID, tuple[TillReview, ...]]  # by register


def till_states(unit: Unit) -> tuple[TillState, ...]:
    """One line per register, by branch and code."""
    query = (
        select(register, branch.c.code.label("branch_code"))
        .join(branch, branch.c.branch_id == register.c.branch_id)
        .order_by(branch.c.code, register.c.code)
    )
    board = _board(unit)
    return tuple(_state(row, board) for row in unit.connection.execute(query))


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
    parts = list(_narrowed(branch_id, first, last))
    order = (shift.c.opened_at, shift.c.shift_id)
    query = confirmed_shifts().where(*parts)
    rows, following = paging.page(unit, query, order=order, after=after, limit=limit, descending=True)
    total = unit.connection.execute(select(func.count()).select_from(shift).where(*parts)).scalar_one()
    return Page[ConfirmedShift](rows=confirmed(rows), next=following, total=total)


def _narrowed(branch_id: UUID | None, first: date | None, last: date | None) -> Iterator[ColumnElement[bool]]:
    if branch_id is not None:
        yield shift.c.branch_id == branch_id
    if first is not None:
        yield shift.c.bdate >= first
    if last is not None:
        yield shift.c.bdate <= last


def _board(unit: Unit) -> Board:
    """A few reads; of several rows for one place the youngest wins."""
    run = unit.connection.execute
    cashier = staff.c.name.label("cashier")
    opened = (
        select(shift.c.register_id, shift.c.number, cashier)
        .outerjoin(staff, staff.c.staff_id == shift.c.cashier_id)
        .where(shift.c.closed_at.is_(None))
        .order_by(shift.c.opened_at)
    )
    # Without a token a stream was only imported: its till said nothing.
    heard = run(select(stream).where(stream.c.token != "").order_by(stream.c.last_contact)).all()
    return Board(
        devices={row.register_id: row for row in run(select(device).order_by(device.c.enrolled_at))},
        streams={row.device_id: row for row in heard},
        # A copy goes on in a stream of its own: whichever of both was heard last, the alarm stands.
        copied={row.device_id: row.token_alarm_at for row in heard if row.token_alarm_at is not None},
        shifts={row.register_id: row for row in run(opened)},
        flags=till_reviews(unit),
    )


def _state(row: Any, board: Board) -> TillState:
    held = board.devices.get(row.register_id)
    told = None if held is None else board.streams.get(held.device_id)
    opened = board.shifts.get(row.register_id)
    reviews = board.flags.get(row.register_id, ())
    return TillState(
        register_id=row.register_id,
        code=row.code,
        name=row.name,
        branch=row.branch_id,
        branch_code=row.branch_code,
        device=None if held is None else held.device_id,
        device_name=None if held is None else held.name,
        app=told.app if told is not None else getattr(held, "app", None),
        revoked=held is not None and held.revoked_at is not None,
        reviews_open=sum(one.count for one in reviews),
        reviews=reviews,
        stream=None if told is None else told.stream_id,
        series=None if told is None else told.series,
        head_hash=None if told is None or not told.head_seq else told.head_hash.hex(),
        copied_at=None if held is None else board.copied.get(held.device_id),
        outdated=told is not None and is_older(told.app, OLDEST_TILL),
        shift_number=None if opened is None else opened.number,
        shift_cashier=None if opened is None else opened.cashier,
        **_contact(told),
    )


def is_older(build: str, than: str) -> bool:
    """By the numbers before anything else: 0.9.10 is not older than 0.9.2. What has none is not judged."""
    numbers, least = (tuple(map(int, re.findall("[0-9]+", one.partition("+")[0]))) for one in (build, than))
    return bool(numbers) and numbers < least


def _contact(told: Any) -> dict[str, Any]:
    """What the device said at its last push."""
    names = ("last_contact", "head_seq", "waiting", "oldest_at", "disk_free", "skew_ms")
    if told is None:
        return dict.fromkeys(names) | {"head_seq": 0, "waiting": 0}
    return {name: getattr(told, name) for name in names}
