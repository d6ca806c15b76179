"""Fast and slow movers: FSN by units in a window, ABC by revenue to date.

FSN: units descending; F while the cumulative share before the item is below `fast`, else S, N for units <= 0.
ABC: revenue descending; A while the cumulative share before the item is below `a`, B below `b`, else C, and
C for revenue <= 0. Ties by code in byte order. Shares are compared in whole numbers, never as fractions.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Movement:
    """What one product moved.

    Net units in the window (base unit), net revenue to date. `group`: unit or category.
    """

    sku: str
    group: str
    units: Quantity
    revenue: Money


@dataclass(frozen=True, slots=True)
class Classed:
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
        for sku, (abc, cumulative_bp) in _abc(members, cut_offs).items():
            classes[sku] = Classed(sku=sku, fsn=fsn[sku], abc=abc, cumulative_bp=cumulative_bp)
    return classes


def _fsn(members: Sequence[Movement], cut_offs: CutOffs) -> dict[str, Fsn]:
    total = sum(member.units for member in members if member.units > 0)
    limit = total * cut_offs.fast_percent
    before = 0
    classes: dict[str, Fsn] = {}
    for member in sorted(members, key=lambda member: -member.units):
        units = member.units
        if units <= 0:
            classes[member.sku] = Fsn.NON_MOVING
            continue
        classes[member.sku] = Fsn.FAST if before * 100 < limit else Fsn.SLOW
        before += units
    return classes


def _abc(members: Sequence[Movement], cut_offs: CutOffs) -> dict[str, tuple[Abc, int]]:
    total = sum(member.revenue for member in members if member.revenue > 0)
    a_limit, b_limit = total * cut_offs.a_percent, total * cut_offs.b_percent
    before = 0
    classes: dict[str, tuple[Abc, int]] = {}
    for member in sorted(members, key=lambda member: -member.revenue):
        revenue, share = member.revenue, before * 100
        abc = Abc.C if revenue <= 0 or share >= b_limit else Abc.A if share < a_limit else Abc.B
        if revenue > 0:
            before += revenue
        classes[member.sku] = (abc, before * 10_000 // total if total else 0)
    return classes
