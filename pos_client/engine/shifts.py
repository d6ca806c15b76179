"""A shift and its drawer: opened with a float, cash in and out, X, counted and closed, all without a
network.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from pos_client.engine.clock import clock_is_absurd
from pos_client.engine.print_jobs import PrintKind, add_job, add_slip
from pos_client.engine.references import refuse_card_number
from pos_client.engine.shift_rows import (
    Shift,
    add_to_shift,
    forget_open_shift,
    latest_shifts,
    open_shift_id,
    open_shift_row,
    recount,
    shift_row,
)
from pos_client.engine.staff import StaffMember, allowed, approval, demand, name_of
from pos_client.engine.till import forget_day, this_till, today
from pos_client.store import Rows, StoreUnit
from pos_client.store.journal import Draft, append, current_stream
from pos_client.store.streams import position_of, streams
from pos_client.store.sync_state import is_revoked
from shared_models.rules.posting import CASH_IN_ACCOUNT, CASH_OUT_ACCOUNT
from shared_models.rules.shifts import DRAWER_OPENED, ShiftSums, cash_sums
from shared_models.values.codes import CashDirection, CashReason, ErrorCode, Permission
from shared_models.values.ids import ShiftId, StaffId
from shared_models.values.moments import from_utc_ms, local
from shared_models.values.money import LARGEST_INTEGER, Money
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.shifts import (
    CashMoved,
    CountedPiece,
    DrawerOpened,
    ShiftClosed,
    ShiftFigures,
    ShiftOpened,
)


@dataclass(frozen=True, slots=True)
class ShiftReport:
    """X of a shift under way, Z of a closed one.

    `unacknowledged`: receipts the back office does not hold yet.
    """

    shift: ShiftId
    number: int
    cashier: StaffId
    cashier_name: str
    bdate: date
    opened_at: datetime
    closed_at: datetime | None
    opening_float: Money
    sums: ShiftSums
    expected: Money
    counted: Money | None
    pieces: dict[int, int]
    issued: int
    unacknowledged: int
    first_receipt: str | None
    last_receipt: str | None

    @property
    def difference(self) -> Money | None:
        """Counted less expected: above 0 is over, below 0 is short."""
        return None if self.counted is None else Money(self.counted - self.expected)


def open_shift(
    unit: StoreUnit, *, cashier: StaffId, opening_float: Money, approver: StaffId | None = None
) -> ShiftReport:
    """Begin a shift.

    Refuses SHIFT_ALREADY_OPEN, NOT_ALLOWED, DEVICE_REVOKED, and CLOCK_ABSURD without a supervisor.
    """
    _demand_amount("opening_float", opening_float, at_least=0)
    demand(unit, actor=cashier, permission=Permission.OPEN_SHIFT)
    if not this_till(unit).ready:
        raise Refusal(ErrorCode.NOT_ENROLLED)
    if is_revoked(unit):
        raise Refusal(ErrorCode.DEVICE_REVOKED)
    if open_shift_row(unit) is not None:
        raise Refusal(ErrorCode.SHIFT_ALREADY_OPEN)
    if clock_is_absurd(unit) and not _supervised(unit, cashier, approver):
        says = local(unit.now(), this_till(unit).zone).date()
        raise Refusal(ErrorCode.CLOCK_ABSURD, date=says.isoformat())
    shift, number, bdate = ShiftId(unit.new_id()), _next_number(unit), today(unit)
    payload = ShiftOpened(number=number, opening_float=opening_float)
    draft = Draft("shift.opened", payload, bdate=bdate, shift=shift, actor=cashier, approver=approver)
    appended = append(unit, draft)
    unit.execute(
        "INSERT INTO shift (shift, number, cashier, bdate, opened_at, opened_position, opening_float)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            shift.bytes, number, cashier.bytes, bdate.toordinal(), unit.now_ms(), appended.position,
            opening_float,
        ),
    )  # fmt: skip
    return _report(unit, shift)


def demand_own(unit: StoreUnit, member: StaffMember) -> None:
    """Where a drawer belongs to one cashier, nobody else sells from it, but a supervisor may close it.

    Refuses SHIFT_OF_ANOTHER.
    """
    shift = open_shift_row(unit)
    if shift is None or shift.cashier == member.id or member.may(Permission.APPROVE):
        return
    if this_till(unit).shift_per_cashier:
        raise Refusal(ErrorCode.SHIFT_OF_ANOTHER, name=name_of(unit, shift.cashier))


def current_shift(rows: Rows) -> Shift | None:
    """The shift under way."""
    return open_shift_row(rows)


def move_cash(
    unit: StoreUnit,
    *,
    direction: CashDirection,
    reason: CashReason,
    amount: Money,
    note: str,
    actor: StaffId,
    approver: StaffId | None = None,
) -> Shift:
    """Cash into or out of the drawer.

    Refuses NO_OPEN_SHIFT, INVALID (a reason has its direction), APPROVAL_NEEDED.
    """
    _demand_amount("amount", amount, at_least=1)
    accounts = CASH_IN_ACCOUNT if direction is CashDirection.IN else CASH_OUT_ACCOUNT
    if reason not in accounts:
        raise invalid([Fault("reason", ErrorCode.INVALID, (("reason", reason.value),))])
    refuse_card_number(note)
    shift = open_shift_id(unit)
    allower = approval(unit, actor=actor, approver=approver, permission=Permission.CASH_MOVE)
    payload = CashMoved(direction=direction, reason=reason, amount=amount, note=note or None)
    draft = Draft("cash.moved", payload, bdate=today(unit), shift=shift, actor=actor, approver=allower)
    moved = append(unit, draft)
    add_to_shift(unit, shift, cash_sums(direction, amount))
    add_job(unit, PrintKind.DRAWER, shift=shift, paper=False, drawer=True)
    add_slip(unit, moved.position)
    return _known(unit, shift)


def record_drawer_opening(
    unit: StoreUnit, *, actor: StaffId, reason: str, approver: StaffId | None = None
) -> int:
    """Open the drawer without a sale; leaves its line in the journal. The number of the print job."""
    refuse_card_number(reason)
    shift = open_shift_id(unit)
    allower = approval(unit, actor=actor, approver=approver, permission=Permission.OPEN_DRAWER)
    draft = Draft(
        "drawer.opened", DrawerOpened(reason=reason), bdate=today(unit), shift=shift, actor=actor,
        approver=allower,
    )  # fmt: skip
    append(unit, draft)
    add_to_shift(unit, shift, DRAWER_OPENED)
    return add_job(unit, PrintKind.DRAWER, shift=shift, paper=False, drawer=True)


def x_report(rows: Rows) -> ShiftReport:
    """The figures so far. Refuses NO_OPEN_SHIFT."""
    shift = open_shift_row(rows)
    if shift is None:
        raise Refusal(ErrorCode.NO_OPEN_SHIFT)
    return _report(rows, shift.shift)


def shift_report(rows: Rows, shift: ShiftId) -> ShiftReport:
    """X or Z of any shift in this database. Refuses NOT_FOUND."""
    if shift_row(rows, shift) is None:
        raise Refusal(ErrorCode.NOT_FOUND)
    return _report(rows, shift)


def recent_shifts(rows: Rows, limit: int = 20) -> tuple[Shift, ...]:
    return latest_shifts(rows, limit)


def close_shift(unit: StoreUnit, *, actor: StaffId, pieces: Mapping[int, int], note: str = "") -> ShiftReport:
    """Count and close, in one transaction and without a network. Held carts wait for the next shift.

    Refuses NO_OPEN_SHIFT, CARTS_STILL_OPEN for a cart with lines, INVALID for impossible counts.
    """
    shift = _known(unit, open_shift_id(unit))
    _demand_no_open_cart(unit)
    counted = counted_sum(pieces)
    sums = recount(unit, shift)
    head = current_stream(unit)
    if head is None:
        raise AssertionError("a shift without a stream")
    payload = ShiftClosed(
        number=shift.number,
        figures=_figures(sums, shift.opening_float),
        counted=counted,
        pieces=tuple(
            CountedPiece(denomination=piece, count=count) for piece, count in sorted(pieces.items()) if count
        ),
        issued=shift.issued,
        first_receipt=shift.first_receipt,
        last_receipt=shift.last_receipt,
        head_seq=head.head_seq,
        head_hash=head.head_hash.hex(),
        note=note or None,
    )
    draft = Draft("shift.closed", payload, bdate=today(unit), shift=shift.shift, actor=actor)
    appended = append(unit, draft)
    unit.execute(
        "UPDATE shift SET closed_at = ?, closed_position = ?, counted = ?, pieces = ?, head_seq = ?,"
        " head_hash = ? WHERE shift = ?",
        (
            unit.now_ms(), appended.position, counted, json.dumps(dict(pieces)), head.head_seq,
            head.head_hash, shift.shift.bytes,
        ),
    )  # fmt: skip
    forget_open_shift(unit)
    forget_day(unit)
    add_job(unit, PrintKind.Z_REPORT, shift=shift.shift)
    return _report(unit, shift.shift)


def print_shift(unit: StoreUnit, shift: ShiftId) -> int:
    """Put the X (or the Z again, counted as a copy) on paper. The number of the print job."""
    row = _known(unit, shift)
    if row.closed_at is None:
        return add_job(unit, PrintKind.X_REPORT, shift=shift)
    before = unit.execute(
        "SELECT count(*) FROM print_job WHERE kind = ? AND shift = ?",
        (PrintKind.Z_REPORT.value, shift.bytes),
    ).fetchone()
    return add_job(unit, PrintKind.Z_REPORT, shift=shift, copy_no=before[0])


def _report(rows: Rows, shift: ShiftId) -> ShiftReport:
    row = _known(rows, shift)
    return ShiftReport(
        shift=row.shift,
        number=row.number,
        cashier=row.cashier,
        cashier_name=name_of(rows, row.cashier),
        bdate=row.bdate,
        opened_at=from_utc_ms(row.opened_at),
        closed_at=None if row.closed_at is None else from_utc_ms(row.closed_at),
        opening_float=row.opening_float,
        sums=row.sums,
        expected=row.expected,
        counted=row.counted,
        pieces={} if row.pieces is None else {int(k): v for k, v in json.loads(row.pieces).items()},
        issued=row.issued,
        unacknowledged=_unacknowledged(rows, row),
        first_receipt=row.first_receipt,
        last_receipt=row.last_receipt,
    )


def _unacknowledged(rows: Rows, shift: Shift) -> int:
    count = 0
    for stream in streams(rows):
        first = max(position_of(stream.stream_no, stream.acked + 1), shift.opened_position)
        found = rows.execute(
            "SELECT count(*) FROM sale WHERE shift = ? AND position >= ? AND position < ?",
            (shift.shift.bytes, first, position_of(stream.stream_no + 1, 0)),
        ).fetchone()
        count += found[0]
    return count


def _known(rows: Rows, shift: ShiftId) -> Shift:
    row = shift_row(rows, shift)
    if row is None:
        raise Refusal(ErrorCode.NOT_FOUND)
    return row


def _figures(sums: ShiftSums, opening_float: Money) -> ShiftFigures:
    return ShiftFigures(**asdict(sums), opening_float=opening_float, expected=sums.expected(opening_float))


def _next_number(unit: StoreUnit) -> int:
    found = unit.execute("SELECT coalesce(max(number), 0) + 1 FROM shift").fetchone()
    return int(found[0])


def _supervised(unit: StoreUnit, cashier: StaffId, approver: StaffId | None) -> bool:
    return any(
        person is not None and allowed(unit, actor=person, permission=Permission.APPROVE)
        for person in (cashier, approver)
    )


def _demand_amount(field: str, amount: Money, *, at_least: int) -> None:
    if not at_least <= amount <= LARGEST_INTEGER:
        raise invalid([Fault(field, ErrorCode.NOT_A_NUMBER)])


def _demand_no_open_cart(unit: StoreUnit) -> None:
    found = unit.execute(
        "SELECT count(*) FROM cart_line WHERE cart = (SELECT cart FROM cart WHERE state = 'open')"
    ).fetchone()
    if found[0]:
        raise Refusal(ErrorCode.CARTS_STILL_OPEN, lines=found[0])
    unit.execute("DELETE FROM cart WHERE state = 'open'")


def counted_sum(pieces: Mapping[int, int]) -> Money:
    """What so many of each note or coin are worth. Refuses INVALID for impossible counts."""
    faults = [
        Fault("pieces", ErrorCode.NOT_A_NUMBER, (("denomination", piece),))
        for piece, count in pieces.items()
        if piece <= 0 or count < 0
    ]
    counted = sum(piece * count for piece, count in pieces.items())
    if faults or counted > LARGEST_INTEGER:
        raise invalid(faults or [Fault("pieces", ErrorCode.NOT_A_NUMBER)])
    return Money(counted)
