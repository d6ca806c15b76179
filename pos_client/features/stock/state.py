"""A stock adjustment as it is being filled in, and a card's movements as the screen shows them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from shared_models.values.codes import ErrorCode, Tracking
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock, StockCard

# For these reasons the level that shall be is typed; for the others what comes or goes.
BY_LEVEL: Final = frozenset({AdjustmentReason.COUNT, AdjustmentReason.CORRECTION})


@dataclass(frozen=True, slots=True)
class LineDraft:
    """`level` as the server knows it, `figure` as typed; thousandths. `cost` per base unit. A product kept in
    lots may stand there several times, once for each lot.
    """

    product: UUID
    sku: str
    name: str
    unit: str
    level: int
    figure: int | None = None
    cost: int | None = None
    tracking: Tracking | None = None
    lot: str = ""
    expires_on: date | None = None
    serials: str = ""  # apart by spaces

    @property
    def numbers(self) -> tuple[str, ...]:
        return tuple(self.serials.replace(",", " ").split())

    def change(self, reason: AdjustmentReason) -> int | None:
        """Signed change of the level, None while nothing is typed."""
        if self.figure is None:
            return None
        if reason in BY_LEVEL:
            return self.figure - self.level
        return -self.figure if reason is AdjustmentReason.DAMAGED else self.figure


@dataclass(frozen=True, slots=True)
class AdjustmentDraft:
    """`id` is made once, so that a document sent twice is booked once."""

    id: UUID
    branch: UUID | None
    bdate: date
    reason: AdjustmentReason = AdjustmentReason.COUNT
    note: str = ""
    lines: tuple[LineDraft, ...] = ()

    def changes(self) -> list[tuple[LineDraft, int]]:
        """Lines that change something."""
        changed = ((line, line.change(self.reason)) for line in self.lines)
        return [(line, change) for line, change in changed if change]


Fault = tuple[str, ErrorCode]


def faults_in(draft: AdjustmentDraft, day: date | None) -> list[Fault]:
    return list(_faults(draft, day))


def _faults(draft: AdjustmentDraft, day: date | None) -> Iterator[Fault]:
    if draft.branch is None:
        yield "branch", ErrorCode.FIELD_REQUIRED
    if day is None:
        yield "bdate", ErrorCode.FIELD_REQUIRED
    if not draft.changes():
        yield "lines", ErrorCode.FIELD_REQUIRED


def request_of(draft: AdjustmentDraft) -> AdjustStock:
    """The document; lines without a change are left out."""
    assert draft.branch is not None
    return AdjustStock(
        id=draft.id,
        branch=draft.branch,
        reason=draft.reason,
        bdate=draft.bdate,
        note=draft.note.strip(),
        lines=tuple(
            AdjustmentLine(
                product=line.product,
                qty=Quantity(change),
                unit_cost=Money(line.cost) if line.cost is not None and change > 0 else None,
                lot=line.lot.strip() or None,
                expires_on=line.expires_on if line.lot.strip() else None,
                serials=line.numbers,
            )
            for line, change in draft.changes()
        ),
    )


@dataclass(frozen=True, slots=True)
class CardSums:
    """What a card began with, what came and went, and what it ended with."""

    opening: int
    into: int
    out: int
    closing: int
    value: int


def sums_of(card: StockCard) -> CardSums:
    moved: Sequence[int] = [row.qty for row in card.rows]
    last = card.rows[-1] if card.rows else None
    return CardSums(
        opening=card.opening_qty,
        into=sum(qty for qty in moved if qty > 0),
        out=sum(qty for qty in moved if qty < 0),
        closing=card.opening_qty + sum(moved),
        value=last.value_after if last is not None else card.opening_value,
    )
