"""Phone numbers and birthdays."""

from __future__ import annotations

from datetime import date

import pytest

from shared_models.rules.customers import has_birthday, phone_key


@pytest.mark.parametrize("typed", ["0812-5550-11", "+62 812 555 011", "62812555011", "(0812) 555.011"])
def test_a_number_is_one_however_it_is_typed(typed: str) -> None:
    assert phone_key(typed) == "0812555011"


@pytest.mark.parametrize("typed", [None, "", "-", "12345", "tidak ada"])
def test_what_is_no_number_is_nobodys(typed: str | None) -> None:
    assert phone_key(typed) == ""


def test_a_birthday_is_on_its_day_and_on_leap_days_a_day_earlier_in_other_years() -> None:
    assert has_birthday(date(1990, 5, 3), date(2026, 5, 3))
    assert not has_birthday(date(1990, 5, 3), date(2026, 5, 4))
    assert not has_birthday(None, date(2026, 5, 3))
    leap = date(2000, 2, 29)
    assert has_birthday(leap, date(2026, 2, 28))
    assert has_birthday(leap, date(2028, 2, 29))
    assert not has_birthday(leap, date(2028, 2, 28))
