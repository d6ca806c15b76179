"""What a promotion takes off goods that it does not count: a rate on each pool, or a lump on its scope."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from shared_models.rules.promotions.model import (
    EVERYTHING,
    AmountOff,
    FreeItem,
    Level,
    PercentOff,
    Promotion,
    Reward,
    RewardKind,
    Scope,
    Tier,
    TierBy,
    Tiered,
)
from shared_models.rules.promotions.pools import Pools

FULL_BP = 10_000


@dataclass(frozen=True, slots=True)
class Reduction:
    """Of an amount: `bp` 1/100 % (at most `at_most`), or `each` per unit, or `once`."""

    bp: int = 0
    each: int = 0
    once: int = 0
    at_most: int | None = None

    def off(self, amount: int, qty: int) -> int:
        """What it takes off goods of `qty` that cost `amount`, half-up, never more than they cost."""
        if self.bp:
            part = (2 * amount * self.bp + FULL_BP) // (2 * FULL_BP)
            return part if self.at_most is None or part <= self.at_most else self.at_most
        part = self.once or (2 * qty * self.each + 1_000) // 2_000
        return min(part, amount)

    @property
    def lump(self) -> bool:
        """True when it cannot be taken pool by pool: the pools share it."""
        return self.once > 0 or self.at_most is not None


class Stage(Enum):
    """Where a promotion's reduction is taken."""

    RATE = auto()
    LUMP = auto()  # competes for its goods as a whole
    RECEIPT = auto()


def scope_of(promotion: Promotion) -> Scope:
    """The goods that a promotion reduces without counting them."""
    benefit = promotion.benefit
    return benefit.scope if isinstance(benefit, PercentOff | AmountOff | Tiered) else EVERYTHING


def reduction_of(promotion: Promotion, pools: Pools, places: Sequence[int]) -> Reduction | None:
    """What holds for the pools at `places`; None when no tier is reached."""
    benefit = promotion.benefit
    if isinstance(benefit, PercentOff):
        return Reduction(bp=benefit.rate_bp, at_most=benefit.at_most)
    if isinstance(benefit, AmountOff):
        return Reduction(each=benefit.amount) if benefit.per_unit else Reduction(once=benefit.amount)
    assert isinstance(benefit, Tiered), benefit
    reached = measured(benefit, pools, places)
    held = max((tier for tier in benefit.tiers if tier.at_least <= reached), key=_height, default=None)
    return None if held is None else _of_reward(held.reward)


def measured(benefit: Tiered, pools: Pools, places: Iterable[int]) -> int:
    """What its tiers are compared with: thousandths of base units, or money."""
    if benefit.by is TierBy.AMOUNT:
        return pools.gross(places)
    return sum(pools.pools[place].base_qty for place in places)


def stage_of(promotion: Promotion, reduction: Reduction) -> Stage:
    """A lump on all goods, or one that may be added to others, is taken on the receipt."""
    if promotion.level is Level.RECEIPT:
        return Stage.RECEIPT
    if not reduction.lump:
        return Stage.RATE
    return Stage.RECEIPT if promotion.stackable or scope_of(promotion).whole else Stage.LUMP


def counts(promotion: Promotion) -> bool:
    """True for offers that take whole units."""
    return not isinstance(promotion.benefit, PercentOff | AmountOff | Tiered)


def gift_scope(benefit: FreeItem) -> Scope:
    """The goods that may be the free item."""
    units = frozenset() if benefit.unit is None else frozenset({benefit.unit})
    return Scope(products=frozenset({benefit.product}), units=units)


def _height(tier: Tier) -> int:
    return tier.at_least


def _of_reward(reward: Reward) -> Reduction:
    if reward.kind is RewardKind.PERCENT:
        return Reduction(bp=reward.value)
    return Reduction(each=reward.value) if reward.kind is RewardKind.EACH else Reduction(once=reward.value)
