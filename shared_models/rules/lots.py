"""Lots: which one goods are taken from. What expires first leaves first, without a question (FEFO)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from shared_models.values.quantity import NONE, Quantity

NO_LOT = ""
"""Where goods of a product kept in lots stand whose lot nobody has said."""


class Freshness(StrEnum):
    """Goods may be sold on the day they expire, not after it."""

    FRESH = "fresh"
    NEAR = "near"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Lot:
    """A lot of a product and what is left of it (thousandths of the base unit)."""

    lot: str
    expires_on: date | None
    left: Quantity


@dataclass(frozen=True, slots=True)
class Allotted:
    """So much (thousandths of the sold unit) of one lot; null: of no lot that is known."""

    lot: Lot | None
    qty: Quantity


def freshness(expires_on: date | None, *, day: date, near_days: int) -> Freshness:
    if expires_on is None:
        return Freshness.FRESH
    if expires_on < day:
        return Freshness.EXPIRED
    return Freshness.NEAR if expires_on <= day + timedelta(days=near_days) else Freshness.FRESH


def first_expiring(lots: Iterable[Lot]) -> list[Lot]:
    """What expires first first; a lot without a date last."""
    return sorted(lots, key=lambda lot: (lot.expires_on or date.max, lot.lot))


def allotted(
    lots: Sequence[Lot], qty: Quantity, *, factor: Quantity, step: Quantity, day: date
) -> tuple[Allotted, ...]:
    """`qty` of a unit that holds `factor` base units, in steps of `step`, from the lots that expire first.

    What no lot covers is taken of the last one: the goods are in hand, whatever the books say. None is taken
    of an expired lot; where nothing is known, the lot stays unknown.
    """
    usable = [lot for lot in first_expiring(lots) if lot.left > 0 and not _expired(lot, day)]
    parts: list[Allotted] = []
    wanted = qty
    for lot in usable:
        whole = lot.left * 1000 // factor
        taken = Quantity(min(wanted, whole - whole % step))
        if taken > 0:
            parts.append(Allotted(lot, taken))
            wanted = Quantity(wanted - taken)
    if wanted > NONE and parts:
        last = parts.pop()
        parts.append(Allotted(last.lot, Quantity(last.qty + wanted)))
    elif wanted > NONE:
        parts.append(Allotted(usable[0] if usable else None, wanted))
    return tuple(parts)


def only_expired(lots: Iterable[Lot], day: date) -> Lot | None:
    """The lot there is when every lot that has goods left is past its day."""
    left = [lot for lot in first_expiring(lots) if lot.left > 0]
    return left[0] if left and all(_expired(lot, day) for lot in left) else None


def _expired(lot: Lot, day: date) -> bool:
    return lot.expires_on is not None and lot.expires_on < day
