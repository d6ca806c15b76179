"""Resolving flags: who, when, how and why; posted rows are never changed, a correction is a new document."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from sqlalchemy import func, select, update

from backoffice_server.features.reviews.queries import UNPOSTED
from backoffice_server.features.reviews.tables import review, review_step
from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode, ReviewCode
from shared_models.values.ids import BranchId, StaffId
from shared_models.values.refusals import Refusal
from shared_models.wire.base import ApiModel
from shared_models.wire.reviews import (
    AcceptReviews,
    AdjustForReview,
    ResolveReview,
    ReviewHow,
    ReviewResolved,
    SettleDrawer,
)

OFFERED: Final[Mapping[ReviewHow, frozenset[ReviewCode]]] = {
    ReviewHow.ACCEPTED: frozenset(ReviewCode) - UNPOSTED,
    ReviewHow.SET_ASIDE: UNPOSTED,
    ReviewHow.STOCK_ADJUSTED: frozenset({ReviewCode.NEGATIVE_STOCK, ReviewCode.COST_UNKNOWN}),
    ReviewHow.DRAWER_SETTLED: frozenset({ReviewCode.SHIFT_FIGURES_DIFFER, ReviewCode.SHIFT_CLOSED_TWICE}),
}


@dataclass(frozen=True, slots=True)
class Open:
    """An open flag that is about to be resolved."""

    branch: BranchId
    review: UUID
    code: ReviewCode
    subject: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """The correcting document."""

    document: UUID
    number: str


Correct = Callable[[Unit, Open, Any, str, StaffId], Corrected]
"""Books the correcting document of a flag: unit, flag, action, note, person. Under the branch lock."""
Corrections = Mapping[ReviewHow, Correct]


def resolve(
    unit: Unit,
    *,
    branch: BranchId,
    review_id: UUID,
    request: ResolveReview,
    by: StaffId,
    corrections: Corrections,
) -> ReviewResolved:
    """Resolve one flag. The same answer sent twice counts once.

    Refuses an unknown flag (NOT_FOUND), an action its code does not have (INVALID), and one that was answered
    otherwise or has happened again since it was seen (CONFLICT).
    """
    unit.lock_branch(branch)
    (row,) = _rows(unit, branch, [review_id])
    action = request.action
    if row.code not in OFFERED[action.how]:
        raise Refusal(ErrorCode.INVALID, what="how", review=str(review_id))
    document = _document_of(action)
    if row.resolved_at is None:
        _refuse_unseen(row, request.occurrences)
        # First the flag, then its document: what that breaks anew is a flag of its own.
        _close(unit, [row], how=action.how, note=request.note, by=by, document=document)
    elif (row.how, row.note, row.resolved_by, row.fixed_id) != (action.how, request.note, by, document):
        raise Refusal(ErrorCode.CONFLICT, review=str(review_id))
    if document is None:
        return ReviewResolved(reviews=(review_id,))
    found = Open(branch, review_id, ReviewCode(row.code), row.subject)
    booked = corrections[action.how](unit, found, action, request.note, by)
    return ReviewResolved(reviews=(review_id,), document=booked.document, document_no=booked.number)


def accept_many(unit: Unit, request: AcceptReviews, *, by: StaffId) -> ReviewResolved:
    """Accept many flags, all of them in this unit, or none.

    What posted nothing is set aside for good, and only if that was asked for: else INVALID.
    """
    wanted = {(one.branch, one.review): one.occurrences for one in request.reviews}
    for branch in sorted({branch for branch, _ in wanted}):
        unit.lock_branch(BranchId(branch))
        rows = _rows(unit, BranchId(branch), [one for place, one in wanted if place == branch])
        for row in rows:
            if row.resolved_at is not None:
                raise Refusal(ErrorCode.CONFLICT, review=str(row.review_id))
            _refuse_unseen(row, wanted[branch, row.review_id])
            if row.code in UNPOSTED and not request.set_aside:
                raise Refusal(ErrorCode.INVALID, what="set_aside", review=str(row.review_id))
        for how in (ReviewHow.ACCEPTED, ReviewHow.SET_ASIDE):
            fitting = [row for row in rows if row.code in OFFERED[how]]
            _close(unit, fitting, how=how, note=request.note, by=by, document=None)
    return ReviewResolved(reviews=tuple(one for _, one in wanted))


def _document_of(action: ApiModel) -> UUID | None:
    if isinstance(action, AdjustForReview):
        return action.document.id
    return action.id if isinstance(action, SettleDrawer) else None


def _rows(unit: Unit, branch: BranchId, reviews: Sequence[UUID]) -> list[Any]:
    """The flags, read under the branch lock. Refuses one that is not there."""
    query = select(review).where(review.c.branch_id == branch, review.c.review_id.in_(reviews))
    rows = list(unit.connection.execute(query))
    missing = set(reviews) - {row.review_id for row in rows}
    if missing:
        raise Refusal(ErrorCode.NOT_FOUND, what="review", review=str(min(missing)))
    return rows


def _refuse_unseen(row: Any, seen: int) -> None:
    if row.occurrences != seen:
        raise Refusal(ErrorCode.CONFLICT, review=str(row.review_id), occurrences=row.occurrences)


def _close(
    unit: Unit, rows: Iterable[Any], *, how: ReviewHow, note: str, by: StaffId, document: UUID | None
) -> None:
    now = unit.now()
    steps = []
    for row in rows:
        values = {"resolved_at": now, "resolved_by": by, "how": how, "note": note, "fixed_id": document}
        place = (review.c.branch_id == row.branch_id, review.c.review_id == row.review_id)
        unit.connection.execute(update(review).where(*place).values(**values))
        n = _steps_taken(unit, row) + 1
        steps.append((row.branch_id, row.review_id, n, now, by, how, note, row.occurrences, document))
    unit.insert(review_step, steps)


def _steps_taken(unit: Unit, row: Any) -> int:
    place = (review_step.c.branch_id == row.branch_id, review_step.c.review_id == row.review_id)
    return int(
        unit.connection.execute(select(func.count()).select_from(review_step).where(*place)).scalar_one()
    )
