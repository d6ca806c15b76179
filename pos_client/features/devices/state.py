"""The devices of a till as a list of forms: which there are, what is asked of each, how each stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from pos_client.desk.theme.tokens import Tone
from pos_client.devices.detect import Plugged
from pos_client.devices.roles import ROLE_WORDS
from pos_client.devices.status import PLAIN, Condition
from pos_client.engine.print_jobs import PrinterRole, PrintKind, PrintState
from pos_client.texts import N_, _

Values = Mapping[str, str]
Faults = list[tuple[str, str]]


class Device(StrEnum):
    """What a till can have, in the order of the list."""

    RECEIPT = "receipt"
    KITCHEN = "kitchen"
    LABEL = "label"
    PAGE = "page"
    DRAWER = "drawer"
    SCANNER = "scanner"
    SCALE = "scale"
    DISPLAY = "display"
    POLE = "pole"


ROLES: Final[Mapping[Device, PrinterRole]] = {
    Device.RECEIPT: PrinterRole.RECEIPT,
    Device.KITCHEN: PrinterRole.KITCHEN,
    Device.LABEL: PrinterRole.LABEL,
}
WORDS: Final[Mapping[Device, str]] = {
    **{device: ROLE_WORDS[role] for device, role in ROLES.items()},
    Device.PAGE: N_("A4 printer"),
    Device.DRAWER: N_("Cash drawer"),
    Device.SCANNER: N_("Scanner"),
    Device.SCALE: N_("Scale"),
    Device.DISPLAY: N_("Customer screen"),
    Device.POLE: N_("Pole display"),
}
ICONS: Final[Mapping[Device, str]] = {
    Device.RECEIPT: "receipt-text",
    Device.KITCHEN: "printer",
    Device.LABEL: "printer",
    Device.PAGE: "file-text",
    Device.DRAWER: "wallet",
    Device.SCANNER: "scan-barcode",
    Device.SCALE: "scale",
    Device.DISPLAY: "monitor",
    Device.POLE: "monitor",
}
ABOUT: Final[Mapping[Device, str]] = {
    Device.RECEIPT: N_("Prints receipts and shift reports, and opens the cash drawer."),
    Device.KITCHEN: N_(
        "Prints what must be cooked or handed out. Without one it comes out with the receipts."
    ),
    Device.LABEL: N_("Prints price labels for shelves and goods."),
    Device.PAGE: N_("Prints a receipt as an A4 page. Without one it is saved as a PDF file."),
    Device.DRAWER: N_("Hangs on the receipt printer as a rule. If it does not open, try the other pin."),
    Device.SCANNER: N_(
        "A scanner that types like a keyboard needs nothing here. A serial one needs its address."
    ),
    Device.SCALE: N_("Its weight becomes the quantity of goods sold by weight."),
    Device.DISPLAY: N_("A second screen shows the customer the lines, the total and the QR code."),
    Device.POLE: N_("Two lines of twenty signs for the customer."),
}
# What can be looked for on the lines of this computer.
FOUND_BY_LOOKING: Final = frozenset({*ROLES, Device.SCANNER, Device.SCALE, Device.POLE})


@dataclass(frozen=True, slots=True)
class Field:
    """One entry of a form. `options` closes it: (key, English words); `hint` stands in the empty field."""

    key: str
    words: str
    options: tuple[tuple[str, str], ...] = ()
    hint: str = ""


_NETWORK: Final = "tcp://192.168.1.50"
_SERIAL: Final = "serial:/dev/ttyUSB0"
_ADDRESS: Final = Field("address", N_("Address; empty: there is none"), hint=_NETWORK)
_LINE: Final = Field("address", N_("Address; empty: there is none"), hint=_SERIAL)
_PAPER: Final = (
    Field("mm", N_("Paper"), (("58", N_("58 mm, 32 columns")), ("80", N_("80 mm, 48 columns")))),
    Field(
        "cut",
        N_("Cutter"),
        (
            ("auto", N_("The printer feeds and cuts")),
            ("full", N_("Feed, then cut")),
            ("part", N_("Feed, then cut, leaving a bridge")),
            ("none", N_("No cutter")),
        ),
    ),
    Field(
        "code_page",
        N_("Signs it knows"),
        (
            ("", N_("What most printers know")),
            ("CP437", "CP437"),
            ("CP850", "CP850"),
            ("CP858", "CP858"),
            ("ASCII", N_("No accents at all")),
        ),
    ),
)
_LANGUAGE: Final = Field(
    "speaks",
    N_("Its language"),
    (("escpos", N_("ESC/POS (receipt printer)")), ("zpl", N_("ZPL (Zebra and alike)"))),
)
_PINS: Final = (("2", N_("Pin 2")), ("5", N_("Pin 5")))
FIELDS: Final[Mapping[Device, tuple[Field, ...]]] = {
    Device.RECEIPT: (_ADDRESS, *_PAPER),
    Device.KITCHEN: (_ADDRESS, *_PAPER),
    Device.LABEL: (_ADDRESS, _LANGUAGE, *_PAPER[:2]),
    Device.PAGE: (Field("name", N_("Printer of this computer"), (("", N_("None: save a PDF file")),)),),
    Device.DRAWER: (
        Field(
            "way",
            N_("Opened by"),
            (
                ("printer", N_("The receipt printer")),
                ("line", N_("A box on a line of its own")),
                ("none", N_("Its key only")),
            ),
        ),
        Field("pin", N_("Drawer pin"), _PINS),
        Field("on_ms", N_("Pulse, milliseconds")),
        Field("off_ms", N_("Pause after it, milliseconds")),
        Field("address", N_("Address of the box"), hint=_SERIAL),
    ),
    Device.SCANNER: (
        Field("prefix", N_("Scanner sends first")),
        Field("suffix", N_("Scanner sends last")),
        Field("address", N_("Address of a serial scanner; empty: it types like a keyboard"), hint=_SERIAL),
    ),
    Device.SCALE: (
        _LINE,
        Field(
            "kind",
            N_("Kind"),
            (
                ("cas", N_("CAS, sends by itself")),
                ("cas_asked", N_("CAS, answers when asked")),
                ("toledo", "Mettler Toledo"),
                ("digi", "DIGI"),
                ("dialog06", "Dialog 06"),
                ("pattern", N_("Another one, by a pattern")),
            ),
        ),
        Field("pattern", N_("Pattern of its lines")),
        Field("stable", N_("Word for a weight at rest")),
        Field("key", N_("Approval key (Dialog 06)")),
    ),
    Device.DISPLAY: (
        Field("screen", N_("Screen"), (("", N_("None")), ("window", N_("A window beside the till")))),
        Field("pictures", N_("Folder of pictures while nobody is served")),
    ),
    Device.POLE: (
        _LINE,
        Field(
            "kind", N_("Kind"), (("epson", "Epson DM-D"), ("cd5220", "CD5220"), ("plain", N_("A plain one")))
        ),
        Field(
            "page",
            N_("Signs it knows"),
            (("CP437", "CP437"), ("CP850", "CP850"), ("CP858", "CP858"), ("ASCII", N_("No accents at all"))),
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Stand:
    """How a device stands, in a plain sentence that says what helps."""

    tone: Tone
    text: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """A print-out that is not on paper: what it is, since when (branch's wall clock), on which printer."""

    job: int
    kind: PrintKind
    number: str
    role: PrinterRole
    at: datetime
    state: PrintState
    fault: str | None

    def what(self) -> str:
        return f"{_(_KINDS.get(self.kind, N_('Print-out')))} {self.number}".rstrip()

    def why(self, condition: Condition | None) -> str:
        """`condition`: how its printer was found last."""
        if self.state is PrintState.FAILED and self.fault in set(Condition):
            return _("Given up: {why}", why=_(PLAIN[Condition(self.fault)]))
        if self.state is PrintState.UNKNOWN:
            return _("The till stopped before it knew whether it came out")
        if condition is None:
            return _(PLAIN[Condition.NONE])
        return _("Its turn comes") if condition in _WELL else _(PLAIN[condition])


_WELL: Final = frozenset({Condition.READY, Condition.SILENT, Condition.PAPER_LOW})
_KINDS: Final[Mapping[PrintKind, str]] = {
    PrintKind.RECEIPT: N_("Receipt"),
    PrintKind.COPY: N_("Copy of receipt"),
    PrintKind.GIFT: N_("Gift receipt"),
    PrintKind.DRAWER: N_("Open the drawer"),
    PrintKind.DRAWER_SLIP: N_("Drawer slip"),
    PrintKind.X_REPORT: N_("X report"),
    PrintKind.Z_REPORT: N_("Z report"),
    PrintKind.TICKET: N_("Queue number"),
    PrintKind.ORDER: N_("Order"),
    PrintKind.LABEL: N_("Labels"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What looking brought: what can be chosen, and what to say when there is nothing."""

    plugged: tuple[Plugged, ...]
    text: str = ""
