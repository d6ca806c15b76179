"""Fast and slow movers: FSN by units in a window, ABC by revenue to date.

FSN: units descending; F while the cumulative share before the item is below `fast`, else S, N for units <= 0.
ABC: revenue descending; A while the cumulative share before the item is below `a`, B below `b`, else C, and
C for revenue <= 0. Ties by code in byte order. Shares are compared in whole numbers, never as fractions.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import NamedTuple

from shared_models.values.money import Money
from shared_models.values.quantity import Quantity


class Fsn(StrEnum):
    """Fast, slow or non-moving."""

    FAST = "F"
    SLOW = "S"
    NON_MOVING = "N"


class Abc(StrEnum):
    """Share of revenue."""

    A = "A"
    B = "B"
    C = "C"


@dataclass(frozen=True, slots=True)
class CutOffs:
    """Window in days and cumulative shares in percent."""

    window_days: int = 90
    fast_percent: int = 70
    a_percent: int = 80
    b_percent: int = 95


class Movement(NamedTuple):
    """What one product moved.

    Net units in the window (base unit), net revenue to date. `group`: unit or category.
    """

    sku: str
    group: str
    units: Quantity
    revenue: Money


class Classed(NamedTuple):
    """Class of one product and its cumulative revenue share after it, in 1/100 % of its group."""

    sku: str
    fsn: Fsn
    abc: Abc
    cumulative_bp: int


def classify(movements: Sequence[Movement], cut_offs: CutOffs) -> dict[str, Classed]:
    """Classes by sku. Products are ranked within their group: units of different measures never compete."""
    groups: dict[str, list[Movement]] = defaultdict(list)
    # By code once: the sorts below keep the order of equals.
    for movement in sorted(movements, key=lambda movement: movement.sku.encode()):
        groups[movement.group].append(movement)
    classes: dict[str, Classed] = {}
    for members in groups.values():
        fsn = _fsn(members, cut_offs)
        for sku, abc, cumulative_bp in _abc(members, cut_offs):
            classes[sku] = Classed(sku, fsn[sku], abc, cumulative_bp)
    return classes


def _fsn(members: Sequence[Movement], cut_offs: CutOffs) -> dict[str, Fsn]:
    total = sum([member.units for member in members if member.units > 0])
    limit = total * cut_offs.fast_percent
    before = 0
    classes: dict[str, Fsn] = {}
    for sku, _, units, _ in sorted(members, key=_units, reverse=True):
        if units <= 0:
            classes[sku] = Fsn.NON_MOVING
            continue
        classes[sku] = Fsn.FAST if before * 100 < limit else Fsn.SLOW
        before += units
    return classes


def _abc(members: Sequence[Movement], cut_offs: CutOffs) -> Iterator[tuple[str, Abc, int]]:
    total = sum([member.revenue for member in members if member.revenue > 0])
    a_limit, b_limit = total * cut_offs.a_percent, total * cut_offs.b_percent
    before = 0
    for sku, _, _, revenue in sorted(members, key=_revenue, reverse=True):
        share = before * 100
        abc = Abc.C if revenue <= 0 or share >= b_limit else Abc.A if share < a_limit else Abc.B
        if revenue > 0:
            before += revenue
        yield sku, abc, before * 10_000 // total if total else 0


_units, _revenue = attrgetter("units"), attrgetter("revenue")
