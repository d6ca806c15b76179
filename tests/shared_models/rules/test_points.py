"""Points earned, taken back, redeemed: after discounts, not on money paid with points, parts that sum."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.points import (
    EarningLine,
    PointsFault,
    PointsRule,
    earned,
    most_redeemable,
    redemption_faults,
    taken_back,
    value_of,
)
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole

RULE = PointsRule(spend=Money(1_000), value=Money(10), minimum=100, offline_cap=500)


def line(
    amount: int, *, number: int = 1, count: int = 1, eligible: bool = True, extra: int = 0
) -> EarningLine:
    return EarningLine(number, Money(amount), whole(count), eligible=eligible, extra=extra)


@pytest.mark.parametrize(
    ("lines", "with_points", "points"),
    [
        ([line(98_480)], 0, 98),  # domain_id.md §4
        ([line(999)], 0, 0),
        ([line(98_480), line(20_000, number=2, eligible=False)], 0, 98),
        ([line(98_480)], 5_000, 93),
        ([line(98_480)], 98_480, 0),
        ([line(600), line(600, number=2)], 0, 1),
        ([line(12_000, count=3, extra=5)], 0, 27),
        ([line(12_000, count=3, extra=5)], 4_000, 18),
        ([line(0, count=3, extra=5)], 0, 0),
        ([], 0, 0),
    ],
)
def test_points_of_a_sale(lines: list[EarningLine], with_points: int, points: int) -> None:
    assert earned(lines, rule=RULE, paid_with_points=Money(with_points)) == points


def test_points_only_by_the_unit() -> None:
    by_unit = PointsRule(spend=Money(0), value=Money(10))
    assert earned([line(50_000, count=2, extra=3)], rule=by_unit) == 6


def test_a_return_keeps_what_the_goods_kept_would_have_earned() -> None:
    sale = [line(1_500, count=3)]
    back = [
        taken_back(sale, rule=RULE, before={1: whole(count)}, after={1: whole(count + 1)})
        for count in range(3)
    ]
    assert earned(sale, rule=RULE) == 1
    assert back == [0, 1, 0]


def test_more_paid_with_points_than_owed_is_a_bug() -> None:
    with pytest.raises(ValueError, match="1001"):
        earned([line(1_000)], rule=RULE, paid_with_points=Money(1_001))


sold = st.lists(
    st.builds(
        EarningLine,
        line=st.just(0),
        amount=st.integers(min_value=0, max_value=10**7).map(Money),
        qty=st.integers(min_value=1, max_value=20_000).map(Quantity),
        eligible=st.booleans(),
        extra=st.integers(min_value=0, max_value=20),
    ),
    min_size=1,
    max_size=5,
).map(
    lambda lines: [
        EarningLine(number, one.amount, one.qty, one.eligible, one.extra)
        for number, one in enumerate(lines, start=1)
    ]
)
rules = st.builds(
    PointsRule,
    spend=st.integers(min_value=0, max_value=10_000).map(Money),
    value=st.integers(min_value=0, max_value=1_000).map(Money),
    minimum=st.integers(min_value=0, max_value=200),
    offline_cap=st.integers(min_value=0, max_value=2_000),
)


@given(sold, rules, st.data())
def test_the_points_taken_back_in_parts_are_the_points_earned(
    lines: list[EarningLine], rule: PointsRule, data: st.DataObject
) -> None:
    by_points = Money(data.draw(st.integers(min_value=0, max_value=sum(one.amount for one in lines))))
    before = {one.line: Quantity(0) for one in lines}
    taken = 0
    for _ in range(data.draw(st.integers(min_value=0, max_value=4))):
        after = {one.line: Quantity(data.draw(st.integers(before[one.line], one.qty))) for one in lines}
        part = taken_back(lines, rule=rule, paid_with_points=by_points, before=before, after=after)
        assert part >= 0
        taken, before = taken + part, after
    everything = {one.line: one.qty for one in lines}
    taken += taken_back(lines, rule=rule, paid_with_points=by_points, before=before, after=everything)
    assert taken == earned(lines, rule=rule, paid_with_points=by_points)
    assert earned(lines, rule=rule, paid_with_points=by_points, returned=everything) == 0


@given(sold, rules, st.randoms(use_true_random=False), st.integers(min_value=0, max_value=10**7))
def test_the_order_of_scanning_changes_no_point(
    lines: list[EarningLine], rule: PointsRule, chance: Random, points: int
) -> None:
    mixed = list(lines)
    chance.shuffle(mixed)
    by_points = Money(min(points, sum(one.amount for one in lines)))
    again = earned(mixed, rule=rule, paid_with_points=by_points)
    assert again == earned(lines, rule=rule, paid_with_points=by_points)


@pytest.mark.parametrize(
    ("balance", "due", "offline", "most"),
    [
        (1_000, 50_000, None, 1_000),
        (1_000, 9_999, None, 999),
        (1_000, 50_000, 0, 500),
        (1_000, 50_000, 300, 200),
        (1_000, 50_000, 450, 0),
        (99, 50_000, None, 0),
        (1_000, 990, None, 0),
    ],
)
def test_how_many_points_a_receipt_may_take(balance: int, due: int, offline: int | None, most: int) -> None:
    assert most_redeemable(balance=balance, due=Money(due), rule=RULE, taken_offline=offline) == most


def test_every_fault_of_a_redemption_is_named() -> None:
    faults = redemption_faults(600, balance=550, due=Money(5_000), rule=RULE, taken_offline=0)
    assert faults == [PointsFault.OVER_BALANCE, PointsFault.OVER_DUE, PointsFault.OVER_OFFLINE_CAP]
    assert redemption_faults(50, balance=550, due=Money(5_000), rule=RULE) == [PointsFault.BELOW_MINIMUM]
    assert redemption_faults(0, balance=550, due=Money(5_000), rule=RULE) == [PointsFault.NOT_POSITIVE]


def test_points_without_a_value_pay_nothing() -> None:
    worthless = PointsRule(spend=Money(1_000), value=Money(0))
    assert most_redeemable(balance=900, due=Money(5_000), rule=worthless) == 0
    assert redemption_faults(1, balance=900, due=Money(5_000), rule=worthless) == [PointsFault.OVER_DUE]


@given(
    rules,
    st.integers(min_value=-50, max_value=3_000),
    st.integers(min_value=0, max_value=10**6).map(Money),
    st.one_of(st.none(), st.integers(min_value=0, max_value=2_500)),
    st.integers(min_value=-5, max_value=3_500),
)
def test_what_may_be_taken_has_no_fault_and_nothing_else_has_none(
    rule: PointsRule, balance: int, due: Money, offline: int | None, points: int
) -> None:
    most = most_redeemable(balance=balance, due=due, rule=rule, taken_offline=offline)
    faults = redemption_faults(points, balance=balance, due=due, rule=rule, taken_offline=offline)
    assert (not faults) == (max(rule.minimum, 1) <= points <= most)
    assert value_of(most, rule) <= due
