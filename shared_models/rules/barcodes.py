"""Trade item codes (GS1): EAN-8, UPC-A, EAN-13 and GTIN-14 end in a check digit.

A code is text, never a number.
"""

from typing import Final

GTIN_LENGTHS: Final = frozenset({8, 12, 13, 14})
_DIGITS: Final = frozenset("0123456789")
EAN13_BODY: Final = 12


def check_digit(body: str) -> str:
    """The check digit that belongs behind `body` (ASCII digits). Raises ValueError for anything else."""
    if not body or not _DIGITS.issuperset(body):
        raise ValueError(body)
    # Weights 3, 1, 3, … from the right: the same for every length, so a leading zero changes nothing.
    weighted = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(reversed(body)))
    return str(-weighted % 10)


def check_digit_ok(code: str) -> bool | None:
    """Whether the check digit of `code` fits its other digits; None: not the shape of a trade item code.

    A shop's own codes may have such a shape too: a False is a reason to ask, no verdict.
    """
    if len(code) not in GTIN_LENGTHS or not _DIGITS.issuperset(code):
        return None
    return check_digit(code[:-1]) == code[-1]


def make_ean13(body: str) -> str:
    """The EAN-13 of twelve digits. Raises ValueError when `body` is not twelve digits."""
    if len(body) != EAN13_BODY:
        raise ValueError(body)
    return body + check_digit(body)
