"""What the screen may say: goods that would be free or reduced if added, and what is almost reached."""

from collections.abc import Iterator, Sequence

from shared_models.rules.promotions.model import FREE_BP, BuyGet, FreeItem, Promotion, TierBy, Tiered
from shared_models.rules.promotions.outcome import Almost, Proposal
from shared_models.rules.promotions.plans import Plan
from shared_models.rules.promotions.pools import Pools
from shared_models.rules.promotions.reductions import gift_scope, measured, scope_of
from shared_models.rules.promotions.selection import Selection
from shared_models.rules.promotions.sets import Shape, times_max
from shared_models.values.money import Money


def proposals(met: Sequence[Promotion], pools: Pools) -> Iterator[Proposal]:
    """Goods that are earned and not in the cart."""
    for promotion in met:
        benefit = promotion.benefit
        if isinstance(benefit, FreeItem):
            yield from _gift(promotion, benefit, pools)
        elif isinstance(benefit, BuyGet) and benefit.get is not None:
            yield from _other(promotion, benefit, pools)


def _gift(promotion: Promotion, benefit: FreeItem, pools: Pools) -> Iterator[Proposal]:
    if not pools.pools:
        return
    there = pools.within(gift_scope(benefit), also_by_hand=promotion.also_by_hand)
    missing = benefit.count - _units(pools, there)
    if missing > 0:
        args = (promotion.id, promotion.name, benefit.product, benefit.unit, missing)
        yield Proposal(*args, rate_bp=FREE_BP)


def _other(promotion: Promotion, benefit: BuyGet, pools: Pools) -> Iterator[Proposal]:
    get = benefit.get
    if get is None or len(get.products) != 1 or get.categories or len(get.units) > 1:
        return
    bought = pools.within(benefit.buy, also_by_hand=promotion.also_by_hand)
    there = pools.within(get, also_by_hand=promotion.also_by_hand)
    if not set(bought).isdisjoint(there):
        return
    times = _units(pools, bought) // benefit.buy_count
    times = times if benefit.times_max is None else min(times, benefit.times_max)
    missing = times * benefit.get_count - _units(pools, there)
    if missing > 0:
        (product,), unit = get.products, next(iter(get.units), None)
        yield Proposal(promotion.id, promotion.name, product, unit, missing, rate_bp=benefit.rate_bp)


def almost(chosen: Selection, pools: Pools, plan: Plan) -> list[Almost]:
    """What at least half of is there: a minimum, the next set out of free goods, the next tier."""
    found = [
        Almost(promotion.id, promotion.name, promotion.kind, missing_amount=Money(missing))
        for promotion, missing in chosen.short
        if promotion.minimum is not None and 2 * missing <= promotion.minimum.amount
    ]
    for promotion in chosen.met:
        if isinstance(promotion.benefit, Tiered):
            found += _next_tier(promotion, promotion.benefit, pools)
    for promotion, shapes in chosen.counted:
        if not isinstance(promotion.benefit, FreeItem) and _may_go_on(promotion, plan):
            found += _next_set(promotion, shapes, pools, plan)
    return found


def _may_go_on(promotion: Promotion, plan: Plan) -> bool:
    most = times_max(promotion)
    return most is None or sum(take.sets for take in plan.takes if take.promotion is promotion) < most


def _next_set(promotion: Promotion, shapes: Sequence[Shape], pools: Pools, plan: Plan) -> Iterator[Almost]:
    for shape in shapes:
        missing = shape.size - shape.gathered(plan.units)
        if 0 < missing <= shape.size // 2:
            there = [place for place in sorted(shape.places) if plan.units[place]]
            products = tuple(dict.fromkeys(pools.pools[place].product for place in there))
            yield Almost(
                promotion.id, promotion.name, promotion.kind, missing_units=missing, products=products
            )


def _next_tier(promotion: Promotion, benefit: Tiered, pools: Pools) -> Iterator[Almost]:
    places = pools.within(scope_of(promotion), also_by_hand=promotion.also_by_hand)
    reached = measured(benefit, pools, places)
    ahead = min((tier.at_least for tier in benefit.tiers if tier.at_least > reached), default=None)
    if ahead is None or 2 * reached < ahead:
        return
    if benefit.by is TierBy.QUANTITY:
        yield Almost(promotion.id, promotion.name, promotion.kind, missing_qty=ahead - reached)
    else:
        missing = Money(ahead - reached)
        yield Almost(promotion.id, promotion.name, promotion.kind, missing_amount=missing)


def _units(pools: Pools, places: Sequence[int]) -> int:
    return sum(pools.pools[place].units for place in places)
