"""Quantities are thousandths of a unit."""

from hypothesis import given
from hypothesis import strategies as st

from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, in_base_unit, price_of, whole


def test_two_dozen_eggs_are_24_pieces() -> None:
    assert in_base_unit(whole(2), Quantity(12_000)) == whole(24)


def test_a_quarter_kilo_of_sugar_at_15500_is_3875() -> None:
    assert price_of(Quantity(250), Money(15_500)) == 3_875


def test_half_a_rupiah_is_rounded_up() -> None:
    assert price_of(Quantity(500), Money(1)) == 1


@given(st.integers(min_value=0, max_value=10**6), st.integers(min_value=0, max_value=10**9))
def test_whole_units_are_never_rounded(count: int, price: int) -> None:
    assert price_of(whole(count), Money(price)) == count * price
    assert in_base_unit(whole(count), whole(1)) == whole(count)
