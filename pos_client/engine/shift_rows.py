"""Rows of shifts: what each event adds, and the same recounted from the journal when a shift is closed."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Final
from uuid import UUID

from pos_client.store import Rows, StoreUnit
from pos_client.store.journal import shift_events
from pos_client.store.store import Row
from shared_models.rules.shifts import (
    CART_CLEARED,
    DRAWER_OPENED,
    LINE_REMOVED,
    REPRINTED,
    ShiftSums,
    cash_sums,
    sums_of,
)
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import ShiftId, StaffId
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import decode
from shared_models.wire.sales import SaleCompleted, SaleReturned
from shared_models.wire.shifts import CartCleared, CashMoved, DrawerOpened, LineRemoved, ReceiptReprinted

_SUMS: Final = tuple(field.name for field in fields(ShiftSums))
_COLUMNS: Final = (
    "shift, number, cashier, bdate, opened_at, opened_position, opening_float, closed_at, closed_position,"
    " counted, pieces, issued, first_receipt, last_receipt"
)
# Put together from the fields of ShiftSums and nothing else.
_ADD: Final = " ".join(["UPDATE shift SET", ", ".join(f"{n} = {n} + ?" for n in _SUMS), "WHERE shift = ?"])
_SET: Final = " ".join(["UPDATE shift SET", ", ".join(f"{n} = ?" for n in _SUMS), "WHERE shift = ?"])
_SELECT: Final = " ".join(["SELECT", ", ".join([_COLUMNS, *_SUMS]), "FROM shift"])
_values: Final[Callable[[ShiftSums], tuple[int, ...]]] = attrgetter(*_SUMS)
_FIXED: Final[dict[type[object], ShiftSums]] = {
    CartCleared: CART_CLEARED,
    DrawerOpened: DRAWER_OPENED,
    LineRemoved: LINE_REMOVED,
}


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift as its row stands. Instants are UTC milliseconds."""

    shift: ShiftId
    number: int
    cashier: StaffId
    bdate: date
    opened_at: int
    opened_position: int
    opening_float: Money
    closed_at: int | None
    closed_position: int | None
    counted: Money | None
    pieces: str | None
    issued: int
    first_receipt: str | None
    last_receipt: str | None
    sums: ShiftSums

    @property
    def expected(self) -> Money:
        return self.sums.expected(self.opening_float)


def open_shift_id(unit: StoreUnit) -> ShiftId:
    """The shift under way. Refuses NO_OPEN_SHIFT."""
    known: ShiftId | None = unit.memory.get(Shift)
    if known is None:
        found = unit.execute("SELECT shift FROM shift WHERE closed_at IS NULL").fetchone()
        if found is None:
            raise Refusal(ErrorCode.NO_OPEN_SHIFT)
        known = ShiftId(UUID(bytes=found[0]))
        unit.memory[Shift] = known
    return known


def forget_open_shift(unit: StoreUnit) -> None:
    """Another shift is open now, or none."""
    unit.memory.pop(Shift, None)


def open_shift_row(rows: Rows) -> Shift | None:
    found = rows.execute(_SELECT + " WHERE closed_at IS NULL").fetchone()
    return None if found is None else _shift(found)


def shift_row(rows: Rows, shift: ShiftId) -> Shift | None:
    found = rows.execute(_SELECT + " WHERE shift = ?", (shift.bytes,)).fetchone()
    return None if found is None else _shift(found)


def latest_shifts(rows: Rows, limit: int) -> tuple[Shift, ...]:
    return tuple(map(_shift, rows.execute(_SELECT + " ORDER BY number DESC LIMIT ?", (limit,))))


def add_to_shift(unit: StoreUnit, shift: ShiftId, sums: ShiftSums) -> None:
    unit.execute(_ADD, (*_values(sums), shift.bytes))


def count_receipt(unit: StoreUnit, shift: ShiftId, sums: ShiftSums, receipt: str) -> None:
    """A sale or a return: its sums and its number."""
    count_values(unit, shift, _values(sums), receipt)


def count_values(unit: StoreUnit, shift: ShiftId, values: tuple[int, ...], receipt: str) -> None:
    """The same with the sums in the order of their fields (`sum_values`)."""
    unit.execute(_ADD_RECEIPT, (*values, receipt, receipt, shift.bytes))


def sum_values(sums: ShiftSums) -> tuple[int, ...]:
    return _values(sums)


def recount(unit: StoreUnit, shift: Shift) -> ShiftSums:
    """The sums over the journal itself. A stored total is only a cache, so these are the ones that count.

    Where a row was damaged, what its event added stands in the stored total alone: then that one counts.
    """
    total = ShiftSums()
    for stored in shift_events(unit, shift.shift, since=shift.opened_position):
        try:
            total += sums_of_payload(decode(stored.body.encode()).p)
        except (ValueError, RecursionError):
            return shift.sums
    unit.execute(_SET, (*_values(total), shift.shift.bytes))
    return total


def sums_of_payload(payload: object) -> ShiftSums:
    """What an event adds to its shift."""
    if isinstance(payload, SaleCompleted | SaleReturned):
        return sums_of(payload.to_receipt())
    if isinstance(payload, CashMoved):
        return cash_sums(payload.direction, payload.amount)
    if isinstance(payload, ReceiptReprinted):
        return REPRINTED
    return _FIXED.get(type(payload), ShiftSums())


_ADD_RECEIPT: Final = _ADD.replace(
    " WHERE",
    ", issued = issued + 1, first_receipt = coalesce(first_receipt, ?), last_receipt = ? WHERE",
)


def _shift(row: Row) -> Shift:
    return Shift(
        shift=ShiftId(UUID(bytes=row[0])),
        number=row[1],
        cashier=StaffId(UUID(bytes=row[2])),
        bdate=date.fromordinal(row[3]),
        opened_at=row[4],
        opened_position=row[5],
        opening_float=Money(row[6]),
        closed_at=row[7],
        closed_position=row[8],
        counted=row[9],
        pieces=row[10],
        issued=row[11],
        first_receipt=row[12],
        last_receipt=row[13],
        sums=ShiftSums(*row[14:]),
    )
