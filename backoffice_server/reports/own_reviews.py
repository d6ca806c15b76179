"""What of a till's own sales the back office will look at, for whoever sells there."""

from typing import Any, Final

from sqlalchemy import Select, and_, select

from backoffice_server.features.reviews.tables import review, review_mark
from backoffice_server.features.sales.tables import sale
from backoffice_server.kernel.people import EnrolledTill
from backoffice_server.kernel.unit import Unit
from backoffice_server.reports.till_flags import flags_of
from shared_models.values.codes import ReviewCode
from shared_models.wire.tills import OwnReview

MOST: Final = 50


def own_reviews(unit: Unit, till: EnrolledTill) -> tuple[OwnReview, ...]:
    """Open flags about the till's register and about its receipts, youngest first, at most 50."""
    receipts = [
        OwnReview(code=ReviewCode(row.code), receipt=row.receipt, at=row.at, count=1)
        for row in unit.connection.execute(_of_receipts(till))
    ]
    beside = [
        OwnReview(code=ReviewCode(row.code), receipt=None, at=row.last_at, count=row.occurrences)
        for row in flags_of(unit, till.branch, till.register_id)
    ]
    return tuple(sorted((*receipts, *beside), key=lambda one: one.at, reverse=True)[:MOST])


def _of_receipts(till: EnrolledTill) -> Select[Any]:
    same = and_(
        review.c.branch_id == review_mark.c.branch_id,
        review.c.code == review_mark.c.code,
        review.c.subject == review_mark.c.subject,
        review.c.resolved_at.is_(None),
    )
    sold = and_(sale.c.branch_id == review_mark.c.branch_id, sale.c.sale_id == review_mark.c.document_id)
    return (
        select(review_mark.c.code, review_mark.c.at, sale.c.receipt)
        .join(review, same)
        .join(sale, sold)
        .where(review_mark.c.branch_id == till.branch, sale.c.register_id == till.register_id)
        .order_by(review_mark.c.at.desc(), sale.c.receipt.desc())
        .limit(MOST)
    )
