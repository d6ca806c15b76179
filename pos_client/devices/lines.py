"""The way to a printer (network, USB, serial by python-escpos, file), opened for one print-out at a time."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

from pos_client.devices.address import BAUD, Link, PrinterSettings
from pos_client.devices.status import Condition, refusal_of

CONNECT_S: Final = 3
WRITE_S: Final = 10
CHUNK_BYTES: Final = 512


class Line:
    """An open connection: write bytes, and wait for a few bytes of answer. Raises OSError when it breaks."""

    def __init__(self, device: Any, way: "_Way") -> None:
        self._device = device
        self._way = way

    def write(self, data: bytes) -> None:
        # In small parts: each has its own time, so a long receipt on a slow printer is no fault.
        for start in range(0, len(data), CHUNK_BYTES):
            self._device._raw(data[start : start + CHUNK_BYTES])  # noqa: SLF001 - python-escpos' name for it

    def ask(self, question: bytes, count: int, wait_s: float) -> bytes:
        """Up to `count` bytes that answer, fewer when none comes for `wait_s`."""
        if self._way.read is None:
            return b""
        if question:
            self.write(question)
        answer = b""
        while len(answer) < count and (more := self._way.read(self._device, wait_s)):
            answer += more
        return answer


@contextmanager
def open_line(settings: PrinterSettings) -> Iterator[Line]:
    """Open for one print-out: a printer that was switched off meanwhile is simply found again.

    Refuses PRINTER_OFFLINE, also for a line that breaks while it is used.
    """
    # Late: the library takes 0.3 s, and the window must not wait for it.
    from escpos.exceptions import DeviceNotFoundError  # noqa: PLC0415 - see above

    way = _WAYS[settings.link]
    device = None
    try:
        device = way.make(settings)
        way.open(device)
        yield Line(device, way)
    except (RuntimeError, ValueError) as missing:
        # pyusb is not installed, or the system's own USB library is not.
        raise refusal_of(Condition.DRIVER_MISSING, printer=settings.address) from missing
    except (DeviceNotFoundError, OSError) as gone:
        raise refusal_of(Condition.UNREACHABLE, printer=settings.address) from gone
    finally:
        if device is not None:
            device.close()


@dataclass(frozen=True, slots=True)
class _Way:
    """How one kind of connection is made, opened, and read from (None: it never answers)."""

    make: Callable[[PrinterSettings], Any]
    open: Callable[[Any], None]
    read: Callable[[Any, float], bytes] | None


def _network(settings: PrinterSettings) -> Any:
    from escpos.printer import Network  # noqa: PLC0415 - see open_line

    return Network(settings.host, settings.port, timeout=CONNECT_S)


def _open_network(device: Any) -> None:
    # Its own open() leaves a socket behind each time nobody answers, and knows IPv4 only.
    device.device = socket.create_connection((device.host, device.port), timeout=CONNECT_S)
    device.device.settimeout(WRITE_S)


def _read_network(device: Any, wait_s: float) -> bytes:
    device.device.settimeout(wait_s)
    try:
        return bytes(device.device.recv(16))
    except TimeoutError:
        return b""
    finally:
        device.device.settimeout(WRITE_S)


def _serial(settings: PrinterSettings) -> Any:
    from escpos.printer import Serial  # noqa: PLC0415 - see open_line

    return Serial(settings.path, baudrate=settings.number("baud", BAUD))


def _open_serial(device: Any) -> None:
    device.open()
    device.device.write_timeout = WRITE_S


def _read_serial(device: Any, wait_s: float) -> bytes:
    device.device.timeout = wait_s
    return bytes(device.device.read(1))


def _usb(settings: PrinterSettings) -> Any:
    from escpos.printer import Usb  # noqa: PLC0415 - see open_line

    if not Usb.is_usable():
        raise RuntimeError("pyusb")
    return Usb(
        settings.vendor,
        settings.product,
        timeout=WRITE_S * 1000,
        in_ep=settings.number("in", 0x82),
        out_ep=settings.number("out", 0x01),
    )


def _read_usb(device: Any, wait_s: float) -> bytes:
    try:
        return bytes(device.device.read(device.in_ep, 16, int(wait_s * 1000)))
    except OSError:
        # pyusb tells silence by an error; whether the printer is gone shows at the next write.
        return b""


def _is_among_devices(path: Path) -> bool:
    """Nothing is made there: a printer that is unplugged must not become a file. Memory lent out below it for
    plain files is another file system.
    """
    devices = Path("/dev")
    return path.is_relative_to(devices) and path.parent.stat().st_dev == devices.stat().st_dev


class _File:
    """A device node or a plain file that print-outs are added to. python-escpos would empty it each time."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def open(self) -> None:
        create = 0 if _is_among_devices(Path(self._path)) else os.O_CREAT
        self._file = os.fdopen(os.open(self._path, os.O_WRONLY | os.O_APPEND | create, 0o600), "ab")

    def _raw(self, data: bytes) -> None:
        if self._file is not None:
            self._file.write(data)
            self._file.flush()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def _open(device: Any) -> None:
    device.open()


_WAYS: Final[dict[Link, _Way]] = {
    Link.NETWORK: _Way(_network, _open_network, _read_network),
    Link.SERIAL: _Way(_serial, _open_serial, _read_serial),
    Link.USB: _Way(_usb, _open, _read_usb),
    Link.FILE: _Way(lambda settings: _File(settings.path), _open, None),
}
