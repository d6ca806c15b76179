"""A line to a small device: a serial port or a TCP socket by its address, and the thread that serves it.

`serial:/dev/ttyUSB0?baud=9600`, `serial:COM3`, `tcp:192.168.1.60:4001` (`serial://` and `tcp://` as well).
Options of a serial line behind `?`: `baud`, `bits` (7, 8), `parity` (none, odd, even), `stop` (1, 2).

What is talked over the line stands in a `Conversation`: bytes in, bytes out, no waiting. The thread opens the
line, opens it again when it broke, and tells faults; it never raises.
"""

import logging
import re
import socket
import threading
from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, Protocol
from urllib.parse import parse_qsl, unquote

from pos_client.devices.faults import DeviceFault, Trouble, trouble
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, invalid

BAUDS: Final = ("1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200")
PARITIES: Final = {"none": "N", "odd": "O", "even": "E"}
OPTIONS: Final = {"baud": BAUDS, "bits": ("7", "8"), "parity": tuple(PARITIES), "stop": ("1", "2")}
USUAL: Final[Mapping[str, str]] = MappingProxyType(
    {"baud": "9600", "bits": "8", "parity": "none", "stop": "1"}
)
CONNECT_S: Final = 3
WRITE_S: Final = 2
BEAT_S: Final = 0.05
"""A silent line is looked away from so often, to send what waits."""
RETRY_S: Final = 2
CHUNK_BYTES: Final = 4096

log: Final = logging.getLogger(__name__)


class PortLink(StrEnum):
    """How the device is reached; the scheme of its address."""

    SERIAL = "serial"
    TCP = "tcp"


@dataclass(frozen=True, slots=True)
class PortSettings:
    """A line as it is set up. `options` are those of a serial line, all four of them."""

    address: str
    link: PortLink
    path: str = ""
    host: str = ""
    port: int = 0
    options: Mapping[str, str] = field(default_factory=lambda: USUAL)

    @property
    def name(self) -> str:
        """What a person calls it."""
        return self.path if self.link is PortLink.SERIAL else f"{self.host}:{self.port}"


def read_port(address: str, *, usual: Mapping[str, str] = USUAL, where: str = "port.address") -> PortSettings:
    """The line of a typed address; `usual` holds what its kind of device uses where the address says nothing.

    `where`: the field a fault names. Refuses INVALID with every fault.
    """
    scheme, _, rest = address.strip().partition(":")
    place, _, query = rest.removeprefix("//").partition("?")
    typed = dict(parse_qsl(query, keep_blank_values=True))
    faults = [
        Fault(where, ErrorCode.INVALID, (("option", name),))
        for name, text in typed.items()
        if scheme != PortLink.SERIAL or text not in OPTIONS.get(name, ())
    ]
    placed = _placed(scheme, unquote(place))
    if placed is None:
        faults.append(Fault(where, ErrorCode.INVALID, (("address", address),)))
    if faults or placed is None:
        raise invalid(faults)
    return PortSettings(address.strip(), PortLink(scheme), *placed, options={**USUAL, **usual, **typed})


def _placed(scheme: str, place: str) -> tuple[str, str, int] | None:
    """Path, host and port, if the address names a place."""
    if scheme == PortLink.SERIAL:
        # serial:///COM3 carries a slash that is none of the name's.
        path = re.sub(r"^/(?=COM[0-9]+$)", "", place)
        return (path, "", 0) if path.strip("/") else None
    found = re.fullmatch(r"\[?([^\s/\]]+?)\]?:([0-9]{1,5})", place) if scheme == PortLink.TCP else None
    if found is None or not 0 < int(found[2]) < 65536:
        return None
    return "", found[1], int(found[2])


class Port(Protocol):
    """An open line. Raises OSError when it breaks."""

    def read(self) -> bytes:
        """What came, at once; nothing after `BEAT_S` of silence."""

    def write(self, data: bytes) -> None: ...

    def close(self) -> None: ...


def open_port(settings: PortSettings) -> Port | Trouble:
    """The open line, or why it cannot be opened."""
    try:
        if settings.link is PortLink.TCP:
            return _TcpPort(settings)
        return _SerialPort(settings)
    except ImportError:
        return trouble(DeviceFault.DRIVER_MISSING)
    except (OSError, ValueError) as gone:
        return trouble(_why(settings, gone), port=settings.name)
    except Exception as refused:
        # The system's terminal library has an error of its own; there is none to import on Windows.
        if type(refused).__module__ != "termios":
            raise
        return trouble(DeviceFault.PORT_MODE, port=settings.name)


def _why(settings: PortSettings, gone: Exception) -> DeviceFault:
    """pyserial keeps the system's own words only in the text of its error, above all on Windows."""
    words = str(gone)
    if settings.link is PortLink.TCP:
        return DeviceFault.UNREACHABLE
    if "Could not exclusively lock" in words or "Access is denied" in words or "Device or resource" in words:
        return DeviceFault.PORT_BUSY
    if "Permission denied" in words:
        return DeviceFault.PORT_FORBIDDEN
    return DeviceFault.PORT_MISSING


