"""The promotions that take part in a basket, each at its stage, and those that their minimum keeps out."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared_models.rules.promotions.basket import Basket, Moment
from shared_models.rules.promotions.conditions import unmet
from shared_models.rules.promotions.model import Promotion, PromotionId
from shared_models.rules.promotions.outcome import Unmet
from shared_models.rules.promotions.plans import Taker
from shared_models.rules.promotions.pools import Pools
from shared_models.rules.promotions.rates import PoolRates
from shared_models.rules.promotions.receipt_wide import Wide
from shared_models.rules.promotions.reductions import (
    Reduction,
    Stage,
    counts,
    reduction_of,
    scope_of,
    stage_of,
)
from shared_models.rules.promotions.sets import Shape, shapes_of, times_max


@dataclass(slots=True)
class Selection:
    """By rank: `met` may be had at all, `unmet` says why not; the rest is what they reduce, by stage."""

    met: list[Promotion] = field(default_factory=list)
    short: list[tuple[Promotion, int]] = field(default_factory=list)  # and what the minimum is missing
    with_voucher: list[Promotion] = field(default_factory=list)
    unmet: dict[PromotionId, Unmet] = field(default_factory=dict)
    rates: dict[int, list[tuple[Promotion, Reduction]]] = field(default_factory=dict)
    counted: list[tuple[Promotion, list[Shape]]] = field(default_factory=list)
    takers: list[Taker] = field(default_factory=list)
    wide: list[Wide] = field(default_factory=list)

    def pool_rates(self) -> dict[int, PoolRates]:
        """Rates by pool; pools without any are left out."""
        return {place: PoolRates(rates) for place, rates in self.rates.items()}


def selected(basket: Basket, promotions: Sequence[Promotion], pools: Pools, now: Moment) -> Selection:
    """What of `promotions` concerns this basket now."""
    chosen = Selection()
    may = []
    for promotion in promotions:
        reason = unmet(promotion, basket, now)
        if reason is None:
            may.append(promotion)
        else:
            chosen.unmet[promotion.id] = reason
        if promotion.voucher is not None:
            chosen.with_voucher.append(promotion)
    for promotion in sorted(may, key=lambda one: one.rank):
        missing = _missing(promotion, pools)
        if missing > 0:
            chosen.short.append((promotion, missing))
            chosen.unmet[promotion.id] = Unmet.MINIMUM
        else:
            chosen.met.append(promotion)
            _place(chosen, promotion, pools)
    return chosen


def _missing(promotion: Promotion, pools: Pools) -> int:
    if promotion.minimum is None:
        return 0
    # What was priced by hand was bought, too.
    counting = pools.within(promotion.minimum.scope, also_by_hand=True)
    return promotion.minimum.amount - pools.gross(counting)


def _place(chosen: Selection, promotion: Promotion, pools: Pools) -> None:
    if counts(promotion):
        _place_counted(chosen, promotion, pools)
        return
    places = pools.within(scope_of(promotion), also_by_hand=promotion.also_by_hand)
    reduction = reduction_of(promotion, pools, places) if places else None
    if reduction is None:
        return
    stage = stage_of(promotion, reduction)
    if stage is Stage.RECEIPT:
        chosen.wide.append(Wide(promotion, reduction, places))
    elif stage is Stage.LUMP:
        chosen.takers.append(Taker(promotion, frozenset(places), lump=reduction))
    else:
        for place in places:
            chosen.rates.setdefault(place, []).append((promotion, reduction))


def _place_counted(chosen: Selection, promotion: Promotion, pools: Pools) -> None:
    shapes = shapes_of(promotion, pools)
    if not any(order for shape in shapes for order, _ in shape.slots):
        return
    chosen.counted.append((promotion, shapes))
    # A shape that makes no set of all the goods makes none of what is left of them.
    making = tuple(shape for shape in shapes if next(shape.sets(pools.units, pools.prices), None))
    if making:
        places = frozenset[int]().union(*(shape.places for shape in making))
        chosen.takers.append(Taker(promotion, places, shapes=making, times_max=times_max(promotion)))
