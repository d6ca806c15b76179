"""What the bank keeps of a QRIS payment, by rows that hold from a day on."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.mdr import QRIS_RATES, MdrCategory, MdrRate, mdr_fee, rate_for
from shared_models.values.money import Money
from tests.factories.payment_vectors import payment_vectors

TODAY = date(2026, 1, 1)
CATEGORY_OF = {
    "UMI<=500rb": MdrCategory.MICRO,
    "UMI>500rb": MdrCategory.MICRO,
    "reguler": MdrCategory.REGULAR,
    "SPBU/BLU/PSO": MdrCategory.PUBLIC,
    "pendidikan": MdrCategory.EDUCATION,
}


@pytest.mark.parametrize("vector", payment_vectors()["domain"]["mdr"])
def test_the_domain_s_fees(vector: dict[str, Any]) -> None:
    amount = Money(vector["amount"])
    rate = rate_for(QRIS_RATES, category=CATEGORY_OF[vector["cat"]], amount=amount, day=TODAY)
    assert rate is not None
    assert rate.rate_bp == round(vector["pct"] * 100)
    assert (mdr_fee(amount, rate), amount - mdr_fee(amount, rate)) == (vector["fee"], vector["net"])


@pytest.mark.parametrize(
    ("day", "amount", "rate_bp"),
    [
        (date(2024, 11, 30), 10_000, 30),
        (date(2024, 12, 1), 10_000, 0),
        (date(2024, 12, 1), 500_000, 0),
        (date(2024, 12, 1), 500_001, 30),
        (date(2024, 12, 1), -500_001, 30),
    ],
)
def test_the_rows_of_the_day_hold(day: date, amount: int, rate_bp: int) -> None:
    rate = rate_for(QRIS_RATES, category=MdrCategory.MICRO, amount=Money(amount), day=day)
    assert rate is not None
    assert rate.rate_bp == rate_bp


def test_no_row_no_rate() -> None:
    early = date(2020, 1, 1)
    assert rate_for(QRIS_RATES, category=MdrCategory.REGULAR, amount=Money(1), day=early) is None
    assert rate_for([], category=MdrCategory.REGULAR, amount=Money(1), day=TODAY) is None
    social = rate_for(QRIS_RATES, category=MdrCategory.SOCIAL, amount=Money(1_000_000), day=TODAY)
    assert social is not None
    assert mdr_fee(Money(1_000_000), social) == 0


@given(st.integers(0, 10**9), st.integers(0, 1_000))
def test_a_fee_is_a_part_of_the_amount_and_a_refund_mirrors_it(amount: int, rate_bp: int) -> None:
    rate = MdrRate(MdrCategory.REGULAR, TODAY, rate_bp)
    fee = mdr_fee(Money(amount), rate)
    assert 0 <= fee <= amount
    assert mdr_fee(Money(-amount), rate) == -fee
