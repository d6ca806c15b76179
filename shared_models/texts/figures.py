"""Numbers and dates as the shop's country (Indonesia) writes them: `98.400`, `0,250`, `17/08/25 14.05`.

Figures stand in every table cell, so they are put together here; a test holds them equal to Babel's.
"""

from datetime import date, datetime
from typing import Final

MINUS: Final = "\N{MINUS SIGN}"
GROUP: Final = "."
DECIMAL: Final = ","
CURRENCY: Final = "Rp"


def amount(value: int, *, signed: bool = False) -> str:
    """Grouped integer: `98.400`, `−2.000`; with `signed` a plus before what is gained."""
    digits = f"{abs(value):,}".replace(",", GROUP)
    return f"{_sign(value, signed=signed)}{digits}"


def rupiah(value: int, *, signed: bool = False) -> str:
    """Money with its currency: `Rp98.400`, `−Rp2.000`."""
    return f"{_sign(value, signed=signed)}{CURRENCY}{amount(abs(value))}"


def quantity(thousandths: int) -> str:
    """Thousandths of a unit: 3000 is `3`, 250 is `0,250`."""
    whole, part = divmod(abs(thousandths), 1000)
    digits = f"{amount(whole)}{DECIMAL}{part:03}" if part else amount(whole)
    return f"{_sign(thousandths)}{digits}"


def percent(basis_points: int, *, signed: bool = False) -> str:
    """Hundredths of a percent, shown with one decimal, a half rounded away from zero: 1796 is `18,0 %`."""
    whole, tenth = divmod((abs(basis_points) + 5) // 10, 10)
    shown = basis_points if whole or tenth else 0
    return f"{_sign(shown, signed=signed)}{amount(whole)}{DECIMAL}{tenth} %"


def day(value: date) -> str:
    """`17/08/25`."""
    return f"{value:%d/%m/%y}"


def clock(value: datetime) -> str:
    """`14.05`, of a moment already on the branch's wall clock."""
    return f"{value:%H.%M}"


def moment(value: datetime) -> str:
    """`17/08/25 14.05`."""
    return f"{day(value)} {clock(value)}"


def _sign(value: int, *, signed: bool = False) -> str:
    if value < 0:
        return MINUS
    return "+" if signed and value > 0 else ""
