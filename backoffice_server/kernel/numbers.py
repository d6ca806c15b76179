"""Figures as people write them: `12500`, `12.500`, `Rp12.500,00`; `12,500` may mean two things: refused."""

import re
from decimal import ROUND_DOWN, Decimal
from typing import Final

from shared_models.values.codes import ErrorCode
from shared_models.values.money import LARGEST_INTEGER

_PLAIN: Final = re.compile(r"[0-9]{1,16}(?:[.,]0{1,2})?")
_GROUPED: Final = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,0{1,2})?")
_AMBIGUOUS: Final = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_DECIMAL: Final = re.compile(r"[0-9]{1,9}(?:[.,][0-9]{1,3})?")


class NumberFault(ValueError):
    """Not a figure; `code` says why."""

    def __init__(self, code: ErrorCode) -> None:
        super().__init__(code.value)
        self.code = code


def amount(cell: str | Decimal) -> int:
    """Whole rupiah."""
    if isinstance(cell, Decimal):
        return _whole(cell)
    text = cell.removeprefix("Rp").replace(" ", "")
    if _PLAIN.fullmatch(text):
        return _bounded(int(re.split("[.,]", text)[0]))
    if _GROUPED.fullmatch(text):
        return _bounded(int(text.partition(",")[0].replace(".", "")))
    raise NumberFault(ErrorCode.AMBIGUOUS_NUMBER if _AMBIGUOUS.fullmatch(text) else ErrorCode.NOT_A_NUMBER)


def thousandths(cell: str | Decimal) -> int:
    """A quantity in thousandths of its unit: `12`, `0,5`, `1.25`; `1.000` and `1,000` are refused."""
    if isinstance(cell, Decimal):
        return _whole(cell * 1000)
    text = cell.replace(" ", "")
    if not _DECIMAL.fullmatch(text):
        raise NumberFault(ErrorCode.NOT_A_NUMBER)
    whole, _, part = text.replace(",", ".").partition(".")
    if len(part) == 3 and whole != "0":
        raise NumberFault(ErrorCode.AMBIGUOUS_NUMBER)
    return int(whole) * 1000 + int(part.ljust(3, "0") or 0)


def _whole(number: Decimal) -> int:
    if number < 0 or number != number.to_integral_value(ROUND_DOWN):
        raise NumberFault(ErrorCode.NOT_A_NUMBER)
    return _bounded(int(number))


def _bounded(value: int) -> int:
    if value > LARGEST_INTEGER:
        raise NumberFault(ErrorCode.NOT_A_NUMBER)
    return value
