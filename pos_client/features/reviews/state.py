"""An answer to a flag as it is being filled in; the till's bytes as lines people can read."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared_models.values.codes import ErrorCode, ReviewCode
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity
from shared_models.wire.reviews import (
    Accept,
    AdjustForReview,
    ResolveReview,
    ReviewDocument,
    ReviewHow,
    SetAside,
    SettleDrawer,
)
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock

Fault = tuple[str, ErrorCode]
OF_STOCK = frozenset({ReviewCode.NEGATIVE_STOCK, ReviewCode.COST_UNKNOWN})
OF_DRAWERS = frozenset({ReviewCode.SHIFT_FIGURES_DIFFER, ReviewCode.SHIFT_CLOSED_TWICE})


@dataclass(frozen=True, slots=True)
class AnswerDraft:
    """`id` is made once, so that a document sent twice is booked once. `figure`: counted, or found.

    Quantities in thousandths, amounts in smallest units.
    """

    how: ReviewHow
    id: UUID
    day: date
    note: str = ""
    figure: int | None = None
    cost: int | None = None

    def faults(self, document: ReviewDocument) -> list[Fault]:
        """Everything that keeps it from being sent."""
        found: list[Fault] = []
        if not self.note.strip():
            found.append(("note", ErrorCode.FIELD_REQUIRED))
        if self.how in {ReviewHow.STOCK_ADJUSTED, ReviewHow.DRAWER_SETTLED} and self.figure is None:
            found.append(("figure", ErrorCode.FIELD_REQUIRED))
        elif self.how is ReviewHow.STOCK_ADJUSTED and not self.change(document):
            found.append(("figure", ErrorCode.QUANTITY_OUT_OF_RANGE))
        return found

    def change(self, document: ReviewDocument) -> int:
        """What the count changes of the level."""
        return (self.figure or 0) - int(document.known.get("on_hand", 0))

    def request(self, document: ReviewDocument) -> ResolveReview:
        return ResolveReview(
            occurrences=document.line.occurrences, note=self.note.strip(), action=self._action(document)
        )

    def _action(self, document: ReviewDocument) -> Accept | SetAside | AdjustForReview | SettleDrawer:
        if self.how is ReviewHow.SET_ASIDE:
            return SetAside(how=ReviewHow.SET_ASIDE)
        if self.how is ReviewHow.DRAWER_SETTLED:
            return SettleDrawer(how=ReviewHow.DRAWER_SETTLED, id=self.id, found=self.figure or 0)
        if self.how is ReviewHow.STOCK_ADJUSTED:
            return AdjustForReview(how=ReviewHow.STOCK_ADJUSTED, document=self._adjustment(document))
        return Accept(how=ReviewHow.ACCEPTED)

    def _adjustment(self, document: ReviewDocument) -> AdjustStock:
        change = self.change(document)
        line = AdjustmentLine(
            product=UUID(document.line.subject),
            qty=Quantity(change),
            unit_cost=None if self.cost is None or change < 0 else Money(self.cost),
        )
        return AdjustStock(
            id=self.id,
            branch=document.line.branch,
            reason=AdjustmentReason.COUNT,
            bdate=self.day,
            note=self.note.strip(),
            lines=(line,),
        )


def offered(document: ReviewDocument) -> tuple[ReviewHow, ...]:
    """Answers that fit the flag; the plain one first."""
    line = document.line
    if line.resolved_at is not None:
        return ()
    if line.unposted:
        return (ReviewHow.SET_ASIDE,)
    if line.code in OF_STOCK:
        return (ReviewHow.ACCEPTED, ReviewHow.STOCK_ADJUSTED)
    if line.code in OF_DRAWERS and document.known.get("left_in_drawer") is not None:
        return (ReviewHow.ACCEPTED, ReviewHow.DRAWER_SETTLED)
    return (ReviewHow.ACCEPTED,)
