"""Amounts spread over lines sum to the whole, and no line is off by a whole unit."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.allocation import largest_remainder
from tests.factories.vectors import domain_vectors

VECTORS = domain_vectors()


def test_tax_of_a_receipt_is_spread_over_its_lines() -> None:
    lines = VECTORS["ppn_line_vs_receipt"]
    assert largest_remainder(lines["receipt_ppn"], lines["lines"]) == VECTORS["ppn_alloc"]


def test_a_discount_of_10000_on_three_lines() -> None:
    assert largest_remainder(10_000, [25_000, 17_500, 3_333]) == VECTORS["disc_alloc"]


@given(
    st.integers(min_value=-(10**9), max_value=10**9),
    st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=50).filter(any),
)
def test_parts_sum_to_the_whole_and_stay_near_their_share(total: int, weights: list[int]) -> None:
    parts = largest_remainder(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    assert all(
        abs(part - Fraction(total * weight, whole)) < 1 for part, weight in zip(parts, weights, strict=True)
    )
    assert largest_remainder(-total, weights) == [-part for part in parts]


def test_of_equal_remainders_the_earlier_line_gets_the_unit() -> None:
    assert largest_remainder(1, [1, 1, 1]) == [1, 0, 0]


def test_nothing_is_spread_over_nothing() -> None:
    assert largest_remainder(0, [0, 0]) == [0, 0]
    assert largest_remainder(0, []) == []


@pytest.mark.parametrize(("total", "weights"), [(1, [0, 0]), (1, []), (1, [2, -1])])
def test_what_cannot_be_spread_is_refused(total: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match=r"\d"):
        largest_remainder(total, weights)
