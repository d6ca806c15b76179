"""What the review desk asks of the back office."""

from collections.abc import Sequence
from uuid import UUID

from pos_client.remote.api import Api, Sheet
from shared_models.values.codes import ReviewCode
from shared_models.wire.reviews import (
    AcceptReviews,
    ResolveReview,
    ReviewDocument,
    ReviewResolved,
    ReviewsPage,
    ReviewState,
    SeenReview,
)


def list_reviews(
    api: Api, sheet: Sheet, *, branch: UUID | None, state: ReviewState, code: str, search: str
) -> ReviewsPage:
    wanted = ReviewCode(code) if code in {one.value for one in ReviewCode} else None
    return api.reviews(sheet, branch=branch, state=state, code=wanted, search=search)


def fetch_review(
    api: Api, *, branch: UUID, review: UUID, document: UUID | None, seq: int | None
) -> ReviewDocument:
    return api.review(branch, review, document=document, seq=seq)


def resolve(api: Api, *, branch: UUID, review: UUID, request: ResolveReview) -> ReviewResolved:
    return api.resolve_review(branch, review, request)


def accept_many(api: Api, *, seen: Sequence[SeenReview], note: str, set_aside: bool) -> ReviewResolved:
    return api.accept_reviews(AcceptReviews(note=note, set_aside=set_aside, reviews=tuple(seen)))
