"""Moving-average cost. Stock keeps (quantity, value), never a rounded average price.

Issues take round_half_up(value * issued / on hand); what stock does not cover takes the last known ratio,
else the catalogue cost, else 0. Goods arriving into negative stock true the estimate up to cost of goods
sold.
"""

from typing import NamedTuple

from shared_models.values.money import ZERO, Money, divide_half_up
from shared_models.values.quantity import NONE, ONE, Quantity


class StockLevel(NamedTuple):
    """On hand (thousandths of the base unit) and its value.

    `ratio_*` is the last positive (value, quantity).
    """

    qty: Quantity = NONE
    value: Money = ZERO
    ratio_qty: Quantity = NONE
    ratio_value: Money = ZERO


class Moved(NamedTuple):
    """Outcome of one move.

    The new level, the cost that moved, the true-up to expense, and whether cost was unknown.
    """

    level: StockLevel
    cost: Money
    true_up: Money = ZERO
    cost_unknown: bool = False


def estimate(level: StockLevel, qty: Quantity, catalogue_cost: Money | None) -> tuple[Money, bool]:
    """Cost of `qty` that no stock covers, and whether it had to be taken as 0."""
    if level.ratio_qty > 0:
        return Money(divide_half_up(level.ratio_value * qty, level.ratio_qty)), False
    if catalogue_cost is not None and catalogue_cost > 0:
        return Money(divide_half_up(catalogue_cost * qty, ONE)), False
    return Money(0), True


def issue(level: StockLevel, qty: Quantity, *, catalogue_cost: Money | None) -> Moved:
    """Take `qty` >= 0 out. `cost` is what leaves the inventory account."""
    if qty == 0:
        return Moved(level=level, cost=ZERO)
    if level.qty >= qty:
        cost = divide_half_up(level.value * qty, level.qty)
        return Moved(_level(level, level.qty - qty, level.value - cost), Money(cost))
    covered_value = level.value if level.qty > 0 else 0
    uncovered = Quantity(qty - max(level.qty, 0))
    guess, unknown = estimate(level, uncovered, catalogue_cost)
    cost = covered_value + guess
    return Moved(_level(level, level.qty - qty, level.value - cost), Money(cost), cost_unknown=unknown)


def receive(level: StockLevel, qty: Quantity, value: Money) -> Moved:
    """Put `qty` >= 0 worth `value` in.

    `cost` = value; `true_up` (debit 5101 when positive) settles negative stock.
    """
    after = Quantity(level.qty + qty)
    if qty == 0:
        worth = level.value
    elif level.qty >= 0:
        worth = Money(level.value + value)
    elif after >= 0:
        worth = Money(divide_half_up(value * after, qty))
    else:
        worth = Money(level.value - divide_half_up(level.value * qty, -level.qty))
    true_up = Money(level.value + value - worth)
    return Moved(_level(level, after, worth), cost=value, true_up=true_up)


def _level(before: StockLevel, qty: int, value: int) -> StockLevel:
    """The new level; a positive one is remembered as the ratio that later estimates use."""
    if qty > 0 and value > 0:
        return StockLevel(Quantity(qty), Money(value), Quantity(qty), Money(value))
    return StockLevel(Quantity(qty), Money(value), before.ratio_qty, before.ratio_value)
