"""Cash rounding by step and direction."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.rounding import NO_ROUNDING, CashRounding, rounding_of
from shared_models.values.codes import RoundingMode
from shared_models.values.money import Money
from tests.factories.receipts import roundings
from tests.factories.vectors import domain_vectors

amounts = st.integers(min_value=-(10**9), max_value=10**9).map(Money)


@pytest.mark.parametrize("mode", RoundingMode)
@pytest.mark.parametrize("vector", domain_vectors()["round"])
def test_amounts_become_payable(vector: dict[str, Any], mode: RoundingMode) -> None:
    rounded, difference = vector[mode.value]
    added = rounding_of(Money(vector["total"]), CashRounding(step=vector["step"], mode=mode))
    assert (vector["total"] + added, added) == (rounded, difference)


@given(amounts, roundings)
def test_what_is_rounded_can_be_paid_and_a_refund_mirrors_it(amount: Money, rule: CashRounding) -> None:
    added = rounding_of(amount, rule)
    assert rounding_of(Money(-amount), rule) == -added
    assert (amount + added) % max(rule.step, 1) == 0
    assert abs(added) < max(rule.step, 1)
    if rule.mode is RoundingMode.NEAREST:
        assert 2 * abs(added) <= max(rule.step, 1)


@given(amounts)
def test_without_a_rule_nothing_is_rounded(amount: Money) -> None:
    assert rounding_of(amount, NO_ROUNDING) == 0
