"""Money: an integer number of the smallest unit of the company's currency (rupiah has none below 1)."""

from dataclasses import dataclass
from typing import Final, NewType

Money = NewType("Money", int)
"""Amount in the smallest unit of the company's one currency. Negative where a sign makes sense."""

ZERO: Final = Money(0)

# JSON numbers are read as IEEE doubles by many readers; beyond this an integer may silently change.
LARGEST_INTEGER: Final = 2**53


@dataclass(frozen=True, slots=True)
class Currency:
    """A company's currency.

    `digits` counts the decimals in use (0 for rupiah: sen are no longer in circulation).
    """

    code: str
    digits: int


RUPIAH: Final = Currency(code="IDR", digits=0)


def divide_half_up(numerator: int, denominator: int) -> int:
    """Quotient rounded half-up (PER-11/PJ/2025 art. 129); a negative quotient mirrors the positive one.

    `denominator` is positive. Mirroring keeps a full return the exact inverse of its sale.
    """
    if denominator <= 0:
        raise ValueError(denominator)
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def divide_down(numerator: int, denominator: int) -> int:
    """Quotient cut towards zero (the tax rule before PER-11/PJ/2025)."""
    if denominator <= 0:
        raise ValueError(denominator)
    sign = -1 if numerator < 0 else 1
    return sign * (abs(numerator) // denominator)
