"""A label's price is what the customer pays, whatever a kilogram costs today."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.label_prices import sold_by_label
from shared_models.values.money import Money, divide_half_up
from shared_models.values.quantity import ONE, price_of


@given(label=st.integers(1, 999_900), list_price=st.integers(100, 500_000))
def test_the_line_costs_what_the_label_says(label: int, list_price: int) -> None:
    qty, price = sold_by_label(Money(label), list_price=Money(list_price))
    assert price_of(qty, price) == label
    assert qty > 0
    nearest = max(1, divide_half_up(label * ONE, list_price))
    # Within a hundredth of the weight that was on the scale; below a kilogram it is that weight.
    assert abs(qty - nearest) <= nearest // 100
    if nearest <= ONE:
        assert qty == nearest


def test_the_example_of_a_price_label() -> None:
    """`2200077184506` (domain_id.md §4): PLU 00077 for Rp18.450; at Rp45.000 a kilogram 410 grams."""
    assert sold_by_label(Money(18_450), list_price=Money(45_000)) == (410, 45_000)
