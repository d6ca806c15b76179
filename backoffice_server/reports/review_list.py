"""The list of flags: filtered, paged by key, with counts by code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select

from backoffice_server.features.branches.tables import branch
from backoffice_server.features.reviews.queries import UNPOSTED
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.staff.tables import staff
from backoffice_server.kernel import paging
from backoffice_server.kernel.unit import Unit
from backoffice_server.reports.review_subjects import kind_of, subjects_called, words_of
from shared_models.values.codes import ErrorCode, ReviewCode
from shared_models.values.refusals import Fault, invalid
from shared_models.wire.reviews import ReviewCount, ReviewLine, ReviewsPage, ReviewState

SORTS: Final[dict[str, Sequence[ColumnElement[Any]]]] = {
    "last": (review.c.last_at,),
    "first": (review.c.opened_at,),
    "code": (review.c.code, review.c.last_at),
    "occurrences": (review.c.occurrences, review.c.last_at),
}


@dataclass(frozen=True, slots=True)
class ReviewsWanted:
    """Which flags. `search`: names, codes and numbers of what they are about."""

    branch: UUID | None = None
    state: ReviewState = ReviewState.OPEN
    code: ReviewCode | None = None
    search: str = ""


def reviews(
    unit: Unit, wanted: ReviewsWanted, *, sort: str, descending: bool, after: str | None, limit: int
) -> ReviewsPage:
    """One page of flags, the first with the counts by code. Refuses a sort there is not."""
    if sort not in SORTS:
        raise invalid([Fault("sort", ErrorCode.INVALID)])
    filters = list(_filters(unit, wanted))
    order = [*SORTS[sort], review.c.review_id]
    query = flags().where(*filters)
    rows, following = paging.page(unit, query, order=order, after=after, limit=limit, descending=descending)
    total = select(func.count()).select_from(review).where(*filters)
    return ReviewsPage(
        rows=lines_of(unit, rows),
        next=following,
        total=unit.connection.execute(total).scalar_one(),
        counts=() if after else _counts(unit, wanted),
    )


def flags() -> Select[Any]:
    """Flags with their branch's code and the name of who resolved them."""
    return (
        select(review, branch.c.code.label("branch_code"), func.coalesce(staff.c.name, "").label("person"))
        .join(branch, branch.c.branch_id == review.c.branch_id)
        .outerjoin(staff, staff.c.staff_id == review.c.resolved_by)
    )


def lines_of(unit: Unit, rows: Sequence[Any]) -> tuple[ReviewLine, ...]:
    """Rows of `flags()` as the list shows them."""
    words = words_of(unit, rows)
    return tuple(_line(row, words[row.review_id]) for row in rows)


def _line(row: Any, about: str) -> ReviewLine:
    return ReviewLine(
        branch=row.branch_id,
        branch_code=row.branch_code,
        review=row.review_id,
        code=ReviewCode(row.code),
        subject=row.subject,
        subject_kind=kind_of(row.code),
        about=about,
        occurrences=row.occurrences,
        opened_at=row.opened_at,
        last_at=row.last_at,
        unposted=row.code in UNPOSTED,
        how=row.how,
        resolved_at=row.resolved_at,
        resolved_by=row.person,
    )


def _counts(unit: Unit, wanted: ReviewsWanted) -> tuple[ReviewCount, ...]:
    filters = _filters(unit, replace(wanted, code=None))
    query = select(review.c.code, func.count()).where(*filters).group_by(review.c.code)
    found = sorted(unit.connection.execute(query.order_by(review.c.code)), key=lambda row: (-row[1], row[0]))
    return tuple(ReviewCount(code=ReviewCode(code), count=count) for code, count in found)


def _filters(unit: Unit, wanted: ReviewsWanted) -> Iterator[ColumnElement[bool]]:
    if wanted.branch is not None:
        yield review.c.branch_id == wanted.branch
    if wanted.state is ReviewState.OPEN:
        yield review.c.resolved_at.is_(None)
    elif wanted.state is ReviewState.DONE:
        yield review.c.resolved_at.is_not(None)
    if wanted.code is not None:
        yield review.c.code == wanted.code.value
    if wanted.search:
        subjects, documents = subjects_called(unit, wanted.search)
        yield or_(
            review.c.subject.in_(subjects),
            review.c.subject.icontains(wanted.search, autoescape=True),
            review.c.document_id.in_(documents),
            review.c.last_document_id.in_(documents),
        )
