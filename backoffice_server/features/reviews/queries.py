"""Reads of flags."""

from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, func, select

from backoffice_server.features.reviews.tables import review
from shared_models.values.codes import ReviewCode

# Kept unposted: there is nothing booked that could be accepted.
UNPOSTED: Final = frozenset(
    {
        ReviewCode.TOTALS_IMPOSSIBLE,
        ReviewCode.NOT_APPLIED,
        ReviewCode.DAMAGED_EVENT,
        ReviewCode.STREAM_MISMATCH,
    }
)


def unposted(branch: ColumnElement[Any], stream: ColumnElement[str]) -> ScalarSelect[int]:
    """How many items of a stream wait unposted for a person's answer; for a read of the stream.

    `stream`: its id as text. Every flag of such an item names it in its facts; open ones have an index.
    """
    named = '"stream": "' + stream + '"'
    return (
        select(func.coalesce(func.sum(review.c.occurrences), 0))
        .where(
            review.c.branch_id == branch,
            review.c.code.in_([code.value for code in sorted(UNPOSTED)]),
            review.c.resolved_at.is_(None),
            review.c.facts.contains(named),
        )
        .scalar_subquery()
    )
