"""What of a stream waits unposted for a person: the till is told with every answer, until it is settled."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from backoffice_server.features.events.tables import stream
from backoffice_server.features.reviews.resolving import accept_many
from backoffice_server.features.reviews.tables import review
from shared_models.values.ids import StaffId
from shared_models.values.money import Money
from shared_models.wire.reviews import AcceptReviews, SeenReview
from shared_models.wire.sync import PushReply
from tests.conftest import ExpectLog
from tests.factories.events import TillWriter, line
from tests.factories.warung import GULA, K2, SARI, Warung


def odd(warung: Warung) -> TillWriter:
    """One of each that posts nothing: sums that cannot be, a sale sold twice, another register's."""
    till = warung.stocked().opened()
    sold = till.sale(line(GULA.item, GULA.price))
    till.sold(replace(sold.receipt, total=Money(sold.receipt.total + 1)))
    till.sold(sold.receipt, sale=sold.sale)
    till.sale(line(GULA.item, GULA.price), register=K2)
    return till


def damage(till: TillWriter) -> None:
    """The next item of the till, and nobody signed it."""
    till.sale(line(GULA.item, GULA.price))
    till.items[-1] = till.items[-1].model_copy(update={"mac": "ab" * 32})


def asked(warung: Warung, till: TillWriter) -> PushReply:
    return warung.push(till.push(len(till.items) + 1, len(till.items)))


def answer(warung: Warung, code: str) -> None:
    """A clerk sets one flag aside."""
    (row,) = warung.rows(select(review).where(review.c.code == code, review.c.resolved_at.is_(None)))
    seen = SeenReview(branch=row.branch_id, review=row.review_id, occurrences=row.occurrences)
    with warung.database.write() as unit:
        accept_many(
            unit, AcceptReviews(reviews=(seen,), note="sudah dilihat", set_aside=True), by=StaffId(SARI)
        )


@pytest.fixture
def till(warung: Warung, expect_log: ExpectLog) -> TillWriter:
    expect_log("is kept unposted")
    writer = odd(warung)
    damage(writer)
    damage(writer)
    return writer


def test_what_a_person_answered_is_no_longer_to_be_reviewed(warung: Warung, till: TillWriter) -> None:
    neighbour = warung.opened("K2")
    damage(neighbour)
    assert warung.push(neighbour.push()).under_review == 1
    replies = [warung.push(till.push()), asked(warung, till), warung.push(till.push())]
    assert [reply.under_review for reply in replies] == [5, 5, 5]
    left = []
    for code in ("totals_impossible", "not_applied", "stream_mismatch"):
        answer(warung, code)
        left.append(asked(warung, till).under_review)
    assert left == [4, 3, 2]
    with warung.database.write() as unit:
        ours = (review.c.code == "damaged_event", review.c.subject == str(till.stream))
        answered = {"resolved_at": unit.now(), "resolved_by": SARI, "how": "set_aside", "note": ""}
        unit.connection.execute(update(review).where(*ours).values(**answered))
    assert asked(warung, till).under_review == 0
    assert asked(warung, neighbour).under_review == 1
    damage(till)
    assert warung.push(till.push(9, 9)).under_review == 1, "what is set aside anew is to be seen anew"
    held = warung.scalar(select(stream.c.under_review).where(stream.c.stream_id == till.stream))
    assert held == 6, "what the journal holds unposted stays counted there"


def test_what_was_booked_with_a_flag_is_nothing_that_waits_unposted(warung: Warung) -> None:
    till = warung.opened()
    till.sale(line(GULA.item, GULA.price))
    assert warung.push(till.push()).results[-1].reviews == ("negative_stock",)
    assert asked(warung, till).under_review == 0
