"""What a scale says, in grams, and what a way of talking with one is."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple, Protocol

from pos_client.devices.faults import DeviceFault, Trouble, trouble
from shared_models.values.money import divide_half_up

# Parts of a gram of each unit's figure without its decimal point; other units are refused.
_GRAMS: Final = {"kg": 1000, "g": 1}
LARGEST_GRAMS: Final = 1_000_000
"""No scale of a shop goes further (a tonne): more is noise."""


class Weighed(StrEnum):
    """How the pan is. Only `STABLE` is a weight to sell by."""

    STABLE = "stable"
    UNSTABLE = "unstable"
    NEGATIVE = "negative"
    OVERLOAD = "overload"
    TOO_LIGHT = "too_light"


@dataclass(frozen=True, slots=True)
class Reading:
    """One weight. `net`: a tare was taken off. `unit_price`, `price`: digits of scales that compute them."""

    state: Weighed
    grams: int = 0
    net: bool = False
    unit_price: int | None = None
    price: int | None = None


Heard = Reading | Trouble


class Step(NamedTuple):
    """What came of some bytes: what was heard, and what to say in turn."""

    heard: tuple[Heard, ...] = ()
    send: bytes = b""


class ScaleProtocol(Protocol):
    """One way of talking with scales: bytes in, readings out. Whatever comes, it never raises.

    `confirm`: so many equal stable readings in a row count as one, where no checksum guards a figure.
    """

    confirm: int

    def reset(self) -> None:
        """The line was opened: forget what was half heard."""

    def ask(self) -> bytes:
        """What asks for a weight; nothing to a scale that talks by itself."""

    def take(self, data: bytes) -> Step:
        """Bytes came."""

    def zero(self) -> bytes:
        """What sets it to zero; nothing where only its own button does."""

    def tare(self) -> bytes:
        """What takes off what stands on it now; nothing as above."""


GARBLED: Final = trouble(DeviceFault.GARBLED)


def grams_of(figure: str, unit: str) -> int | Trouble:
    """`0.755` `kg` and `755` `g` are 755; a part of a gram is rounded half-up. Refuses pounds by name."""
    parts = re.fullmatch(r"([0-9]{1,7})(?:[.,]([0-9]{1,5}))?", figure)
    if parts is None:
        return GARBLED
    if unit.lower() not in _GRAMS:
        return trouble(DeviceFault.SCALE_UNIT, unit=unit.lower())
    decimals = parts[2] or ""
    grams = divide_half_up(int(parts[1] + decimals) * _GRAMS[unit.lower()], 10 ** len(decimals))
    return grams if grams <= LARGEST_GRAMS else GARBLED


def weighed(figure: str, unit: str, state: Weighed, *, minus: bool = False, net: bool = False) -> Heard:
    """The reading of a figure. Below zero it is `NEGATIVE`, whatever the scale says of its rest."""
    grams = grams_of(figure, unit)
    if isinstance(grams, Trouble):
        return grams
    if minus and grams and state is not Weighed.OVERLOAD:
        return Reading(Weighed.NEGATIVE, -grams, net)
    return Reading(state, grams, net)
