"""Element strings: lot, expiry, serial number and weight beside the trade item."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.gs1 import Elements, read_elements

DAY = date(2026, 11, 20)
NUMBER = "05028966035121"


@pytest.mark.parametrize(
    ("code", "found"),
    [
        (f"01{NUMBER}10A1", Elements(NUMBER, lot="A1")),
        (f"]C101{NUMBER}17270131" + "10A1\x1d21S-9", Elements(NUMBER, "A1", date(2027, 1, 31), "S-9")),
        (f"(01){NUMBER}(17)270200(10)A1", Elements(NUMBER, "A1", date(2027, 2, 28))),
        (f"]d201{NUMBER}3103001250", Elements(NUMBER, weight=1_250)),  # type: ignore[arg-type] # thousandths
        (f"01{NUMBER}3102000125" + "10B", Elements(NUMBER, lot="B", weight=1_250)),  # type: ignore[arg-type] # as above
        (f"\x1d01{NUMBER}21X\x1d10Y", Elements(NUMBER, lot="Y", serial="X")),
        (f"01{NUMBER}17991231", Elements(NUMBER, expires_on=date(1999, 12, 31))),
        (f"01{NUMBER}17271331", Elements(NUMBER)),
    ],
)
def test_what_a_code_says(code: str, found: Elements) -> None:
    assert read_elements(code, day=DAY) == found


@pytest.mark.parametrize(
    "code", ["", NUMBER, f"01{NUMBER}", f"01{NUMBER[:-1]}910A1", "17270131" + "10A1", "8991234567891"]
)
def test_what_names_no_goods_says_nothing(code: str) -> None:
    assert read_elements(code, day=DAY) is None


def test_two_elements_run_together_are_no_lot() -> None:
    """A keyboard swallows the separator: what cannot be told apart is not guessed."""
    found = read_elements(f"01{NUMBER}10ABCDEF1727013121SERIAL99", day=DAY)
    assert found is not None
    assert (found.lot, found.serial) == (None, None)


@given(st.text(max_size=60))
def test_any_text_is_read(code: str) -> None:
    read_elements(code, day=DAY)
