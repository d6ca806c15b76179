"""What is plugged into this computer, by names a person knows, and which kind of scale answers on a line."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pos_client.devices.faults import DeviceFault, Trouble, trouble
from pos_client.devices.scale_reading import Heard, Reading
from pos_client.devices.scale_session import ScaleSession
from pos_client.devices.scale_settings import ScaleKind, ScaleSettings, make_protocol, read_scale
from pos_client.devices.serial_port import Port, open_port, read_port

PRINTER_CLASS: Final = 7
USB_FOLDER: Final = Path("/dev/usb")
LISTEN_MS: Final = 1_500
"""So long each kind is given to say something that makes sense."""
PROBED: Final = (
    ScaleKind.CAS,
    ScaleKind.TOLEDO,
    ScaleKind.CAS_ASKED,
    ScaleKind.DIGI,
    ScaleKind.DIALOG06,
    ScaleKind.PATTERN,
)
"""The surest first: a line by a pattern fits almost any scale that talks by itself."""


@dataclass(frozen=True, slots=True)
class Plugged:
    """Something that can be chosen. `address` is what is set up, `name` what a person reads."""

    address: str
    name: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A scale was found, and this is what it said."""

    kind: ScaleKind
    reading: Reading


def serial_ports(found: Iterable[Any] | None = None) -> list[Plugged]:
    """Serial ports with a device, those of USB adapters first. `found`: pyserial's list, not asked again."""
    if found is None:
        from serial.tools import list_ports  # noqa: PLC0415 - a till without such a device does not load it

        found = list_ports.comports()
    ports = [port for port in found if port.hwid not in {"", "n/a"}]
    ports.sort(key=lambda port: (port.vid is None, port.device))
    return [Plugged(f"serial:{port.device}", _port_name(port)) for port in ports]


def _port_name(port: Any) -> str:
    maker, product = port.manufacturer or "", port.product or port.description or ""
    words = product if product.startswith(maker) else f"{maker} {product}"
    short = port.device.rpartition("/")[2]
    return f"{words.strip()} ({short})" if words.strip() not in {"", "n/a", short} else short


def usb_printers(backend: Any = None) -> list[Plugged]:
    """USB printers by what they call themselves; none where the system's USB library is missing.

    `backend`: pyusb's, instead of the system's own.
    """
    try:
        import usb.core  # noqa: PLC0415 - as above

        found = list(usb.core.find(find_all=True, backend=backend))
    except (ImportError, ValueError, OSError):
        return []  # usb.core.NoBackendError is a ValueError
    return [_printer(device) for device in found if _prints(device)]


def usb_files(folder: Path = USB_FOLDER) -> list[Plugged]:
    """USB printers by the names Linux gives them; they are written to like files."""
    return [Plugged(f"file://{file}", f"USB ({file.name})") for file in sorted(folder.glob("lp*"))]


def _prints(device: Any) -> bool:
    try:
        return any(face.bInterfaceClass == PRINTER_CLASS for setup in device for face in setup)
    except OSError:
        return False  # gone meanwhile


def _printer(device: Any) -> Plugged:
    ids = f"{device.idVendor:04x}:{device.idProduct:04x}"
    try:
        name = f"{device.manufacturer or ''} {device.product or ''}".strip()
    except (OSError, ValueError):
        name = ""  # this user may not open it, or it keeps its names to itself
    return Plugged(f"usb://{ids}", f"{name} ({ids})" if name else f"USB {ids}")


def probe_scale(
    address: str, *, now_ms: Callable[[], int], kinds: Iterable[ScaleKind] = PROBED
) -> Answered | Trouble:
    """Which kind of scale answers there. Takes seconds. Refuses INVALID for an address that is none."""
    garbled: Trouble | None = None
    for kind in kinds:
        settings = read_scale(address, kind=kind)
        heard = _try(settings, now_ms)
        if isinstance(heard, Reading):
            return Answered(kind, heard)
        if heard is not None and heard.fault is DeviceFault.GARBLED:
            garbled = heard
        elif heard is not None:
            # It is this kind and refuses, say, its unit; or no other kind gets through to it either.
            return heard
    return garbled or trouble(DeviceFault.SILENT, port=read_port(address).name)


def _try(settings: ScaleSettings, now_ms: Callable[[], int]) -> Heard | None:
    port = open_port(settings.port)
    if isinstance(port, Trouble):
        return port
    try:
        return _listen(port, ScaleSession(make_protocol(settings), name=settings.port.name), now_ms)
    except OSError:
        return trouble(DeviceFault.UNPLUGGED, port=settings.port.name)
    finally:
        port.close()


def _listen(port: Port, session: ScaleSession, now_ms: Callable[[], int]) -> Heard | None:
    """What it said in time, which is shorter than a session waits before it calls a scale silent."""
    start = now_ms()
    send = session.opened(start)
    while (now := now_ms()) - start <= LISTEN_MS:
        if send:
            port.write(send)
        send = session.took(port.read(), now)
        if isinstance(session.state(), Reading):
            break
    return session.state()