class _SerialPort:
    def __init__(self, settings: PortSettings) -> None:
        # Late: a till without such a device does not load it.
        import serial  # noqa: PLC0415 - see above

        options = settings.options
        self._port: Any = serial.Serial(
            settings.path,
            baudrate=int(options["baud"]),
            bytesize=int(options["bits"]),
            parity=PARITIES[options["parity"]],
            stopbits=int(options["stop"]),
            timeout=BEAT_S,
            write_timeout=WRITE_S,
            exclusive=True,
        )

    def read(self) -> bytes:
        first = bytes(self._port.read(1))
        return first + bytes(self._port.read(self._port.in_waiting)) if first else b""

    def write(self, data: bytes) -> None:
        self._port.write(data)

    def close(self) -> None:
        with suppress(OSError):  # a port that was pulled out cannot be closed properly
            self._port.close()


class _TcpPort:
    def __init__(self, settings: PortSettings) -> None:
        self._call = socket.create_connection((settings.host, settings.port), timeout=CONNECT_S)
        # A converter that lost its power says no goodbye.
        self._call.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._call.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def read(self) -> bytes:
        self._call.settimeout(BEAT_S)
        try:
            data = self._call.recv(CHUNK_BYTES)
        except TimeoutError:
            return b""
        if not data:
            raise ConnectionResetError
        return data

    def write(self, data: bytes) -> None:
        self._call.settimeout(WRITE_S)
        self._call.sendall(data)

    def close(self) -> None:
        self._call.close()


class Conversation(Protocol):
    """What is talked with a device. Called in the line's thread; never waits. Times: ms of a steady clock."""

    def opened(self, now_ms: int) -> bytes:
        """The line is open (again); what to say first."""

    def took(self, data: bytes, now_ms: int) -> bytes:
        """Bytes came, or none for a beat; what to say."""

    def lost(self, why: Trouble, now_ms: int) -> None:
        """The line cannot be opened, or broke."""


class PortWorker:
    """The line's thread: opens it, listens, speaks, and opens it again after it was unplugged."""

    def __init__(
        self, settings: PortSettings, conversation: Conversation, *, now_ms: Callable[[], int]
    ) -> None:
        self._settings = settings
        self._conversation = conversation
        self._now_ms = now_ms
        self._waiting: deque[bytes] = deque()
        self._woken = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name=f"port {settings.name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def send(self, data: bytes) -> None:
        """Say it within a beat. What is said while the line is closed is dropped when it opens."""
        self._waiting.append(data)

    def try_again(self) -> None:
        """Somebody has plugged it in: do not wait for the next try."""
        self._woken.set()

    def stop(self, timeout_s: float = 5) -> None:
        """End and close the line."""
        self._stopping = True
        self._woken.set()
        if self._thread.is_alive():
            self._thread.join(timeout_s)

    def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            port = open_port(self._settings)
            if isinstance(port, Trouble):
                self._tell(port)
            else:
                self._serve(port)
            if not self._stopping:
                self._woken.wait(RETRY_S)

    def _serve(self, port: Port) -> None:
        self._waiting.clear()
        try:
            self._say(port, self._conversation.opened(self._now_ms()))
            while not self._stopping:
                while self._waiting:
                    port.write(self._waiting.popleft())
                self._say(port, self._conversation.took(port.read(), self._now_ms()))
        except OSError:
            self._tell(trouble(DeviceFault.UNPLUGGED, port=self._settings.name))
        except Exception:  # a bug in a driver must not end the thread, let alone the till
            log.exception("device line")
            self._tell(trouble(DeviceFault.GARBLED, port=self._settings.name))
        finally:
            port.close()

    def _say(self, port: Port, data: bytes) -> None:
        if data:
            port.write(data)

    def _tell(self, why: Trouble) -> None:
        try:
            self._conversation.lost(why, self._now_ms())
        except Exception:  # as above
            log.exception("device line")


class LineSplitter:
    """Bytes as they come, cut into lines. Empty lines are dropped, and what is longer than any line."""

    def __init__(self, *, ends: bytes = b"\r\n", mark: bytes = b"", longest: int = 256) -> None:
        """Each byte of `ends` ends a line, and `mark` as a whole."""
        marked = re.escape(mark) + b"|" if mark else b""
        self._cut = re.compile(marked + b"[" + re.escape(ends) + b"]")
        self._longest = longest
        self._half = b""
        self._dropping = False

    @property
    def half(self) -> bytes:
        """What came after the last line end."""
        return self._half

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that are complete now, without empty ones."""
        *whole, self._half = self._cut.split(self._half + data)
        if whole and self._dropping:
            whole, self._dropping = whole[1:], False
        if len(self._half) > self._longest:
            self._half, self._dropping = b"", True
        return [line for line in whole if line and len(line) <= self._longest]

    def take_half(self) -> bytes:
        """The line that never ended, taken as it is."""
        half, self._half = self._half, b""
        return b"" if self._dropping else half

    def forget(self) -> None:
        """Start anew: the line was opened again."""
        self._half, self._dropping = b"", False
