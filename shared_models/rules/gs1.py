"""GS1 element strings: trade item, lot, expiry, serial number and weight in one code.

Application identifiers and their lengths: GS1 General Specifications, section 3 and figure 7.8.5-2 (those of
predefined length need no separator behind them). Brackets around identifiers, as printed below a code, are
read too.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from shared_models.rules.barcodes import check_digit_ok
from shared_models.values.quantity import Quantity

SEPARATOR: Final = "\x1d"
_SYMBOLOGY: Final = re.compile(r"\](?:C1|d2|Q3|e0|J1)")
_BRACKETED: Final = re.compile(r"\(([0-9]{2,4})\)([^(]*)")
# First two digits -> length of identifier and value together.
_FIXED: Final = {
    "00": 20, "01": 16, "02": 16, "03": 16, "04": 18, "11": 8, "12": 8, "13": 8, "14": 8, "15": 8, "16": 8,
    "17": 8, "18": 8, "19": 8, "20": 4, "31": 10, "32": 10, "33": 10, "34": 10, "35": 10, "36": 10, "41": 16,
}  # fmt: skip
_FOUR: Final = frozenset({"31", "32", "33", "34", "35", "36", "39", "70", "71", "72", "80", "81", "82"})
_THREE: Final = frozenset({"23", "24", "25", "40", "41", "42"})
_TEXT_MAX: Final = 20
_WEIGHT: Final = re.compile("310([0-3])")


@dataclass(frozen=True, slots=True)
class Elements:
    """What a code says. `number`: the trade item (GTIN-14); `weight` in thousandths of a kilogram."""

    number: str
    lot: str | None = None
    expires_on: date | None = None
    serial: str | None = None
    weight: Quantity | None = None


def read_elements(code: str, *, day: date) -> Elements | None:
    """None for what is no element string with a sound trade item in it.

    `day`: the century of an expiry is the one that lies nearest to it.
    """
    text = _SYMBOLOGY.sub("", code, count=1) if code.startswith("]") else code
    said = dict(_elements(text.removeprefix(SEPARATOR)))
    number = said.get("01") or said.get("02") or ""
    if len(said) < 2 or not check_digit_ok(number):
        return None
    return Elements(
        number,
        lot=_short(said.get("10")),
        expires_on=_day(said.get("17"), day),
        serial=_short(said.get("21")),
        weight=_weight(said),
    )


def _elements(text: str) -> Iterator[tuple[str, str]]:
    """Identifier and value of each element; nothing behind one that cannot be read."""
    if text.startswith("("):
        yield from _BRACKETED.findall(text)
        return
    while text:
        head = text[:2]
        size = 4 if head in _FOUR else 3 if head in _THREE else 2
        length = _FIXED.get(head)
        if length is None:
            value, _, rest = text[size:].partition(SEPARATOR)
        else:
            value, rest = text[size:length], text[length:].removeprefix(SEPARATOR)
        if not head.isdigit() or not value or (length is not None and len(text) < length):
            return
        yield text[:size], value
        text = rest


def _short(value: str | None) -> str | None:
    """A longer one is two elements whose separator a keyboard has swallowed."""
    return value if value and len(value) <= _TEXT_MAX else None


def _day(value: str | None, near: date) -> date | None:
    """YYMMDD; day 00 is the last of its month."""
    if value is None or len(value) != 6 or not value.isdigit():
        return None
    year, month, day = int(value[:2]), int(value[2:4]), int(value[4:])
    year += near.year - near.year % 100
    year += 100 if year < near.year - 49 else -100 if year > near.year + 50 else 0
    try:
        return date(year, month, day or monthrange(year, month)[1])
    except ValueError:
        return None


def _weight(said: dict[str, str]) -> Quantity | None:
    for identifier, value in said.items():
        found = _WEIGHT.fullmatch(identifier)
        if found and len(value) == 6 and value.isdigit():
            return Quantity(int(value) * 10 ** (3 - int(found[1])))
    return None
