"""The review desk over HTTP: what is to be looked at. Resolving is features/reviews/routes.py."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backoffice_server.kernel.web import ReadUnit, SignedInStaff, needs
from backoffice_server.reports import review_detail, review_list
from shared_models.values.codes import Permission, ReviewCode
from shared_models.values.money import LARGEST_INTEGER
from shared_models.wire.base import ApiModel
from shared_models.wire.reviews import ReviewDocument, ReviewsPage, ReviewState

router = APIRouter(prefix="/api/reviews", tags=["reviews"])
Viewer = Annotated[SignedInStaff, needs(Permission.ADMIN_VIEW)]


class ReviewsQuery(ApiModel):
    """Which flags, in which order."""

    branch: UUID | None = None
    state: ReviewState = ReviewState.OPEN
    code: ReviewCode | None = None
    search: Annotated[str, Query(max_length=200)] = ""
    sort: str = "last"
    descending: bool = True
    after: str | None = None
    limit: int = 100


@router.get("")
def list_reviews(query: Annotated[ReviewsQuery, Query()], unit: ReadUnit, _: Viewer) -> ReviewsPage:
    return review_list.reviews(
        unit,
        review_list.ReviewsWanted(query.branch, query.state, query.code, query.search.strip()),
        sort=query.sort,
        descending=query.descending,
        after=query.after,
        limit=query.limit,
    )


@router.get("/{branch}/{review}")
def show_review(
    branch: UUID,
    review: UUID,
    unit: ReadUnit,
    _: Viewer,
    document: UUID | None = None,
    seq: Annotated[int | None, Query(ge=0, le=LARGEST_INTEGER)] = None,
) -> ReviewDocument:
    return review_detail.detail(unit, branch_id=branch, review_id=review, document=document, seq=seq)
