"""What a line typed into the till's input line means. Pure text: whether a code is known is asked elsewhere.

`8995522000015` one of it, `3*8995522000015` three, `0,25*apel` a quarter, `+` `-` `-2` the last line,
`3*` three of what comes next, letters search, an empty line pays. Every entry keeps the line as typed:
nothing is dropped.
"""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from shared_models.values.codes import ErrorCode
from shared_models.values.quantity import ONE, Quantity

LEADING_DIGITS_MAX: Final = 6
DECIMALS: Final = 3

_AMOUNT: Final = rf"([0-9]{{0,{LEADING_DIGITS_MAX}}})(?:([.,])([0-9]*))?"
_COUNTED: Final = re.compile(rf"{_AMOUNT}\s*\*(.*)", re.DOTALL)
_STEP: Final = re.compile(rf"([+-]){_AMOUNT}")


@dataclass(frozen=True, slots=True)
class Pay:
    """An empty line: go and pay."""

    typed: str


@dataclass(frozen=True, slots=True)
class Code:
    """A code (no letters in it) and how many of it: thousandths of the unit sold, 1000 unless said."""

    typed: str
    code: str
    qty: Quantity = ONE


@dataclass(frozen=True, slots=True)
class Search:
    """Words to search for. An SKU may have letters: an exact code match comes before the search."""

    typed: str
    words: str
    qty: Quantity = ONE


@dataclass(frozen=True, slots=True)
class NextQuantity:
    """A quantity without a code: it counts for the code that comes next."""

    typed: str
    qty: Quantity


@dataclass(frozen=True, slots=True)
class Step:
    """So much more (or less, negative) of the last line; thousandths of its unit."""

    typed: str
    by: Quantity


@dataclass(frozen=True, slots=True)
class Unclear:
    """A quantity that cannot be read, and why; `rest` is what stands behind it."""

    typed: str
    amount: str
    rest: str
    why: ErrorCode


Entry = Pay | Code | Search | NextQuantity | Step | Unclear


def read(typed: str) -> Entry:
    """What a typed (or scanned) line means. Takes any text and raises nothing."""
    line = visible(typed).strip()
    if not line:
        return Pay(typed)
    if step := _STEP.fullmatch(line):
        return _step(typed, step)
    if counted := _COUNTED.fullmatch(line):
        return _counted(typed, counted)
    return _goods(typed, line, ONE)


def visible(text: str) -> str:
    """`text` without characters nobody sees (zero-width, control); they come with pasted codes."""
    seen = (" " if mark.isspace() else mark for mark in text)
    return "".join(mark for mark in seen if unicodedata.category(mark) not in {"Cc", "Cf"})


def _goods(typed: str, text: str, qty: Quantity) -> Code | Search:
    if any(mark.isalpha() or mark.isspace() for mark in text):
        return Search(typed, text, qty)
    return Code(typed, text, qty)


def _step(typed: str, found: re.Match[str]) -> Entry:
    sign, whole, point, part = found.groups()
    if not whole and point is None:
        return Step(typed, Quantity(ONE if sign == "+" else -ONE))
    amount = _thousandths(whole, point, part)
    if isinstance(amount, ErrorCode):
        return Unclear(typed, amount=found.group(), rest="", why=amount)
    return Step(typed, Quantity(amount if sign == "+" else -amount))


def _counted(typed: str, found: re.Match[str]) -> Entry:
    whole, point, part, behind = found.groups()
    rest = behind.strip()
    if not whole and not part:
        return _goods(typed, found.group(), ONE)
    amount = _thousandths(whole, point, part)
    if isinstance(amount, ErrorCode):
        return Unclear(typed, amount=found.group()[: found.start(4) - 1].rstrip(), rest=rest, why=amount)
    return _goods(typed, rest, amount) if rest else NextQuantity(typed, amount)


def _thousandths(whole: str, point: str | None, part: str | None) -> Quantity | ErrorCode:
    decimals = part or ""
    if point and (not decimals or len(decimals) > DECIMALS):
        return ErrorCode.NOT_A_NUMBER
    if point == "." and len(decimals) == DECIMALS and whole.strip("0"):
        # "1.500" is one and a half to some and fifteen hundred to others: ask, never guess.
        return ErrorCode.AMBIGUOUS_NUMBER
    amount = int(whole or "0") * ONE + int(decimals.ljust(DECIMALS, "0"))
    return Quantity(amount) if amount else ErrorCode.QUANTITY_OUT_OF_RANGE
