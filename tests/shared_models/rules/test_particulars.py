"""How old somebody is, and that ordinary goods say nothing."""

from __future__ import annotations

from datetime import date

import pytest

from shared_models.rules.particulars import NO_NEEDS, Needs, Particulars, age_on, old_enough
from shared_models.values.codes import Tracking


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2008, 11, 20), date(2026, 11, 20), 18),
        (date(2008, 11, 21), date(2026, 11, 20), 17),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
    ],
)
def test_whole_years(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age
    assert old_enough(born, day=day, at_least=18) is (age >= 18)


def test_ordinary_goods_ask_nothing() -> None:
    assert not NO_NEEDS
    assert not Particulars()
    assert Needs(min_age=18)
    assert Needs(tracking=Tracking.LOT)
