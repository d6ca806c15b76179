"""Paying: what is missing, the change, and the notes to hand out."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.receipt import Tender
from shared_models.rules.rounding import NO_ROUNDING, CashRounding
from shared_models.rules.tender import DENOMINATIONS, pieces_of, settle, suggested_amounts
from shared_models.values.codes import RoundingMode, TenderMethod
from shared_models.values.money import Money
from tests.factories.receipts import roundings
from tests.factories.vectors import domain_vectors

TO_HUNDREDS = CashRounding(step=100, mode=RoundingMode.NEAREST)


def cash(amount: int) -> Tender:
    return Tender(method=TenderMethod.CASH, amount=Money(amount))


def qris(amount: int) -> Tender:
    return Tender(method=TenderMethod.QRIS, amount=Money(amount))


@pytest.mark.parametrize("vector", domain_vectors()["change"])
def test_change_is_handed_out_in_few_pieces(vector: dict[str, Any]) -> None:
    settled = settle(Money(vector["total"]), [cash(vector["paid"])], NO_ROUNDING)
    assert settled.change == vector["change"]
    pieces, left = pieces_of(settled.change)
    expected = {int(piece): count for piece, count in vector["pieces"][0].items()}
    # Bank Indonesia mints no 10.000 or 5.000 coins: every vector piece is a note or coin in circulation.
    assert (pieces, left) == (expected, vector["pieces"][1])


def test_only_the_part_paid_in_cash_is_rounded() -> None:
    settled = settle(Money(12_765), [qris(10_000), cash(2_800)], TO_HUNDREDS)
    assert (settled.rounding, settled.missing, settled.change) == (35, 0, 0)
    settled = settle(Money(12_765), [qris(12_765)], TO_HUNDREDS)
    assert (settled.rounding, settled.missing, settled.change) == (0, 0, 0)


def test_too_little_cash_leaves_something_missing() -> None:
    settled = settle(Money(12_765), [cash(10_000)], TO_HUNDREDS)
    assert (settled.missing, settled.change) == (2_800, 0)


def test_a_card_is_never_charged_more_than_the_total() -> None:
    with pytest.raises(ValueError, match="13000"):
        settle(Money(12_765), [qris(13_000)], TO_HUNDREDS)


@given(
    st.integers(min_value=0, max_value=10**8).map(Money),
    st.integers(min_value=0, max_value=10**8),
    roundings,
    st.data(),
)
def test_a_settled_payment_balances(total: Money, paid: int, rule: CashRounding, data: st.DataObject) -> None:
    """Lesson 36: Integers; rounding is a line of its own."""
    by_card = data.draw(st.integers(min_value=0, max_value=total))
    settled = settle(total, [qris(by_card), cash(paid)], rule)
    assert settled.missing == 0 or settled.change == 0
    assert total + settled.rounding == by_card + paid - settled.change + settled.missing


@given(st.integers(min_value=0, max_value=10**8).map(Money))
def test_pieces_sum_to_the_amount(amount: Money) -> None:
    pieces, left = pieces_of(amount)
    assert sum(piece * count for piece, count in pieces.items()) + left == amount
    assert 0 <= left < DENOMINATIONS[-1]


def test_suggested_amounts_are_notes_a_customer_would_hand_over() -> None:
    assert suggested_amounts(Money(37_200)) == (40_000, 50_000, 60_000, 100_000)
    assert suggested_amounts(Money(98_400)) == (100_000, 120_000, 150_000, 200_000)


@given(st.integers(min_value=1, max_value=10**7).map(Money), st.integers(min_value=1, max_value=6))
def test_suggestions_are_enough_and_ascend(due: Money, count: int) -> None:
    amounts = suggested_amounts(due, count=count)
    assert len(amounts) <= count
    assert list(amounts) == sorted(set(amounts))
    assert all(amount > due for amount in amounts)
