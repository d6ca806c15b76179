"""What happened in a shift beyond its sums, from its events: payments by method, cash by reason, counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from pos_client.engine.shift_rows import shift_row
from pos_client.engine.staff import name_of
from pos_client.store import Rows
from pos_client.store.journal import shift_events
from shared_models.rules.receipt import Receipt
from shared_models.rules.shift_methods import MethodTotal, methods_of
from shared_models.values.codes import CashDirection, CashReason
from shared_models.values.ids import ShiftId
from shared_models.values.money import ZERO, Money
from shared_models.wire.envelope import Event, decode
from shared_models.wire.sales import SaleCompleted, SaleReturned
from shared_models.wire.shifts import CartCleared, CashMoved, DrawerCounted, LineRemoved, ShiftHanded


@dataclass(frozen=True, slots=True)
class ReasonTotal:
    """Cash that went in or out for one reason."""

    direction: CashDirection
    reason: CashReason
    amount: Money
    times: int


@dataclass(frozen=True, slots=True)
class Counted:
    """The drawer counted within the shift; `to`: who took it over then, empty when nobody did."""

    at: datetime
    by: str
    to: str
    expected: Money
    counted: Money

    @property
    def difference(self) -> Money:
        return Money(self.counted - self.expected)


@dataclass(frozen=True, slots=True)
class ShiftStory:
    """`removed`, `cleared`: worth of the lines and carts given up. `approved`: events a supervisor allowed.

    `whole` is false when an event could not be read: then the totals leave it out.
    """

    methods: tuple[MethodTotal, ...] = ()
    moves: tuple[ReasonTotal, ...] = ()
    counts: tuple[Counted, ...] = ()
    removed: Money = ZERO
    cleared: Money = ZERO
    approved: int = 0
    whole: bool = True


def shift_story(rows: Rows, shift: ShiftId) -> ShiftStory:
    """The story of a shift in this database; an empty one when it is not known."""
    row = shift_row(rows, shift)
    if row is None:
        return ShiftStory()
    events: list[Event] = []
    whole = True
    for stored in shift_events(rows, shift, since=row.opened_position):
        event = _read(stored.body)
        if event is None:
            whole = False
        else:
            events.append(event)
    return ShiftStory(
        methods=methods_of(_receipts(events)),
        moves=_moves(events),
        counts=tuple(_counts(rows, events)),
        removed=Money(sum(event.p.amount for event in events if isinstance(event.p, LineRemoved))),
        cleared=Money(sum(event.p.amount for event in events if isinstance(event.p, CartCleared))),
        approved=sum(event.approver is not None for event in events),
        whole=whole,
    )


def _read(body: str) -> Event | None:
    try:
        return decode(body.encode())  # type: ignore[return-value] # of an unknown kind nothing is asked
    except (ValueError, RecursionError):
        return None


def _receipts(events: list[Event]) -> Iterator[Receipt]:
    for event in events:
        if isinstance(event.p, SaleCompleted | SaleReturned):
            yield event.p.to_receipt()


def _moves(events: list[Event]) -> tuple[ReasonTotal, ...]:
    totals: dict[tuple[CashDirection, CashReason], tuple[int, int]] = {}
    for event in events:
        if isinstance(event.p, CashMoved):
            key = event.p.direction, event.p.reason
            amount, times = totals.get(key, (0, 0))
            totals[key] = amount + event.p.amount, times + 1
    return tuple(
        ReasonTotal(direction, reason, Money(totals[direction, reason][0]), totals[direction, reason][1])
        for direction in CashDirection
        for reason in CashReason
        if (direction, reason) in totals
    )


def _counts(rows: Rows, events: list[Event]) -> Iterator[Counted]:
    for event in events:
        if isinstance(event.p, DrawerCounted | ShiftHanded):
            to = event.p.to if isinstance(event.p, ShiftHanded) else None
            yield Counted(
                event.at, _name(rows, event.actor), _name(rows, to), event.p.expected, event.p.counted
            )


def _name(rows: Rows, staff: UUID | None) -> str:
    return "" if staff is None else name_of(rows, staff)
