"""First expiring, first out."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.lots import Freshness, Lot, allotted, first_expiring, freshness, only_expired
from shared_models.values.quantity import ONE, Quantity, whole

DAY = date(2026, 11, 20)


def lot(name: str, days: int | None, count: int) -> Lot:
    return Lot(name, None if days is None else DAY + timedelta(days=days), whole(count))


def taken(lots: list[Lot], count: int, factor: int = 1) -> list[tuple[str | None, int]]:
    parts = allotted(lots, whole(count), factor=whole(factor), step=ONE, day=DAY)
    return [(None if part.lot is None else part.lot.lot, part.qty // ONE) for part in parts]


def test_what_expires_first_leaves_first_and_what_is_over_never() -> None:
    """Lesson 34: the lot is picked in silence."""
    lots = [lot("C", None, 9), lot("B", 30, 2), lot("A", 5, 1), lot("X", -1, 50)]
    assert taken(lots, 1) == [("A", 1)]
    assert taken(lots, 4) == [("A", 1), ("B", 2), ("C", 1)]
    assert [one.lot for one in first_expiring(lots)] == ["X", "A", "B", "C"]


def test_goods_in_hand_are_sold_whatever_the_lots_hold() -> None:
    assert taken([lot("A", 5, 1)], 3) == [("A", 3)]
    assert taken([], 2) == [(None, 2)]
    assert taken([lot("X", -1, 5)], 2) == [(None, 2)]
    assert taken([lot("A", 5, 0)], 2) == [(None, 2)]


def test_a_larger_unit_is_of_one_lot() -> None:
    assert taken([lot("A", 5, 13), lot("B", 9, 40)], 2, factor=12) == [("A", 1), ("B", 1)]
    assert taken([lot("A", 5, 3)], 1, factor=12) == [("A", 1)]


def test_goods_are_good_on_their_last_day() -> None:
    assert freshness(DAY, day=DAY, near_days=0) is Freshness.NEAR
    assert freshness(DAY - timedelta(days=1), day=DAY, near_days=30) is Freshness.EXPIRED
    assert freshness(DAY + timedelta(days=31), day=DAY, near_days=30) is Freshness.FRESH
    assert freshness(None, day=DAY, near_days=30) is Freshness.FRESH
    over = lot("X", -1, 5)
    assert only_expired([over, lot("A", 5, 0)], DAY) == over
    assert only_expired([over, lot("A", 5, 1)], DAY) is None


@given(
    st.lists(st.tuples(st.integers(-9, 90), st.integers(0, 9_000)), max_size=6),
    st.integers(1, 20_000),
)
def test_parts_sum_to_what_is_sold(drawn: list[tuple[int, int]], qty: int) -> None:
    lots = [
        Lot(str(place), DAY + timedelta(days=days), Quantity(left))
        for place, (days, left) in enumerate(drawn)
    ]
    parts = allotted(lots, Quantity(qty), factor=ONE, step=Quantity(1), day=DAY)
    assert sum(part.qty for part in parts) == qty
    assert all(part.qty > 0 for part in parts)
    assert all(part.lot is None or (part.lot.expires_on or DAY) >= DAY for part in parts)
