"""How a figure is written while it is typed. Raw text: digits, at most one decimal sign, no groups."""

import re
from dataclasses import dataclass
from typing import Final, Protocol

from pos_client import texts
from pos_client.texts import DECIMAL, GROUP

AMOUNT_DIGITS: Final = 12
WHOLE_DIGITS: Final = 6
DECIMALS: Final = 3
_AMOUNT: Final = re.compile(r"\s*(?:Rp)?\s*(\d{1,3}(?:\.\d{3})+|\d+)\s*")
_QUANTITY: Final = re.compile(r"\s*(\d{1,3}(?:\.\d{3})+|\d+)(?:,(\d{1,3}))?\s*")


def bare(text: str) -> str:
    """Without the signs between groups of three."""
    return text.replace(GROUP, "")


class Notation(Protocol):
    """Between a figure in its smallest unit and its text."""

    def shown(self, value: int) -> str: ...

    def read(self, raw: str) -> int | None:
        """The figure of raw text, None when there is none."""

    def grouped(self, raw: str) -> str | None:
        """Raw text as it is written, None where it cannot stand."""

    def pasted(self, text: str) -> str | None:
        """Raw text of something pasted, None when it is no figure of this kind."""


@dataclass(slots=True)
class Amount:
    """Whole numbers: rupiah, notes counted."""

    digits: int = AMOUNT_DIGITS

    def shown(self, value: int) -> str:
        return texts.amount(value)

    def read(self, raw: str) -> int | None:
        return int(raw) if raw else None

    def grouped(self, raw: str) -> str | None:
        if not raw:
            return ""
        if not raw.isdigit() or len(raw.lstrip("0")) > self.digits:
            return None
        return texts.amount(int(raw))

    def pasted(self, text: str) -> str | None:
        match = _AMOUNT.fullmatch(text)
        return bare(match[1]) if match else None


@dataclass(slots=True)
class Thousandths:
    """Quantities, with up to three decimals where the goods are weighed."""

    fractions: bool = True

    def shown(self, value: int) -> str:
        return texts.quantity(value)

    def read(self, raw: str) -> int | None:
        whole, _sign, part = raw.partition(DECIMAL)
        return int(whole) * 1000 + int(part.ljust(DECIMALS, "0")) if whole else None

    def grouped(self, raw: str) -> str | None:
        if not raw:
            return ""
        whole, sign, part = raw.partition(DECIMAL)
        wrong = DECIMAL in part or len(part) > DECIMALS or len(whole.lstrip("0")) > WHOLE_DIGITS
        if wrong or (sign and not self.fractions):
            return None
        return f"{texts.amount(int(whole or 0))}{sign}{part}"

    def pasted(self, text: str) -> str | None:
        match = _QUANTITY.fullmatch(text)
        if match is None:
            return None
        return bare(match[1]) + (f"{DECIMAL}{match[2]}" if match[2] else "")
