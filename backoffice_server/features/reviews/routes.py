"""Resolving flags over HTTP. Reading them crosses slices: reports/review_routes.py."""

from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from backoffice_server.features.reviews import resolving
from backoffice_server.features.reviews.resolving import Corrections
from backoffice_server.kernel.web import SignedInStaff, WriteUnit, needs
from shared_models.values.codes import ErrorCode, Permission
from shared_models.values.ids import BranchId
from shared_models.values.refusals import Refusal
from shared_models.wire.reviews import AcceptReviews, ResolveReview, ReviewHow, ReviewResolved

router = APIRouter(prefix="/api/reviews", tags=["reviews"])
# Whoever may change the books may say that they stand as they are.
Bookkeeper = Annotated[SignedInStaff, needs(Permission.ADMIN_LEDGER)]


def _corrections(request: Request) -> Corrections:
    return cast(Corrections, request.app.state.corrections)


@router.post("/accept")
def accept_reviews(request: AcceptReviews, unit: WriteUnit, clerk: Bookkeeper) -> ReviewResolved:
    return resolving.accept_many(unit, request, by=clerk.staff)


@router.post("/{branch}/{review}/resolve")
def resolve_review(
    branch: UUID,
    review: UUID,
    request: ResolveReview,
    unit: WriteUnit,
    clerk: Bookkeeper,
    corrections: Annotated[Corrections, Depends(_corrections)],
) -> ReviewResolved:
    stock = Permission.ADMIN_STOCK
    if request.action.how is ReviewHow.STOCK_ADJUSTED and stock not in clerk.permissions:
        raise Refusal(ErrorCode.NOT_ALLOWED, permission=stock.value)
    return resolving.resolve(
        unit,
        branch=BranchId(branch),
        review_id=review,
        request=request,
        by=clerk.staff,
        corrections=corrections,
    )
