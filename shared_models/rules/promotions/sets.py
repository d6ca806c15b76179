"""Counted offers: how one takes its sets out of the units that are free, the dearest first.

A shape yields the next equal sets as (times, parts, gain of one set) for as long as a set lowers the price;
parts are (pool, units). The caller takes them off `free` before it asks for the next ones.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from shared_models.rules.promotions.model import (
    FREE_BP,
    Bundle,
    BuyGet,
    FreeItem,
    Promotion,
    Reward,
    RewardKind,
    Scope,
    SetOffer,
)
from shared_models.rules.promotions.pools import Pools
from shared_models.rules.promotions.reductions import gift_scope
from shared_models.values.money import divide_half_up

Units = list[int]
"""Free units of every pool, by its place."""
Part = tuple[int, int]
EqualSets = tuple[int, tuple[Part, ...], int]
Gain = Callable[[Sequence[int], Sequence[int]], int]
"""Gain of a set from the prices of its units and of those that are reduced."""


@dataclass(slots=True)
class Slot:
    """`count` units out of `order` (places, the preferred first), from `at` on."""

    order: Sequence[int]
    count: int
    at: int = 0
    got: list[int] = field(default_factory=list)

    def fill(self, free: Units, used: dict[int, int]) -> bool:
        """Find the units of one set beside what the set already `used`; False when there are not enough."""
        self.got = []
        while self.at < len(self.order) and not free[self.order[self.at]]:
            self.at += 1
        at, missing = self.at, self.count
        if at < len(self.order) and not used and free[self.order[at]] >= missing:
            used[self.order[at]] = missing
            self.got = [self.order[at]] * missing
            return True
        while missing and at < len(self.order):
            place = self.order[at]
            here = min(missing, free[place] - used.get(place, 0))
            if here > 0:
                used[place] = used.get(place, 0) + here
                self.got += [place] * here
                missing -= here
            at += 1
        return not missing


@dataclass(frozen=True, slots=True)
class Shape:
    """How a set is made: slots to fill in this order (pools, units), and what the set gains."""

    slots: tuple[tuple[tuple[int, ...], int], ...]
    gain: Gain
    reduced: int | None = None  # the slot whose units are reduced; null: gain looks at all

    @property
    def size(self) -> int:
        """Units in a set."""
        return sum(count for _, count in self.slots)

    @property
    def places(self) -> set[int]:
        """Pools it may take from."""
        return {place for order, _ in self.slots for place in order}

    def gathered(self, free: Units) -> int:
        """How many units of the next set are there."""
        used: dict[int, int] = {}
        slots = [Slot(order, count) for order, count in self.slots]
        return sum(len(slot.got) for slot in slots if slot.fill(free, used) or slot.got)

    def sets(self, free: Units, prices: Sequence[int]) -> Iterator[EqualSets]:
        """Sets while they gain."""
        slots = [Slot(order, count) for order, count in self.slots]
        while True:
            used: dict[int, int] = {}
            if not all(slot.fill(free, used) for slot in slots):
                return
            whole = [prices[place] for slot in slots for place in slot.got]
            reduced = whole if self.reduced is None else [prices[place] for place in slots[self.reduced].got]
            gain = self.gain(whole, reduced)
            if gain <= 0:
                return
            times = min(free[place] // units for place, units in used.items())
            yield times, tuple(used.items()), gain


def times_max(promotion: Promotion) -> int | None:
    """How often an offer may be taken on one receipt."""
    benefit = promotion.benefit
    return benefit.times_max if isinstance(benefit, BuyGet | SetOffer | Bundle) else 1


def shapes_of(promotion: Promotion, pools: Pools) -> list[Shape]:
    """The shapes of a counted offer in this basket; several when a set is of one product."""
    benefit = promotion.benefit

    def dearest(scope: Scope) -> tuple[int, ...]:
        places = pools.within(scope, also_by_hand=promotion.also_by_hand)
        counted = [place for place in places if pools.pools[place].units]
        return tuple(sorted(counted, key=lambda place: -pools.pools[place].unit_price))

    if isinstance(benefit, BuyGet):
        return [_buy_get(benefit, dearest, pools)]
    if isinstance(benefit, SetOffer):
        gain = _gain_of(benefit.reward)
        orders = _by_product(dearest(benefit.scope), pools, mixed=benefit.mixed)
        return [Shape(((order, benefit.count),), gain) for order in orders]
    if isinstance(benefit, Bundle):
        slots = tuple((dearest(part.scope), part.count) for part in benefit.parts)
        return [Shape(slots, _gain_of(benefit.reward))]
    assert isinstance(benefit, FreeItem), benefit
    order = dearest(gift_scope(benefit))
    # A cart that holds fewer than the offer gives gets those free; the rest is proposed.
    there = sum(pools.pools[place].units for place in order)
    return [Shape(((order, min(benefit.count, there)),), _percent_of_reduced(FREE_BP))] if there else []


def _buy_get(benefit: BuyGet, dearest: Callable[[Scope], tuple[int, ...]], pools: Pools) -> Shape:
    gain, buy = _percent_of_reduced(benefit.rate_bp), dearest(benefit.buy)
    if benefit.get is None:
        # The dearest pay, the cheapest of each set is reduced.
        return Shape(((buy, benefit.buy_count), (buy, benefit.get_count)), gain, reduced=1)
    get = dearest(benefit.get)
    # Bought is first what cannot be got, then the cheapest: what may be reduced stays free to be.
    prices = pools.pools
    bought = sorted(buy, key=lambda place: (place in get, prices[place].unit_price, place))
    return Shape(((get, benefit.get_count), (tuple(bought), benefit.buy_count)), gain, reduced=0)


def _by_product(order: tuple[int, ...], pools: Pools, *, mixed: bool) -> list[tuple[int, ...]]:
    if mixed:
        return [order]
    products: dict[object, list[int]] = {}
    for place in order:
        products.setdefault(pools.pools[place].product, []).append(place)
    return [tuple(places) for places in products.values()]


def _gain_of(reward: Reward) -> Gain:
    if reward.kind is RewardKind.PRICE:
        return lambda whole, _: sum(whole) - reward.value
    if reward.kind is RewardKind.PERCENT:
        return lambda whole, _: divide_half_up(sum(whole) * reward.value, FREE_BP)
    return lambda whole, _: min(reward.value, sum(whole))


def _percent_of_reduced(rate_bp: int) -> Gain:
    return lambda _, reduced: sum(divide_half_up(price * rate_bp, FREE_BP) for price in reduced)
