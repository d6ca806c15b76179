"""The cash drawer: on the receipt printer's socket as a rule, or on a line of its own.

A drawer on a printer is opened by the printer (see `printer.py`, `escpos_bytes.py`); this holds how it is set
up, and opens one that hangs on a serial trigger box.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Protocol

from pos_client.devices.faults import DeviceFault, Trouble, trouble
from pos_client.devices.serial_port import PortSettings, open_port, read_port
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, Refusal, invalid

PINS: Final = {2: 0, 5: 1}
STEP_MS: Final = 2
LONGEST_MS: Final = 255 * STEP_MS
ON_MS: Final = 50
OFF_MS: Final = 500
KICK: Final = b"\x07"
"""BEL: what most trigger boxes open at; many open at any byte."""


class DrawerWay(StrEnum):
    """What opens it."""

    PRINTER = "printer"
    LINE = "line"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class DrawerSettings:
    """A drawer as it is set up. `pin`: 2 or 5 of the printer's socket; `kick`: what opens one on a line."""

    way: DrawerWay = DrawerWay.PRINTER
    pin: int = 2
    on_ms: int = ON_MS
    off_ms: int = OFF_MS
    port: PortSettings | None = None
    kick: bytes = KICK


def read_drawer(
    way: str, *, pin: int = 2, on_ms: int = ON_MS, off_ms: int = OFF_MS, address: str = "", kick: str = "07"
) -> DrawerSettings:
    """The drawer of typed settings; `kick` in hexadecimal. Refuses INVALID with every fault."""
    data = _bytes_of(kick)
    checks = (
        ("drawer.way", way in set(DrawerWay)),
        ("drawer.pin", pin in PINS),
        ("drawer.on_ms", STEP_MS <= on_ms <= LONGEST_MS),
        ("drawer.off_ms", on_ms <= off_ms <= LONGEST_MS),
        ("drawer.kick", bool(data)),
    )
    faults = [Fault(field, ErrorCode.INVALID) for field, good in checks if not good]
    port = None
    if way == DrawerWay.LINE:
        try:
            port = read_port(address, where="drawer.address")
        except Refusal:
            faults.append(Fault("drawer.address", ErrorCode.INVALID, (("address", address),)))
    if faults:
        raise invalid(faults)
    return DrawerSettings(DrawerWay(way), pin, on_ms, off_ms, port, data)


def _bytes_of(kick: str) -> bytes:
    try:
        return bytes.fromhex(kick)
    except ValueError:
        return b""


def pulse_bytes(settings: DrawerSettings) -> bytes:
    """ESC p: the pulse a printer gives, in steps of 2 ms."""
    times = (settings.on_ms // STEP_MS, settings.off_ms // STEP_MS)
    return bytes([0x1B, 0x70, PINS[settings.pin], *times])


class CashDrawer(Protocol):
    """One drawer."""

    def kick(self) -> Trouble | None:
        """Open it; what went wrong, if something did. May take seconds: not in the window's thread."""


class LineDrawer:
    """A drawer on a serial trigger box (or a TCP one); the line is opened for each kick only."""

    def __init__(self, settings: DrawerSettings) -> None:
        self._settings = settings

    def kick(self) -> Trouble | None:
        where = self._settings.port
        if where is None:
            return trouble(DeviceFault.NOT_SET_UP)
        port = open_port(where)
        if isinstance(port, Trouble):
            return port
        try:
            port.write(self._settings.kick)
        except OSError:
            return trouble(DeviceFault.UNPLUGGED, port=where.name)
        finally:
            port.close()
        return None
