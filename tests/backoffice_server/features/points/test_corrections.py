"""Points given and taken by hand."""

from __future__ import annotations

from uuid import UUID

from backoffice_server.features.points.service import correct_points
from shared_models.wire.customers import CorrectPoints
from tests.factories.events import line
from tests.factories.members import (
    ANI,
    broken,
    known,
    points_of,
    sell,
    unpaid,
)
from tests.factories.warung import BERAS, BRANCH, Warung


def test_points_are_corrected_by_a_document(warung: Warung) -> None:
    till = known(warung.stocked()).opened()
    sell(till, unpaid(till, line(BERAS.item, BERAS.price)))
    warung.push(till.push())
    for number, points in ((1, 30), (2, -60)):
        request = CorrectPoints(
            id=UUID(int=0xC0 + number), branch=BRANCH, customer=ANI, points=points, note="keluhan"
        )
        for _ in range(2):
            with warung.database.write() as unit:
                correct_points(unit, request, by=None)
    assert points_of(warung) == 72 + 30 - 60
    assert broken(warung) == []
