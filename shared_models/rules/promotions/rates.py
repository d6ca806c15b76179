"""Goods no counted offer took: the best rate that stands alone, or the stackable ones after each other."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared_models.rules.promotions.model import Promotion
from shared_models.rules.promotions.reductions import Reduction

Taken = tuple[Promotion, int]
"""A promotion and the amount it takes."""
NOTHING: tuple[int, tuple[Taken, ...]] = (0, ())


@dataclass(frozen=True, slots=True)
class Step:
    """Promotions that never meet: the best of a group is taken at its turn. `group` null: one alone."""

    group: str | None
    members: tuple[tuple[Promotion, Reduction], ...]

    def taken(self, amount: int, qty: int) -> Taken | None:
        """The member that takes most off, the first of equals; None when none takes anything."""
        best: Taken | None = None
        for promotion, reduction in self.members:
            off = reduction.off(amount, qty)
            if off > (best[1] if best is not None else 0):
                best = (promotion, off)
        return best


def stacked(ranked: Iterable[tuple[Promotion, Reduction]]) -> tuple[Step, ...]:
    """Stackable promotions, which come by rank, as steps; a group steps in with its first member."""
    steps: list[list[tuple[Promotion, Reduction]]] = []
    groups: dict[str, list[tuple[Promotion, Reduction]]] = {}
    for one in ranked:
        group = one[0].group
        if group is not None and group in groups:
            groups[group].append(one)
            continue
        steps.append([one])
        if group is not None:
            groups[group] = steps[-1]
    return tuple(Step(group=members[0][0].group, members=tuple(members)) for members in steps)


class PoolRates:
    """The rates on one pool, by rank."""

    __slots__ = ("_alone", "_known", "_steps")

    def __init__(self, rates: Sequence[tuple[Promotion, Reduction]]) -> None:
        self._alone = tuple(one for one in rates if not one[0].stackable)
        self._steps = stacked(one for one in rates if one[0].stackable)
        self._known: dict[tuple[int, int], tuple[int, tuple[Taken, ...]]] = {}

    def best(self, amount: int, qty: int) -> tuple[int, tuple[Taken, ...]]:
        """The most that can be taken off goods of `qty` that cost `amount`, and by whom."""
        key = (amount, qty)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._best(amount, qty)
        return found

    def _best(self, amount: int, qty: int) -> tuple[int, tuple[Taken, ...]]:
        best = self.on_top(amount, qty)
        for promotion, reduction in self._alone:
            off = reduction.off(amount, qty)
            if off > best[0]:
                best = (off, ((promotion, off),))
        return best

    def on_top(self, amount: int, qty: int, barred: str | None = None) -> tuple[int, tuple[Taken, ...]]:
        """What the stackable rates take off `amount` one after the other, without group `barred`."""
        if not self._steps:
            return NOTHING
        left, taken = amount, []
        for step in self._steps:
            one = None if barred is not None and step.group == barred else step.taken(left, qty)
            if one is not None:
                left -= one[1]
                taken.append(one)
        return amount - left, tuple(taken)
