"""Where the receipt printer is, as one line an operator types, and how it is made.

`tcp://192.168.1.50:9100`, `usb://04b8:0e15`, `serial:///dev/ttyUSB0?baud=19200`, `serial:COM3`,
`file:///dev/usb/lp0`, `none://`. Options behind `?`: see `OPTIONS`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from pos_client.devices.characters import OFFERED, PAGES
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, invalid

PORT: Final = 9100
BAUD: Final = 9600
ASCII: Final = "ASCII"
PULSE_ON_MS: Final = 50
PULSE_OFF_MS: Final = 500
_HEX: Final = re.compile(r"(?:0x)?([0-9a-f]{1,4})", re.IGNORECASE)


class Link(StrEnum):
    """How the printer is reached; the scheme of its address."""

    NETWORK = "tcp"
    USB = "usb"
    SERIAL = "serial"
    FILE = "file"
    NONE = "none"


class Cutter(StrEnum):
    """The end of a slip: the printer feeds and cuts, we feed for it and cut, or only feed to the tear bar."""

    AUTO = "auto"
    FULL = "full"
    PART = "part"
    NONE = "none"


class Speech(StrEnum):
    """The language a printer takes."""

    ESCPOS = "escpos"
    ZPL = "zpl"


@dataclass(frozen=True, slots=True)
class PrinterSettings:
    """A printer as it is set up. `columns`: 32 (58 mm) or 48 (80 mm); `drawer_pin`: 2 or 5."""

    address: str
    link: Link
    columns: int = 32
    drawer_pin: int = 2
    pulse_on_ms: int = PULSE_ON_MS
    pulse_off_ms: int = PULSE_OFF_MS
    speaks: Speech = Speech.ESCPOS
    host: str = ""
    port: int = PORT
    path: str = ""
    vendor: int = 0
    product: int = 0
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def cutter(self) -> Cutter:
        return Cutter(self.options.get("cut", Cutter.AUTO))

    @property
    def pages(self) -> tuple[str, ...]:
        """Code pages the printer may be switched to; none for a printer that knows ASCII only."""
        page = self.options.get("page", "").upper()
        return () if page == ASCII else (page,) if page else PAGES

    @property
    def leaves_chinese_mode(self) -> bool:
        return self.options.get("chinese", "") == "off"

    def number(self, option: str, otherwise: int) -> int:
        return int(self.options[option], 0) if option in self.options else otherwise


def _is_number(text: str) -> bool:
    return re.fullmatch(r"0x[0-9a-fA-F]{1,2}|[1-9][0-9]{0,5}", text) is not None


OPTIONS: Final[dict[str, Callable[[str], bool]]] = {
    "cut": {cutter.value for cutter in Cutter}.__contains__,
    "page": lambda text: text.upper() in {ASCII, *OFFERED},
    "chinese": {"off"}.__contains__,  # printers for China read accents as Chinese until told not to
    "baud": _is_number,
    "in": _is_number,  # USB endpoints, where they are not the usual 0x82 and 0x01
    "out": _is_number,
}


def read_address(address: str, *, columns: int = 32, drawer_pin: int = 2) -> PrinterSettings:
    """The printer of a typed address. Refuses INVALID with every fault; the field is `printer.address`."""
    try:
        parts = urlsplit(address.strip())
        link = Link(parts.scheme)
        port = parts.port if link is Link.NETWORK else None
    except ValueError:
        raise invalid([_fault(ErrorCode.INVALID, address=address)]) from None
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    wrong = [name for name, text in options.items() if not _fits(name, text)]
    faults = [_fault(ErrorCode.INVALID, option=name) for name in wrong]
    if not _PLACED[link](parts):
        faults.append(_fault(ErrorCode.FIELD_REQUIRED, address=address))
    if faults:
        raise invalid(faults)
    vendor, product = _usb_ids(parts) if link is Link.USB else (0, 0)
    return PrinterSettings(
        address=address.strip(),
        link=link,
        columns=columns,
        drawer_pin=drawer_pin,
        host=parts.hostname or "",
        port=port or PORT,
        path=_path(parts),
        vendor=vendor,
        product=product,
        options=options,
    )


def _fits(name: str, text: str) -> bool:
    return name in OPTIONS and OPTIONS[name](text)


def _fault(code: ErrorCode, **facts: str) -> Fault:
    return Fault("printer.address", code, tuple(facts.items()))


def _path(parts: SplitResult) -> str:
    path = unquote(parts.path)
    # Windows: serial:///COM3 and file:///C:/folder/file carry a slash that is none of the name's.
    return path[1:] if re.match(r"/(?:COM[0-9]|[A-Za-z]:)", path) else path


def _usb_ids(parts: SplitResult) -> tuple[int, int]:
    vendor, _, product = parts.netloc.partition(":")
    found = [_HEX.fullmatch(number) for number in (vendor, product)]
    return tuple(int(match[1], 16) if match else 0 for match in found)  # type: ignore[return-value]  # two in, two out


_PLACED: Final[dict[Link, Callable[[SplitResult], bool]]] = {
    Link.NETWORK: lambda parts: bool(parts.hostname),
    Link.USB: lambda parts: all(_usb_ids(parts)),
    Link.SERIAL: lambda parts: bool(parts.path.strip("/")),
    Link.FILE: lambda parts: bool(parts.path.strip("/")) and not parts.netloc,
    Link.NONE: lambda _parts: True,
}
