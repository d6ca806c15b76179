"""Promotions on the whole receipt, taken off what the promotions on the goods have left."""

from collections.abc import Sequence
from dataclasses import dataclass

from shared_models.rules.allocation import largest_remainder
from shared_models.rules.promotions.model import Promotion
from shared_models.rules.promotions.rates import stacked
from shared_models.rules.promotions.reductions import Reduction


@dataclass(frozen=True, slots=True)
class Wide:
    """A promotion on the receipt, what it takes, and the pools that count and share."""

    promotion: Promotion
    reduction: Reduction
    places: tuple[int, ...]


Spread = list[tuple[Promotion, dict[int, int]]]
"""In the order taken: a promotion and its share by pool."""


def best_spread(wide: Sequence[Wide], left: Sequence[int], qty: Sequence[int]) -> Spread:
    """All stackable ones after each other, or the best one that stands alone. `wide` comes by rank."""
    best = _stack([one for one in wide if one.promotion.stackable], left, qty)
    worth = _total(best)
    for alone in wide:
        if not alone.promotion.stackable and (off := _off(alone, left, qty)) > worth:
            best, worth = [(alone.promotion, _shares(alone, off, left))], off
    return best


def _stack(wide: Sequence[Wide], left: Sequence[int], qty: Sequence[int]) -> Spread:
    left, taken = list(left), Spread()
    own = {one.promotion.id: one for one in wide}
    for step in stacked((one.promotion, one.reduction) for one in wide):
        members = [own[promotion.id] for promotion, _ in step.members]
        best = max(members, key=lambda one: _off(one, left, qty))
        off = _off(best, left, qty)
        if off:
            shares = _shares(best, off, left)
            taken.append((best.promotion, shares))
            for place, share in shares.items():
                left[place] -= share
    return taken


def _off(wide: Wide, left: Sequence[int], qty: Sequence[int]) -> int:
    amount = sum(left[place] for place in wide.places)
    # Only an amount for each unit asks for the quantity.
    units = sum(qty[place] for place in wide.places) if wide.reduction.each else 0
    return wide.reduction.off(amount, units)


def _shares(wide: Wide, off: int, left: Sequence[int]) -> dict[int, int]:
    parts = largest_remainder(off, [left[place] for place in wide.places])
    return dict(zip(wide.places, parts, strict=True))


def _total(spread: Spread) -> int:
    return sum(sum(shares.values()) for _, shares in spread)
