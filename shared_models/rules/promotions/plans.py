"""A plan: what counted offers and lumps have taken, what is still free, and what all of it takes off."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from shared_models.rules.allocation import largest_remainder
from shared_models.rules.promotions.model import Promotion
from shared_models.rules.promotions.pools import Pool
from shared_models.rules.promotions.rates import PoolRates, Taken
from shared_models.rules.promotions.reductions import Reduction
from shared_models.rules.promotions.sets import EqualSets, Shape
from shared_models.values.quantity import ONE


@dataclass(frozen=True, slots=True, eq=False)
class Taker:
    """A promotion that takes goods for itself: sets of counted units, or all that is left for a lump."""

    promotion: Promotion
    places: frozenset[int]
    shapes: tuple[Shape, ...] = ()
    lump: Reduction | None = None
    times_max: int | None = None


# Takes and plans are made by the hundred with every scan: frozen ones take three times as long to make.
@dataclass(slots=True)
class Take:
    """What a taker took at once: per pool the quantity and its price, and the amount off all of it."""

    promotion: Promotion
    parts: tuple[tuple[int, int, int], ...]  # place, quantity (thousandths), price
    gain: int
    sets: int = 1

    def shares(self) -> list[int]:
        """The gain spread over the parts: who gives one part back gives back its share of the offer."""
        return largest_remainder(self.gain, [price for _, _, price in self.parts])


@dataclass(slots=True)
class Plan:
    """Free units, quantities and amounts by place; `worth`: all that is off, rates on free goods included."""

    units: list[int]
    qty: list[int]
    gross: list[int]
    worth: int = 0
    takes: tuple[Take, ...] = ()


class Goods:
    """The pools of a basket with their rates, and the moves from one plan to the next."""

    def __init__(self, pools: Sequence[Pool], rates: Mapping[int, PoolRates]) -> None:
        self.rates = rates
        self.prices = [pool.unit_price for pool in pools]
        self.nothing_taken = Plan(
            units=[pool.units for pool in pools],
            qty=[pool.qty for pool in pools],
            gross=[pool.gross for pool in pools],
        )

    def after(self, plan: Plan, take: Take) -> Plan:
        """The plan with one more take."""
        units, qty, gross = plan.units.copy(), plan.qty.copy(), plan.gross.copy()
        worth = plan.worth + take.gain
        for place, part_qty, price in take.parts:
            rates, was_gross, was_qty = self.rates.get(place), gross[place], qty[place]
            if units[place]:
                units[place] -= part_qty // ONE
            gross[place], qty[place] = was_gross - price, was_qty - part_qty
            if rates is not None:
                worth += rates.best(gross[place], qty[place])[0] - rates.best(was_gross, was_qty)[0]
        if take.promotion.stackable:
            worth += sum(off for _, off, _ in self.on_top(take))
        return Plan(units=units, qty=qty, gross=gross, worth=worth, takes=(*plan.takes, take))

    def best_fill(self, plan: Plan, taker: Taker) -> tuple[int, tuple[Take, ...]]:
        """How far on its way to its fill a taker adds most to a plan, and with what; (0, ()) for not at all.

        The worth of `prefixes` without making their plans.
        """
        if taker.lump is not None:
            lump = self.lump(plan, taker)
            worth = 0 if lump is None else self.after(plan, lump).worth - plan.worth
            return (worth, (lump,)) if lump is not None and worth > 0 else (0, ())
        gross: dict[int, int] = {}
        qty: dict[int, int] = {}
        best, worth, took, found = 0, 0, list[Take](), 0
        for _, sets in self.takes(plan, taker):
            take = self.counted(taker, sets, sets[0])
            took.append(take)
            worth += take.gain
            for place, part_qty, price in take.parts:
                rates = self.rates.get(place)
                if rates is None:
                    continue
                was_gross, was_qty = gross.get(place, plan.gross[place]), qty.get(place, plan.qty[place])
                gross[place], qty[place] = was_gross - price, was_qty - part_qty
                worth += rates.best(gross[place], qty[place])[0] - rates.best(was_gross, was_qty)[0]
            if take.promotion.stackable:
                worth += sum(off for _, off, _ in self.on_top(take))
            if worth > best:
                best, found = worth, len(took)
        return best, tuple(took[:found])

    def on_top(self, take: Take) -> list[tuple[int, int, tuple[Taken, ...]]]:
        """What stackable rates add to the goods of a stackable take: place, amount, reasons."""
        promotion = take.promotion
        if not promotion.stackable or not any(place in self.rates for place, _, _ in take.parts):
            return []
        found = []
        for (place, qty, price), share in zip(take.parts, take.shares(), strict=True):
            if place in self.rates:
                off, taken = self.rates[place].on_top(price - share, qty, promotion.group)
                found.append((place, off, taken))
        return found

    def takes(self, plan: Plan, taker: Taker) -> Iterator[tuple[int, EqualSets]]:
        """How a counted offer fills itself from a plan: sets already taken, and the next equal ones."""
        free, taken = plan.units.copy(), 0
        for found in chain.from_iterable(shape.sets(free, self.prices) for shape in taker.shapes):
            times, parts, gain = found
            if taker.times_max is not None:
                times = min(times, taker.times_max - taken)
            if times <= 0:
                return
            yield taken, (times, parts, gain)
            for place, count in parts:
                free[place] -= count * times
            taken += times

    def counted(self, taker: Taker, sets: EqualSets, times: int) -> Take:
        """The take of `times` of equal sets."""
        _, parts, gain = sets
        bought = tuple((place, n * times * ONE, n * times * self.prices[place]) for place, n in parts)
        return Take(promotion=taker.promotion, parts=bought, gain=gain * times, sets=times)

    def lump(self, plan: Plan, taker: Taker) -> Take | None:
        """The take of a lump: all that is free in its scope."""
        assert taker.lump is not None
        places = [place for place in sorted(taker.places) if plan.gross[place]]
        parts = tuple((place, plan.qty[place], plan.gross[place]) for place in places)
        gain = taker.lump.off(sum(price for _, _, price in parts), sum(qty for _, qty, _ in parts))
        return Take(promotion=taker.promotion, parts=parts, gain=gain) if gain else None

    def prefixes(self, plan: Plan, taker: Taker) -> list[Plan]:
        """The plans on a taker's way to its fill: after each run of equal sets, the fullest last."""
        if taker.lump is not None:
            take = self.lump(plan, taker)
            return [self.after(plan, take)] if take is not None else []
        plans = []
        for _, sets in self.takes(plan, taker):
            plan = self.after(plan, self.counted(taker, sets, sets[0]))
            plans.append(plan)
        return plans
