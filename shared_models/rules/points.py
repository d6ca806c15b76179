"""Loyalty points: how many a receipt earns, how many it may spend, and when they lapse.

What they are worth in the books: `points_ledger.py`. A sale's rule is fixed with the sale: a return asks
what the goods the customer keeps would have earned under it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared_models.rules.allocation import largest_remainder
from shared_models.rules.returns import share_returned
from shared_models.values.money import ZERO, Money
from shared_models.values.quantity import NONE, ONE, Quantity


@dataclass(frozen=True, slots=True)
class PointsRule:
    """A shop's rule. Amounts with tax, as the customer pays them.

    `spend`: rupiah for one point, 0: no points for money. `value`: rupiah one point pays. `minimum`: points
    below which none are taken. `offline_cap`: points a till may take from one customer before it hears from
    the back office again.
    """

    spend: Money
    value: Money
    minimum: int = 1
    offline_cap: int = 0


@dataclass(frozen=True, slots=True)
class EarningLine:
    """A sold line: what the customer owes for it after all discounts, and the points of its unit.

    `eligible`: whether its money earns points. `extra`: points for each unit, whatever it costs;
    a part of a point is none.
    """

    line: int
    amount: Money
    qty: Quantity
    eligible: bool = True
    extra: int = 0


class PointsFault(StrEnum):
    """Why points cannot be taken."""

    NOT_POSITIVE = "not_positive"
    BELOW_MINIMUM = "below_minimum"
    OVER_BALANCE = "over_balance"
    OVER_DUE = "over_due"
    OVER_OFFLINE_CAP = "over_offline_cap"


def earned(
    lines: Sequence[EarningLine],
    *,
    rule: PointsRule,
    paid_with_points: Money = ZERO,
    returned: Mapping[int, Quantity] | None = None,
) -> int:
    """Points of a sale for what is left after `returned` (quantities by line number).

    Money paid with points is spread over the lines and earns none. Raises ValueError when it exceeds them.
    """
    if paid_with_points > sum([line.amount for line in lines]):
        raise ValueError(paid_with_points)
    # A rupiah left over in the spreading must not make points depend on the order of scanning.
    ordered = sorted(lines, key=lambda line: (line.amount, line.eligible, line.qty, line.extra, line.line))
    by_points = largest_remainder(paid_with_points, [line.amount for line in ordered])
    money = extras = 0
    for line, covered in zip(ordered, by_points, strict=True):
        paid = line.amount - covered
        back = (returned or {}).get(line.line, NONE)
        if line.eligible:
            money += paid - share_returned(paid, sold=line.qty, before=NONE, after=back)
        if line.extra and paid:
            # Units paid with points would otherwise earn the points that pay for the next ones.
            extras += line.extra * (line.qty - back) * paid // (ONE * line.amount)
    return extras + (money // rule.spend if rule.spend > 0 else 0)


def taken_back(
    lines: Sequence[EarningLine],
    *,
    rule: PointsRule,
    paid_with_points: Money = ZERO,
    before: Mapping[int, Quantity],
    after: Mapping[int, Quantity],
) -> int:
    """Points a return takes back: what was kept before it earned, less what is kept after it earns.

    `before` and `after` are the quantities returned so far, so the parts of any split sum to the whole.
    """
    kept = earned(lines, rule=rule, paid_with_points=paid_with_points, returned=before)
    return kept - earned(lines, rule=rule, paid_with_points=paid_with_points, returned=after)


def value_of(points: int, rule: PointsRule) -> Money:
    """What `points` pay."""
    return Money(points * rule.value)


def most_redeemable(*, balance: int, due: Money, rule: PointsRule, taken_offline: int | None = None) -> int:
    """The most points a receipt with `due` left to pay may take; 0 where that is below the minimum.

    `taken_offline`: None when the back office answered for `balance`; else the points this till took from
    the customer since it last heard of him.
    """
    if rule.value <= 0:
        return 0
    most = min(balance, due // rule.value)
    if taken_offline is not None:
        most = min(most, balance - taken_offline, rule.offline_cap - taken_offline)
    return most if most >= max(rule.minimum, 1) else 0


def redemption_faults(
    points: int, *, balance: int, due: Money, rule: PointsRule, taken_offline: int | None = None
) -> list[PointsFault]:
    """Everything that speaks against taking `points`; arguments as of `most_redeemable`."""
    taken = taken_offline or 0
    checks = {
        PointsFault.NOT_POSITIVE: points <= 0,
        PointsFault.BELOW_MINIMUM: 0 < points < rule.minimum,
        PointsFault.OVER_BALANCE: points > balance - taken,
        PointsFault.OVER_DUE: value_of(points, rule) > due or rule.value <= 0,
        PointsFault.OVER_OFFLINE_CAP: taken_offline is not None and points > rule.offline_cap - taken,
    }
    return [fault for fault, found in checks.items() if found]
