"""Counting the drawer while the shift goes on, and handing it to the next cashier."""

from collections.abc import Mapping

from pos_client.engine.print_jobs import add_slip
from pos_client.engine.shift_rows import open_shift_id, shift_row
from pos_client.engine.shifts import ShiftReport, close_shift, counted_sum, open_shift
from pos_client.engine.staff import demand
from pos_client.engine.till import this_till, today
from pos_client.store import StoreUnit
from pos_client.store.journal import Draft, append
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.ids import StaffId
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from shared_models.wire.shifts import CountedPiece, DrawerCounted, ShiftHanded


def note_count(unit: StoreUnit, *, actor: StaffId, pieces: Mapping[int, int], note: str = "") -> Money:
    """Keep what was counted, and print it. Counted less expected. Refuses NO_OPEN_SHIFT, INVALID."""
    shift = open_shift_id(unit)
    row = shift_row(unit, shift)
    assert row is not None
    counted = counted_sum(pieces)
    payload = DrawerCounted(
        number=row.number,
        expected=row.expected,
        counted=counted,
        pieces=pieces_told(pieces),
        note=note or None,
    )
    draft = Draft("drawer.counted", payload, bdate=today(unit), shift=shift, actor=actor)
    add_slip(unit, append(unit, draft).position)
    return Money(counted - row.expected)


def hand_over(
    unit: StoreUnit, *, actor: StaffId, to: StaffId, pieces: Mapping[int, int], note: str = ""
) -> ShiftReport | None:
    """The drawer goes from `actor` to `to`, counted; both stand on the slip.

    Where every cashier has a shift of their own, this one is closed and the next begins with what was
    counted: the closed one's report comes back. Else the shift goes on. Refuses NOT_ALLOWED for somebody who
    may not open a shift, CONFLICT when both are one.
    """
    if to == actor:
        raise Refusal(ErrorCode.CONFLICT, what="staff")
    demand(unit, actor=to, permission=Permission.OPEN_SHIFT)
    if this_till(unit).shift_per_cashier:
        closed = close_shift(unit, actor=actor, pieces=pieces, note=note)
        open_shift(unit, cashier=to, opening_float=counted_sum(pieces))
        return closed
    shift = open_shift_id(unit)
    row = shift_row(unit, shift)
    assert row is not None
    payload = ShiftHanded(
        number=row.number,
        to=to,
        expected=row.expected,
        counted=counted_sum(pieces),
        pieces=pieces_told(pieces),
        note=note or None,
    )
    draft = Draft("shift.handed", payload, bdate=today(unit), shift=shift, actor=actor)
    add_slip(unit, append(unit, draft).position)
    return None


def pieces_told(pieces: Mapping[int, int]) -> tuple[CountedPiece, ...]:
    """Wire shape of a count: what there is of each note or coin."""
    return tuple(
        CountedPiece(denomination=piece, count=count) for piece, count in sorted(pieces.items()) if count
    )
