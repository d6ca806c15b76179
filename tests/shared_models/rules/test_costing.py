"""Moving-average cost: value follows quantity, and nothing is left over when nothing is left."""

import re
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.costing import Moved, StockLevel, estimate, issue, receive
from shared_models.values.money import Money, divide_half_up
from shared_models.values.quantity import ONE, Quantity, whole
from tests.factories.vectors import domain_vectors

# (goods come in, quantity in thousandths, unit cost)
moves = st.tuples(
    st.booleans(), st.integers(min_value=1, max_value=50_000), st.integers(min_value=0, max_value=90_000)
)


def move(level: StockLevel, step: tuple[bool, int, int], catalogue_cost: int | None = None) -> Moved:
    goods_in, qty, unit_cost = step
    if goods_in:
        return receive(level, Quantity(qty), Money(divide_half_up(unit_cost * qty, ONE)))
    known = None if catalogue_cost is None else Money(catalogue_cost)
    return issue(level, Quantity(qty), catalogue_cost=known)


def test_the_worked_example_of_the_moving_average() -> None:
    level = StockLevel()
    for way, count, price_or_note, left, value, _ in domain_vectors()["cost"]:
        if way == "in":
            level = receive(level, whole(count), Money(count * price_or_note)).level
        else:
            moved = issue(level, whole(count), catalogue_cost=None)
            (expected,) = re.findall(r"avg (\d+)", price_or_note)
            assert moved.cost == int(expected)
            level = moved.level
        assert (level.qty, level.value) == (whole(left), value)


@given(st.lists(moves, max_size=30), st.one_of(st.none(), st.integers(min_value=0, max_value=90_000)))
def test_stock_and_books_agree_after_any_moves(steps: list[Any], catalogue_cost: int | None) -> None:
    level, inventory_account = StockLevel(), 0
    for step in steps:
        moved = move(level, step, catalogue_cost)
        if step[0]:
            inventory_account += moved.cost - moved.true_up
        else:
            inventory_account -= moved.cost
            assert moved.cost >= 0
        level = moved.level
        assert inventory_account == level.value
        if level.qty == 0:
            assert level.value == 0
        assert level.value >= 0 if level.qty > 0 else level.value <= 0


@given(st.lists(moves, max_size=30))
def test_true_ups_bring_the_cost_of_goods_to_what_was_paid(steps: list[Any]) -> None:
    """Once all that was sold has arrived and been sold, cost of goods is exactly what the goods cost."""
    level, paid, cost_of_goods = StockLevel(), 0, 0
    for step in steps:
        moved = move(level, step)
        level = moved.level
        paid += moved.cost if step[0] else 0
        cost_of_goods += moved.true_up if step[0] else moved.cost
    if level.qty < 0:
        arrived = receive(level, Quantity(-level.qty), Money(1_000))
        level, paid, cost_of_goods = arrived.level, paid + 1_000, cost_of_goods + arrived.true_up
    elif level.qty > 0:
        sold = issue(level, level.qty, catalogue_cost=None)
        level, cost_of_goods = sold.level, cost_of_goods + sold.cost
    assert (level.qty, level.value) == (0, 0)
    assert cost_of_goods == paid


def test_goods_not_in_stock_cost_the_last_known_average() -> None:
    level = receive(StockLevel(), whole(3), Money(100)).level
    level = issue(level, whole(3), catalogue_cost=None).level
    assert (level.qty, level.value) == (0, 0)
    moved = issue(level, whole(2), catalogue_cost=Money(999))
    assert (moved.cost, moved.level.value, moved.cost_unknown) == (67, -67, False)


def test_goods_never_received_cost_the_catalogue_cost_or_nothing_and_say_so() -> None:
    assert issue(StockLevel(), whole(2), catalogue_cost=Money(750)).cost == 1_500
    for unknown in (None, Money(0)):
        moved = issue(StockLevel(), whole(2), catalogue_cost=unknown)
        assert (moved.cost, moved.cost_unknown) == (0, True)


def test_a_sale_beyond_the_stock_takes_all_its_value_and_estimates_the_rest() -> None:
    level = receive(StockLevel(), whole(1), Money(100)).level
    moved = issue(level, whole(3), catalogue_cost=None)
    assert (moved.cost, moved.level.qty, moved.level.value) == (300, whole(-2), -200)


def test_goods_arriving_dearer_than_estimated_true_the_cost_up() -> None:
    level = receive(StockLevel(), whole(1), Money(100)).level
    level = issue(level, whole(3), catalogue_cost=None).level
    partly = receive(level, whole(1), Money(150))
    assert (partly.level.qty, partly.level.value, partly.true_up) == (whole(-1), -100, 50)
    rest = receive(partly.level, whole(2), Money(300))
    assert (rest.level.qty, rest.level.value, rest.true_up) == (whole(1), 150, 50)


def test_goods_that_came_for_nothing_do_not_become_the_known_cost() -> None:
    level = receive(StockLevel(), whole(1), Money(100)).level
    level = issue(level, whole(1), catalogue_cost=None).level
    level = receive(level, whole(1), Money(0)).level
    assert estimate(level, whole(1), None) == (100, False)


def test_nothing_moved_changes_nothing() -> None:
    level = receive(StockLevel(), whole(1), Money(100)).level
    for start in (StockLevel(), level):
        assert issue(start, whole(0), catalogue_cost=None) == Moved(level=start, cost=Money(0))
        assert receive(start, whole(0), Money(0)) == Moved(level=start, cost=Money(0))
    # Too little to count in thousandths, but worth something: an expense, never a value without goods.
    assert receive(StockLevel(), whole(0), Money(5)).true_up == 5
