"""What the shift's screens show, as plain data."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shared_models.values.codes import CashDirection, CashReason
from shared_models.values.ids import ShiftId, StaffId
from shared_models.values.money import Money

COINS_UP_TO: Final = 500


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who may sign in."""

    id: StaffId
    username: str
    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Moved:
    """Cash that went in or out during the shift."""

    direction: CashDirection
    reason: CashReason
    note: str
    amount: Money
    at: datetime


@dataclass(frozen=True, slots=True)
class ShiftFacts:
    """A shift as its closing screen needs it; times are on the branch's wall clock."""

    number: int
    cashier: str
    register: str
    opened_at: datetime
    first_receipt: str | None
    last_receipt: str | None
    opening_float: Money
    sales: int
    cash_sales: Money
    returns: int
    cash_refunds: Money
    moves: tuple[Moved, ...]
    expected: Money
    blind: bool


@dataclass(frozen=True, slots=True)
class ClosedShift:
    """A shift after its closing: the slip as it is printed, line by line."""

    shift: ShiftId
    number: int
    difference: Money
    issued: int
    unacknowledged: int
    slip: tuple[str, ...]
    # A shop that stands alone has nobody to send to.
    sends: bool = True


@dataclass(frozen=True, slots=True)
class ConfirmedZ:
    """The same shift as the back office confirms it: what it holds, what it has posted, its own slip."""

    shift: ShiftId
    issued: int
    acknowledged: int
    posted: int
    agrees: bool
    slip: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PastShift:
    """A shift in the list of reports; times are on the branch's wall clock. `difference`: None while open."""

    shift: ShiftId
    number: int
    cashier: str
    opened_at: datetime
    closed_at: datetime | None
    difference: Money | None


@dataclass(frozen=True, slots=True)
class Handed:
    """Who has the drawer now, and in which shift. `closed`: the report of the one that ended with it."""

    number: int
    closed: ClosedShift | None = None
