"""Which counted offers get which goods: the way with the lowest total.

Offers that can reach the same goods form a cluster; clusters do not touch each other. In a cluster every
order is tried in which the offers may help themselves, each to any number of its sets, always the dearest
units that are left; what nobody took gets its best rates. Of equal ways the first in canonical order is kept:
fewer takers, higher rank. With many ways each offer but the last takes its fill; in a crowd the best next
offer is taken again and again. No outcome is worse than any single offer alone, which is among those tried.
"""

from collections.abc import Iterator, Sequence
from math import factorial, prod
from typing import Final

from shared_models.rules.promotions.plans import Goods, Plan, Take, Taker

# Ways tried in one cluster; a way costs some microseconds and a scan must not be felt.
WAYS_MAX: Final = 400
TAKERS_TRIED_IN_EVERY_ORDER: Final = 4


def best_plan(goods: Goods, takers: Sequence[Taker]) -> Plan:
    """The best plan of all goods. `takers` come by rank."""
    plan = goods.nothing_taken
    for cluster in clusters(takers):
        plan = _best_of_cluster(goods, plan, cluster)
    return plan


def clusters(takers: Sequence[Taker]) -> list[list[Taker]]:
    """Takers that reach the same goods, directly or through others, by rank."""
    found: list[tuple[set[int], list[Taker]]] = []
    for taker in takers:
        touching = [one for one in found if not one[0].isdisjoint(taker.places)]
        found = [one for one in found if one[0].isdisjoint(taker.places)]
        places = set(taker.places).union(*(one[0] for one in touching))
        members = [member for one in touching for member in one[1]]
        found.append((places, [*members, taker]))
    return [sorted(members, key=lambda taker: taker.promotion.rank) for _, members in found]


def _best_of_cluster(goods: Goods, plan: Plan, cluster: list[Taker]) -> Plan:
    if len(cluster) > TAKERS_TRIED_IN_EVERY_ORDER:
        return _crowd(goods, plan, cluster)
    any_number = len(cluster) > 1 and _ways(goods, plan, cluster) <= WAYS_MAX
    return _best(plan, _ordered(goods, plan, cluster, any_number=any_number))


def _ways(goods: Goods, plan: Plan, cluster: list[Taker]) -> int:
    fills = [1 if taker.lump is not None else _sets_at_most(goods, plan, taker) for taker in cluster]
    return prod(fill + 1 for fill in fills) * factorial(len(cluster))


def _sets_at_most(goods: Goods, plan: Plan, taker: Taker) -> int:
    return sum(sets[0] for _, sets in goods.takes(plan, taker))


def _ordered(goods: Goods, plan: Plan, left: Sequence[Taker], *, any_number: bool) -> Iterator[Plan]:
    for taker in left:
        others = [one for one in left if one is not taker]
        steps = _each_number(goods, plan, taker) if any_number else goods.prefixes(plan, taker)
        for step in steps:
            yield step
            if any_number or step is steps[-1]:
                yield from _ordered(goods, step, others, any_number=any_number)


def _each_number(goods: Goods, plan: Plan, taker: Taker) -> list[Plan]:
    """The plans after one, two, … sets."""
    if taker.lump is not None:
        return goods.prefixes(plan, taker)
    plans = []
    for _, sets in goods.takes(plan, taker):
        plans += [goods.after(plan, goods.counted(taker, sets, times)) for times in range(1, sets[0] + 1)]
        plan = plans[-1]
    return plans


def _best(plan: Plan, others: Iterator[Plan]) -> Plan:
    for other in others:
        if other.worth > plan.worth:
            plan = other
    return plan


def _crowd(goods: Goods, plan: Plan, cluster: list[Taker]) -> Plan:
    """Again and again the offer that takes most off; one whose goods were touched is asked anew in turn."""
    gains: dict[Taker, int] = {}
    offers: dict[Taker, tuple[Take, ...]] = {}
    for taker in cluster:
        gains[taker], offers[taker] = goods.best_fill(plan, taker)
    stale: set[Taker] = set()
    while gains:
        taker = max(gains, key=lambda one: gains[one])
        if gains[taker] <= 0:
            return plan
        if taker in stale:
            stale.discard(taker)
            gains[taker], offers[taker] = goods.best_fill(plan, taker)
            continue
        del gains[taker]
        for take in offers[taker]:
            plan = goods.after(plan, take)
        touched = {place for take in offers[taker] for place, _, _ in take.parts}
        stale |= {other for other in gains if not other.places.isdisjoint(touched)}
    return plan
