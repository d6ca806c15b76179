"""Points in the books: each sale that earns points owes a batch of them until they are used or lapse.

Relative stand-alone value (PSAK 115; SAK EP ch. 23): of the revenue S, the points' share is
S x V / (S + V), where V is their value times the expected redemption. A redemption releases the batch's
share of the expected points. A shop that books points when they are used sets the expectation to 0: what
they pay is then less revenue on that day. These entries stand beside a receipt's own and never change it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from shared_models.rules.accounts import Account
from shared_models.rules.entries import JournalLine, moved
from shared_models.rules.tax import BASIS_POINTS
from shared_models.values.money import ZERO, Money, divide_half_up


@dataclass(frozen=True, slots=True)
class PointsBatch:
    """Points of one sale. `sale` tells batches apart; `expires_on` is their last day, None: they never lapse.

    `deferred`: the revenue kept back for them. redeemed + reversed + lapsed <= points.
    """

    sale: Any
    points: int
    deferred: Money
    redemption_bp: int  # expected redemption in 1/100 %
    expires_on: date | None = None
    redeemed: int = 0
    reversed: int = 0
    lapsed: int = 0

    @property
    def open(self) -> int:
        return self.points - self.redeemed - self.reversed - self.lapsed

    @property
    def released(self) -> Money:
        """Of `deferred`, what is revenue by now: all of it once no point is open.

        It depends on the counts alone, never on the steps that led to them: the steps sum to the whole.
        """
        if self.open == 0:
            return self.deferred
        whole = self.points * self.redemption_bp
        if whole == 0:
            return ZERO
        # A point taken back with its goods counts as one; a redeemed one as its part of the expected ones.
        part = min(self.reversed * self.redemption_bp + self.redeemed * BASIS_POINTS, whole)
        return Money(divide_half_up(self.deferred * part, whole))

    @property
    def liability(self) -> Money:
        return Money(self.deferred - self.released)


@dataclass(frozen=True, slots=True)
class PointsMoved:
    """Batches after a move, in the order given, the revenue it released, and points found in no batch."""

    batches: tuple[PointsBatch, ...]
    released: Money
    short: int = 0


def deferred_revenue(revenue: Money, *, points: int, value: Money, redemption_bp: int) -> Money:
    """Part of a sale's revenue (without tax, after discounts) that belongs to the points it earns."""
    if not 0 <= redemption_bp <= BASIS_POINTS:
        raise ValueError(redemption_bp)
    alone = points * value * redemption_bp
    if revenue <= 0 or alone <= 0:
        return ZERO
    return Money(divide_half_up(revenue * alone, revenue * BASIS_POINTS + alone))


def redeem(batches: Sequence[PointsBatch], points: int, *, on: date) -> PointsMoved:
    """Use `points`, those that lapse first before others; batches come in the order they were earned.

    Tills that were apart may together spend more than there is: `short` says how many.
    """
    usable = [place for place in _by_expiry(batches) if not _over(batches[place], on)]
    return _count(batches, usable, points, "redeemed")


def restore(batches: Sequence[PointsBatch], points: int) -> PointsMoved:
    """Give redeemed points back (a refund by points) to the batches they came from, the last used first.

    `short`: points of batches that lapsed since; they come back as a new batch with nothing deferred.
    """
    left, after = _demand_count(points), list(batches)
    for place in reversed(_by_expiry(batches)):
        batch = after[place]
        part = 0 if batch.lapsed else min(left, batch.redeemed)
        after[place] = replace(batch, redeemed=batch.redeemed - part)
        left -= part
    return _moved(batches, after, left)


def take_back(batches: Sequence[PointsBatch], points: int, *, sale: Any) -> PointsMoved:
    """Take back points with the goods of `sale`: of its own batch, then of those that lapse first.

    `short`: points already used that no other batch makes up for.
    """
    order = _by_expiry(batches)
    own = [place for place in order if batches[place].sale == sale]
    others = [place for place in order if batches[place].sale != sale]
    return _count(batches, own + others, points, "reversed")


def lapse(batches: Sequence[PointsBatch], *, on: date) -> PointsMoved:
    """Let the open points lapse whose last day is before `on`."""
    over = [place for place, batch in enumerate(batches) if _over(batch, on)]
    return _count(batches, over, sum([batches[place].open for place in over]), "lapsed")


def points_earned_entry(deferred: Money) -> tuple[JournalLine, ...]:
    """Keep part of a sale's revenue back until its points are used (vector points_earn)."""
    return moved(deferred, debit=Account.SALES, credit=Account.POINTS_LIABILITY)


def points_paid_entry(paid: Money, released: Money) -> tuple[JournalLine, ...]:
    """What is left to book where a receipt booked the points that paid it, at face value, on the liability.

    Together they release what was kept back and no more (vector points_redeem). Both negative: a refund.
    """
    return moved(Money(paid - released), debit=Account.SALES, credit=Account.POINTS_LIABILITY)


def points_lapsed_entry(released: Money) -> tuple[JournalLine, ...]:
    """Nobody will use them any more: their revenue is earned."""
    return moved(released, debit=Account.POINTS_LIABILITY, credit=Account.SALES)


def points_taken_back_entry(released: Money) -> tuple[JournalLine, ...]:
    """Points taken back with returned goods: less revenue was booked for these than the return takes off."""
    return moved(released, debit=Account.POINTS_LIABILITY, credit=Account.SALES_RETURNS)


def _count(batches: Sequence[PointsBatch], order: Sequence[int], points: int, counter: str) -> PointsMoved:
    left, after = _demand_count(points), list(batches)
    for place in order:
        part = min(left, after[place].open)
        after[place] = _counted(after[place], counter, part)
        left -= part
    return _moved(batches, after, left)


def _counted(batch: PointsBatch, counter: str, part: int) -> PointsBatch:
    if counter == "redeemed":
        return replace(batch, redeemed=batch.redeemed + part)
    if counter == "reversed":
        return replace(batch, reversed=batch.reversed + part)
    return replace(batch, lapsed=batch.lapsed + part)


def _moved(before: Sequence[PointsBatch], after: Sequence[PointsBatch], short: int) -> PointsMoved:
    released = sum([new.released - old.released for old, new in zip(before, after, strict=True)])
    return PointsMoved(tuple(after), Money(released), short)


def _by_expiry(batches: Sequence[PointsBatch]) -> list[int]:
    """Places of the batches, those that lapse first in front; of one day in the order they were earned."""
    return sorted(range(len(batches)), key=lambda place: batches[place].expires_on or date.max)


def _over(batch: PointsBatch, on: date) -> bool:
    return batch.expires_on is not None and batch.expires_on < on


def _demand_count(points: int) -> int:
    if points < 0:
        raise ValueError(points)
    return points
