"""MDR: what the bank keeps of a payment by QRIS.

The fee is the shop's cost: adding it to what the buyer pays is forbidden (PBI 23/6/PBI/2021 art. 52), so
nothing here makes an amount larger.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from shared_models.values.money import ZERO, Money, divide_half_up

BASIS_POINTS: Final = 10_000


class MdrCategory(StrEnum):
    """Kinds of merchants; UMI is usaha mikro, the bank's contract says which one a shop is."""

    MICRO = "micro"  # UMI
    REGULAR = "regular"  # UKE, UME, UBE
    EDUCATION = "education"
    PUBLIC = "public"  # filling stations, BLU, PSO
    SOCIAL = "social"  # donations, social aid, government


@dataclass(frozen=True, slots=True)
class MdrRate:
    """`rate_bp` (1/100 %) of payments above `above`, for one category from `valid_from` on."""

    category: MdrCategory
    valid_from: date
    rate_bp: int
    above: Money = ZERO


_NATIONWIDE: Final = date(2023, 7, 1)
_MICRO_FREE: Final = date(2024, 12, 1)
QRIS_RATES: Final = (
    MdrRate(MdrCategory.MICRO, _NATIONWIDE, 30),
    MdrRate(MdrCategory.MICRO, _MICRO_FREE, 0),
    MdrRate(MdrCategory.MICRO, _MICRO_FREE, 30, above=Money(500_000)),
    MdrRate(MdrCategory.REGULAR, _NATIONWIDE, 70),
    MdrRate(MdrCategory.EDUCATION, _NATIONWIDE, 60),
    MdrRate(MdrCategory.PUBLIC, _NATIONWIDE, 40),
    MdrRate(MdrCategory.SOCIAL, _NATIONWIDE, 0),
)
"""Rates a company starts with (Bank Indonesia). Sources disagree whether BLU and PSO pay nothing since March
2025: the rows belong to the company's settings, the bank's statement decides."""


def rate_for(rates: Iterable[MdrRate], *, category: MdrCategory, amount: Money, day: date) -> MdrRate | None:
    """The row for a payment of `amount` (a refund: its size) on `day`.

    Rows of one category and first day belong together and replace all older ones. None: no row holds.
    """
    begun = [rate for rate in rates if rate.category is category and rate.valid_from <= day]
    youngest = max((rate.valid_from for rate in begun), default=None)
    size = abs(amount)
    reached = [
        rate for rate in begun if rate.valid_from == youngest and (rate.above < size or not rate.above)
    ]
    return max(reached, key=lambda rate: rate.above, default=None)


def mdr_fee(amount: Money, rate: MdrRate) -> Money:
    """The bank's share of `amount`, rounded half-up; a refund's is the same below zero."""
    return Money(divide_half_up(amount * rate.rate_bp, BASIS_POINTS))
