"""What can be wrong with a scale, a pole display, a scanner on a line or a drawer, and how a person is told.

A device never raises in the till: it hands out a `Trouble`.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from pos_client.texts import N_, _
from shared_models.values.refusals import Fact


class DeviceFault(StrEnum):
    """Code of a fault. What it needs to be told stands in the facts of its `Trouble`."""

    NOT_SET_UP = "not_set_up"
    PORT_MISSING = "port_missing"
    PORT_BUSY = "port_busy"
    PORT_FORBIDDEN = "port_forbidden"
    PORT_MODE = "port_mode"
    UNREACHABLE = "unreachable"
    UNPLUGGED = "unplugged"
    SILENT = "silent"
    GARBLED = "garbled"
    DRIVER_MISSING = "driver_missing"
    SCALE_MOVING = "scale_moving"
    SCALE_NEGATIVE = "scale_negative"
    SCALE_OVERLOAD = "scale_overload"
    SCALE_TOO_LIGHT = "scale_too_light"
    SCALE_STALE = "scale_stale"
    SCALE_UNIT = "scale_unit"
    SCALE_AGAIN = "scale_again"
    SCALE_KEY = "scale_key"
    SCALE_PRICE = "scale_price"
    SCALE_REPORTS = "scale_reports"
    SCALE_BUTTON = "scale_button"


WORDS: Final = {
    DeviceFault.NOT_SET_UP: N_("This device is not set up"),
    DeviceFault.PORT_MISSING: N_("Nothing is plugged in at {port}: check cable and power"),
    DeviceFault.PORT_BUSY: N_("Another program uses {port}: close it first"),
    DeviceFault.PORT_FORBIDDEN: N_("This user may not use {port}: ask whoever looks after the computer"),
    DeviceFault.PORT_MODE: N_("{port} cannot work with these bits and parity: use another adapter"),
    DeviceFault.UNREACHABLE: N_("Nobody answers at {port}: check network, cable and power"),
    DeviceFault.UNPLUGGED: N_("The connection to {port} broke: check cable and power"),
    DeviceFault.SILENT: N_("The device at {port} does not answer: check power, kind and speed"),
    DeviceFault.GARBLED: N_("The device at {port} is not understood: check kind and speed"),
    DeviceFault.DRIVER_MISSING: N_("This kind of connection is not installed"),
    DeviceFault.SCALE_MOVING: N_("The scale is still moving: wait a moment"),
    DeviceFault.SCALE_NEGATIVE: N_("The scale shows less than zero: empty it and set it to zero"),
    DeviceFault.SCALE_OVERLOAD: N_("Too heavy for this scale"),
    DeviceFault.SCALE_TOO_LIGHT: N_("Too light for this scale"),
    DeviceFault.SCALE_STALE: N_("The scale has sent no new weight: weigh again"),
    DeviceFault.SCALE_UNIT: N_("The scale weighs in {unit}: set it to kilograms"),
    DeviceFault.SCALE_AGAIN: N_("This weight was taken already: lift the goods and put them back"),
    DeviceFault.SCALE_KEY: N_("The scale asks for its approval key: enter it on the devices page"),
    DeviceFault.SCALE_PRICE: N_("The price has too many digits for the scale"),
    DeviceFault.SCALE_REPORTS: N_("The scale reports fault {number}"),
    DeviceFault.SCALE_BUTTON: N_("This scale is set to zero and tared by its own buttons"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One fault and the facts that tell it."""

    fault: DeviceFault
    facts: tuple[tuple[str, Fact], ...] = ()

    def text(self) -> str:
        """One plain sentence in the language of the screen."""
        return _(WORDS[self.fault], **dict(self.facts))


def trouble(fault: DeviceFault, **facts: Fact) -> Trouble:
    """A fault with its facts."""
    return Trouble(fault, tuple(facts.items()))
