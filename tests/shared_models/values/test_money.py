"""Rupiah are whole; quotients are rounded half-up and mirror around zero."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.values.money import RUPIAH, divide_down, divide_half_up

numbers = st.integers(min_value=-(10**15), max_value=10**15)
positive = st.integers(min_value=1, max_value=10**9)


@pytest.mark.parametrize(
    ("numerator", "denominator", "quotient"),
    [(3, 2, 2), (1, 3, 0), (5, 10, 1), (-3, 2, -2), (-1, 3, 0), (0, 7, 0)],
)
def test_halves_are_rounded_away_from_zero(numerator: int, denominator: int, quotient: int) -> None:
    assert divide_half_up(numerator, denominator) == quotient


@given(numbers, positive)
def test_a_rounded_quotient_is_at_most_half_away_and_mirrors(numerator: int, denominator: int) -> None:
    quotient = divide_half_up(numerator, denominator)
    assert abs(quotient - Fraction(numerator, denominator)) <= Fraction(1, 2)
    assert divide_half_up(-numerator, denominator) == -quotient


@given(numbers, positive)
def test_a_quotient_cut_down_stays_nearer_to_zero(numerator: int, denominator: int) -> None:
    quotient = divide_down(numerator, denominator)
    assert quotient == int(Fraction(numerator, denominator))


@pytest.mark.parametrize("divide", [divide_half_up, divide_down])
@pytest.mark.parametrize("denominator", [0, -1])
def test_a_denominator_must_be_positive(divide: object, denominator: int) -> None:
    assert callable(divide)
    with pytest.raises(ValueError, match=str(denominator)):
        divide(1, denominator)


def test_rupiah_have_no_decimals_in_use() -> None:
    assert (RUPIAH.code, RUPIAH.digits) == ("IDR", 0)
