"""Batches of points in the books: the vectors of PSAK 115, and sums that always come out at nothing."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.accounts import Account
from shared_models.rules.entries import entry
from shared_models.rules.points_ledger import (
    PointsBatch,
    PointsMoved,
    deferred_revenue,
    lapse,
    points_earned_entry,
    points_lapsed_entry,
    points_paid_entry,
    points_taken_back_entry,
    redeem,
    restore,
    take_back,
)
from shared_models.values.money import Money

TODAY = date(2026, 11, 21)
NEXT_YEAR = TODAY + timedelta(days=365)
YESTERDAY = TODAY - timedelta(days=1)
# journal_vectors.json: points_earn and points_redeem.
BATCH = PointsBatch("sale-1", points=1_000, deferred=Money(9_411), redemption_bp=9_500, expires_on=NEXT_YEAR)


def batch(sale: str, points: int, deferred: int, expires_on: date | None = None) -> PointsBatch:
    return PointsBatch(sale, points, Money(deferred), 9_500, expires_on)


def test_points_earn() -> None:
    deferred = deferred_revenue(Money(1_000_000), points=1_000, value=Money(10), redemption_bp=9_500)
    assert deferred == 9_411
    cash_sale = [(Account.TILL_CASH, 1_000_000), (Account.SALES, -1_000_000)]
    books = {line.account.value: line.amount for line in entry([*cash_sale, *points_earned_entry(deferred)])}
    assert books == {"1101": 1_000_000, "4101": -990_589, "2141": -9_411}


def books_of_goods_paid_with_points(paid: int, released: int) -> dict[str, int]:
    receipt = [(Account.POINTS_LIABILITY, paid), (Account.SALES, -paid)]
    lines = entry([*receipt, *points_paid_entry(Money(paid), Money(released))])
    return {line.account.value: line.amount for line in lines}


def test_points_redeem() -> None:
    used = redeem([BATCH], 500, on=TODAY)
    assert (used.released, used.short, used.batches[0].liability) == (4_953, 0, 4_458)
    assert books_of_goods_paid_with_points(5_000, used.released) == {"2141": 4_953, "4101": -4_953}


def test_points_of_nothing_kept_back_are_less_revenue_when_they_pay() -> None:
    assert books_of_goods_paid_with_points(5_000, 0) == {}


def test_a_refund_by_points_mirrors_their_payment() -> None:
    there = points_paid_entry(Money(5_000), Money(4_953))
    assert entry([*there, *points_paid_entry(Money(-5_000), Money(-4_953))]) == ()


def test_the_expected_points_release_all_and_the_last_ones_nothing() -> None:
    used = redeem([BATCH], 950, on=TODAY)
    assert used.batches[0].liability == 0
    assert redeem(used.batches, 50, on=TODAY).released == 0


def test_points_that_lapse_release_the_rest() -> None:
    used = redeem([BATCH], 500, on=TODAY)
    over = lapse(used.batches, on=NEXT_YEAR + timedelta(days=1))
    assert (over.released, over.batches[0].open) == (4_458, 0)
    assert points_lapsed_entry(over.released) == ((Account.POINTS_LIABILITY, 4_458), (Account.SALES, -4_458))
    assert lapse(used.batches, on=NEXT_YEAR).released == 0


def test_the_batch_that_lapses_first_is_used_first() -> None:
    old, new, forever = batch("a", 100, 950, TODAY), batch("b", 100, 950, NEXT_YEAR), batch("c", 100, 950)
    used = redeem([forever, new, old], 150, on=TODAY)
    assert [one.redeemed for one in used.batches] == [0, 50, 100]
    assert redeem([new, batch("d", 100, 950, YESTERDAY)], 150, on=TODAY).short == 50


def test_points_come_back_with_the_goods_they_were_earned_on() -> None:
    other = batch("sale-2", 300, 2_000, TODAY)
    back = take_back([other, BATCH], 500, sale="sale-1")
    assert [one.reversed for one in back.batches] == [0, 500]
    assert back.released == 4_706  # half of what was deferred, not half of what is expected to be redeemed
    assert points_taken_back_entry(back.released)[1] == (Account.SALES_RETURNS, -4_706)


def test_points_already_used_are_taken_of_other_batches_and_the_rest_is_told() -> None:
    used = redeem([BATCH, batch("sale-2", 300, 2_000)], 900, on=TODAY)
    back = take_back(used.batches, 1_000, sale="sale-1")
    assert ([one.open for one in back.batches], back.short) == ([0, 0], 600)


def test_a_refund_by_points_gives_them_back() -> None:
    used = redeem([BATCH, batch("sale-2", 300, 2_000)], 1_100, on=TODAY)
    back = restore(used.batches, 1_100)
    assert back == PointsMoved((BATCH, batch("sale-2", 300, 2_000)), Money(-used.released))
    lapsed = lapse(redeem([BATCH], 400, on=TODAY).batches, on=NEXT_YEAR + timedelta(days=1))
    assert restore(lapsed.batches, 400) == PointsMoved(lapsed.batches, Money(0), short=400)


def test_a_shop_that_books_points_when_used_defers_nothing() -> None:
    assert deferred_revenue(Money(1_000_000), points=1_000, value=Money(10), redemption_bp=0) == 0
    unexpected = PointsBatch("sale-1", points=10, deferred=Money(0), redemption_bp=0)
    assert redeem([unexpected], 5, on=TODAY).released == 0


def test_figures_that_make_no_sense_stop() -> None:
    with pytest.raises(ValueError, match="10001"):
        deferred_revenue(Money(1), points=1, value=Money(1), redemption_bp=10_001)
    with pytest.raises(ValueError, match="-1"):
        redeem([BATCH], -1, on=TODAY)


batches = st.lists(
    st.builds(
        PointsBatch,
        sale=st.sampled_from(["a", "b", "c"]),
        points=st.integers(min_value=1, max_value=5_000),
        deferred=st.integers(min_value=0, max_value=10**6).map(Money),
        redemption_bp=st.integers(min_value=1, max_value=10_000),
        expires_on=st.sampled_from([None, TODAY, NEXT_YEAR]),
    ),
    min_size=1,
    max_size=4,
)


@given(
    st.integers(min_value=0, max_value=10**10).map(Money),
    st.integers(min_value=0, max_value=10**6),
    st.integers(min_value=0, max_value=1_000).map(Money),
    st.integers(min_value=0, max_value=10_000),
)
def test_what_is_deferred_is_a_part_of_the_revenue(
    revenue: Money, points: int, value: Money, redemption_bp: int
) -> None:
    deferred = deferred_revenue(revenue, points=points, value=value, redemption_bp=redemption_bp)
    assert 0 <= deferred <= revenue
    assert deferred <= points * value


@given(batches, st.data())
def test_when_every_point_is_gone_the_liability_is_gone(held: list[PointsBatch], data: st.DataObject) -> None:
    now: tuple[PointsBatch, ...] = tuple(held)
    released = 0
    for _ in range(data.draw(st.integers(min_value=0, max_value=8))):
        points = data.draw(st.integers(min_value=0, max_value=4_000))
        step = data.draw(st.sampled_from(["redeem", "take back"]))
        moved = redeem(now, points, on=TODAY) if step == "redeem" else take_back(now, points, sale="b")
        assert moved.released >= 0
        assert all(one.liability >= 0 for one in moved.batches)
        gone = sum(one.open for one in now) - sum(one.open for one in moved.batches)
        assert gone + moved.short == points
        now, released = moved.batches, released + moved.released
    rest = redeem(now, sum(one.open for one in now), on=TODAY)
    assert sum(one.liability for one in rest.batches) == 0
    assert released + rest.released == sum(one.deferred for one in held)


@given(batches, st.lists(st.integers(min_value=0, max_value=900), max_size=6))
def test_in_one_or_in_many_steps_the_same_is_released(held: list[PointsBatch], parts: list[int]) -> None:
    at_once = redeem(held, sum(parts), on=TODAY)
    now, released = tuple(held), 0
    for part in parts:
        step = redeem(now, part, on=TODAY)
        now, released = step.batches, released + step.released
    assert (now, released) == (at_once.batches, at_once.released)


@given(batches, st.integers(min_value=0, max_value=9_000))
def test_points_given_back_undo_their_redemption(held: list[PointsBatch], points: int) -> None:
    used = redeem(held, points, on=TODAY)
    back = restore(used.batches, points - used.short)
    assert (back.short, back.released + used.released) == (0, 0)
    assert list(back.batches) == held


@given(batches, st.lists(st.integers(min_value=0, max_value=3_000), max_size=5), st.booleans())
def test_receipts_paid_with_points_leave_nothing_on_the_liability(
    held: list[PointsBatch], payments: list[int], refunded: bool
) -> None:
    """Also when tills that were apart took more points than there were, and when one payment is refunded."""
    books = [line for batch in held for line in points_earned_entry(batch.deferred)]
    now: tuple[PointsBatch, ...] = tuple(held)
    for points in payments:
        step = redeem(now, points, on=TODAY)
        books += [*entry([(Account.POINTS_LIABILITY, points * 10), (Account.SALES, -points * 10)])]
        books += points_paid_entry(Money(points * 10), step.released)
        now = step.batches
    if refunded and payments:
        back = restore(now, payments[-1])
        books += [
            *entry([(Account.POINTS_LIABILITY, -payments[-1] * 10), (Account.SALES, payments[-1] * 10)])
        ]
        books += points_paid_entry(Money(-payments[-1] * 10), back.released)
        now = back.batches
    owed = {line.account: -line.amount for line in entry(books)}.get(Account.POINTS_LIABILITY, 0)
    assert owed == sum(batch.liability for batch in now)
    for batch in now:
        books += points_lapsed_entry(batch.liability)
    assert Account.POINTS_LIABILITY not in {line.account for line in entry(books)}
