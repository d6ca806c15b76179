"""Flags: one open per rule and subject, with a count; a resolved one makes room for the next."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from backoffice_server.features.reviews.service import Flag, open_count, raise_flags
from backoffice_server.features.reviews.tables import review, review_mark
from shared_models.values.codes import ReviewCode
from tests.factories.warung import BRANCH, NOW, OTHER_BRANCH, SARI, Warung


def flag(document: int, *, subject: str = "gula", once: bool = False) -> Flag:
    return Flag(ReviewCode.NEGATIVE_STOCK, subject, "sale", UUID(int=document), {"line": document}, once)


def raised(warung: Warung, *flags: Flag) -> list[tuple[str, int, int]]:
    with warung.database.write() as unit:
        raise_flags(unit, BRANCH, flags)
    rows = warung.rows(select(review).order_by(review.c.subject, review.c.opened_at, review.c.review_id))
    return [(row.subject, row.occurrences, row.last_document_id.int) for row in rows]


def test_at_most_one_is_open_with_a_count(warung: Warung) -> None:
    assert raised(warung, flag(1), flag(2)) == [("gula", 2, 2)]
    assert raised(warung, flag(3), flag(4, subject="beras")) == [("beras", 1, 4), ("gula", 3, 3)]
    assert len(warung.rows(select(review_mark))) == 4
    with warung.database.read() as unit:
        assert open_count(unit, BRANCH) == 2
        assert open_count(unit, OTHER_BRANCH) == 0


def test_what_an_open_flag_says_already_is_not_said_again(warung: Warung) -> None:
    assert raised(warung, flag(1, once=True), flag(2, once=True)) == [("gula", 1, 1)]
    assert raised(warung, flag(3, once=True)) == [("gula", 1, 1)]
    assert len(warung.rows(select(review_mark))) == 1


def test_a_resolved_flag_makes_room_for_the_next(warung: Warung) -> None:
    raised(warung, flag(1))
    with warung.database.write() as unit:
        unit.connection.execute(update(review).values(resolved_at=NOW, resolved_by=SARI, how="accepted"))
    assert sorted(raised(warung, flag(2, once=True))) == [("gula", 1, 1), ("gula", 1, 2)]


def test_marks_cannot_be_changed(warung: Warung) -> None:
    raised(warung, flag(1))
    with pytest.raises(DBAPIError, match="append-only"), warung.database.write() as unit:
        unit.connection.execute(text("DELETE FROM review_mark"))
