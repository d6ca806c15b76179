"""How much of a stream is missing, and which receipt numbers may have gone with it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from backoffice_server.proof.lost import holes, numbers_lost


def test_holes_are_what_is_missing_below_the_highest_place() -> None:
    assert list(holes([])) == []
    assert list(holes([1, 2, 3])) == []
    assert list(holes([7, 3, 4])) == [(1, 2), (5, 6)]


@given(held=st.sets(st.integers(1, 30), min_size=1))
def test_held_and_missing_places_are_all_places(held: set[int]) -> None:
    missing = {seq for first, last in holes(held) for seq in range(first, last + 1)}
    assert not missing & held
    assert missing | held == set(range(1, max(held) + 1))


def test_numbers_on_both_sides_of_a_hole_bound_what_went_with_it() -> None:
    numbers = {3: [1], 4: [2], 8: [5]}
    assert numbers_lost(numbers, [(5, 7)], aside=0) == ({3, 4}, 0)
    # One place holds no two numbers, and without a receipt behind it nobody can say.
    assert numbers_lost(numbers, [(5, 5)], aside=0) == (set(), 0)
    assert numbers_lost(numbers, [(9, 12)], aside=0) == (set(), 0)
    assert numbers_lost(numbers, [], aside=3) == (set(), 3)


def test_what_is_unreadable_beside_a_hole_may_have_carried_a_number_once() -> None:
    numbers = {4: [2], 8: [5], 11: [8]}
    assert numbers_lost(numbers, [(5, 5)], aside=1) == ({3, 4}, 0)
    assert numbers_lost(numbers, [(5, 5), (9, 9)], aside=1) == ({3, 4}, 0)
