"""What the devices page reads and writes. Everything here runs on the store lane, but for the looking."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from pos_client.devices.address import Cutter, Speech
from pos_client.devices.bitmap import Bitmap
from pos_client.devices.cash_drawer import read_drawer
from pos_client.devices.chosen import (
    drawer_of,
    keep_printers,
    keep_typed,
    printer_for,
    printers_of,
    receipt_columns,
    typed_values,
    with_printer,
)
from pos_client.devices.detect import Plugged, serial_ports, usb_files, usb_printers
from pos_client.devices.network import network_printers
from pos_client.devices.pole_display import read_pole
from pos_client.devices.roles import RolePrinter, fault_words, faults_in
from pos_client.devices.scale_settings import PATTERN, STABLE, read_scale
from pos_client.devices.serial_port import read_port
from pos_client.engine import print_jobs
from pos_client.engine.print_jobs import PrinterRole, PrintJob
from pos_client.engine.receipts import receipt_of
from pos_client.engine.till import identity
from pos_client.features.devices.state import ROLES, Device, Faults, Found, Values, Waiting
from pos_client.printing.seen import Seen, seen_at_till, seen_bytes
from pos_client.printing.till_slips import logo_text
from pos_client.printing.trial import trial_page
from pos_client.settings import (
    DISPLAY,
    DISPLAY_PICTURES,
    DRAWER_LINE,
    DRAWER_WAY,
    PAGE_PRINTER,
    POLE,
    RECEIPT_LOGO,
    SCALE,
    SCANNER_LINE,
    SCANNER_PREFIX,
    SCANNER_SUFFIX,
    Setting,
)
from pos_client.store import Rows, Store, StoreUnit
from pos_client.store.preferences import set_setting, setting
from pos_client.texts import N_, _
from shared_models.values.moments import Zone, from_utc_ms, local
from shared_models.values.refusals import Refusal

DOTS_PER_COLUMN: Final = 12
WIDE_COLUMNS: Final = 48
PRINT_FILE_BYTES: Final = 4_000_000
WORDS: Final = {
    "address": N_("No device can have this address. Example: serial:/dev/ttyUSB0 or tcp:192.168.1.60:4001"),
    "pattern": N_("This pattern cannot be read: it needs a place for the weight"),
    "key": N_("The approval key is a number in hexadecimal digits"),
    "on_ms": N_("The drawer's pulse lasts 10 to 510 milliseconds."),
    "off_ms": N_("The pause lasts 10 to 510 milliseconds, no less than the pulse"),
    "printer": N_("There is no receipt printer: set it up first"),
    "number": N_("Digits only"),
}
# Settings that are one line each, by the field of their device's form.
_LINES: Final[dict[Device, dict[str, Setting[str]]]] = {
    Device.PAGE: {"name": PAGE_PRINTER},
    Device.SCANNER: {"prefix": SCANNER_PREFIX, "suffix": SCANNER_SUFFIX, "address": SCANNER_LINE},
    Device.DISPLAY: {"screen": DISPLAY, "pictures": DISPLAY_PICTURES},
}
_TYPED: Final = {Device.SCALE: SCALE, Device.POLE: POLE}
_USUAL: Final = {
    Device.SCALE: {"pattern": PATTERN, "stable": STABLE, "kind": "cas"},
    Device.POLE: {"kind": "epson", "page": "CP437"},
}


class DeviceDesk:
    """Settings of the devices, the queue of print-outs, and what is plugged in."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def values(self) -> dict[Device, dict[str, str]]:
        """What stands in every form."""
        with self._store.write() as unit:
            return {device: _values(unit, device) for device in Device}

    def save(self, device: Device, values: Values) -> Faults:
        """Keep what was typed; everything that is wrong with it, and then nothing is kept."""
        with self._store.write() as unit:
            if device in ROLES:
                return _save_printer(unit, ROLES[device], values)
            if device is Device.DRAWER:
                return _save_drawer(unit, values)
            if device in _TYPED:
                return _save_typed(unit, device, values)
            faults = _address_faults(values) if values.get("address") else []
            for field, which in _LINES[device].items() if not faults else ():
                set_setting(unit, which, _kept(field, values.get(field, "")))
            return faults

    def find(self, device: Device) -> Found:
        """What is plugged in that could be such a device. Takes seconds, so never on the store lane."""
        ports = serial_ports()
        found = [*usb_printers(), *usb_files(), *network_printers(), *ports] if device in ROLES else ports
        return Found(
            tuple(_known(found)), "" if found else _("Nothing was found. Is it plugged in and switched on?")
        )

    def preview(self) -> Seen | None:
        """The test page as the receipt printer draws it; None before there is one."""
        with self._store.write() as unit:
            page = trial_page(unit, unit.now())
            return None if page is None else seen_at_till(unit, page)

    def read_print_file(self, file: Path) -> Seen:
        """What a printer makes of a file of its bytes. OSError where it cannot be read."""
        with file.open("rb") as source:
            return seen_bytes(source.read(PRINT_FILE_BYTES), columns=WIDE_COLUMNS)

    def keep_logo(self, logo: Bitmap | None) -> None:
        """What stands on every receipt from now on."""
        with self._store.write() as unit:
            set_setting(unit, RECEIPT_LOGO, logo_text(logo))

    def logo_dots(self) -> int:
        """How wide a logo may be on this till's paper."""
        with self._store.write() as unit:
            return receipt_columns(unit) * DOTS_PER_COLUMN

    # the queue

    def waiting(self) -> tuple[Waiting, ...]:
        """Every print-out that is not on paper, oldest first."""
        with self._store.write() as unit:
            till = identity(unit)
            zone = Zone.WIB if till is None else till.zone
            return tuple(_waiting(unit, job, zone) for job in print_jobs.to_do(unit))

    def print_again(self, job: int) -> None:
        with self._store.write() as unit:
            print_jobs.print_again(unit, job)

    def drop(self, job: int) -> None:
        with self._store.write() as unit:
            print_jobs.drop_job(unit, job)


def _waiting(rows: Rows, job: PrintJob, zone: Zone) -> Waiting:
    return Waiting(
        job=job.job,
        kind=job.kind,
        number="" if job.sale is None else receipt_of(rows, job.sale).receipt_no,
        role=job.role,
        at=local(from_utc_ms(job.made_at), zone),
        state=job.state,
        fault=job.fault,
    )


def _known(found: Sequence[Plugged]) -> list[Plugged]:
    """Each address once."""
    return list({one.address: one for one in found}.values())


def _values(rows: Rows, device: Device) -> dict[str, str]:
    if device in ROLES:
        logo = {"logo": setting(rows, RECEIPT_LOGO)} if device is Device.RECEIPT else {}
        return _printer_values(printer_for(rows, ROLES[device])) | logo
    if device is Device.DRAWER:
        printer = printer_for(rows, PrinterRole.RECEIPT) or RolePrinter(PrinterRole.RECEIPT, "")
        return {
            "way": drawer_of(rows).way.value,
            "pin": str(printer.drawer_pin),
            "on_ms": str(printer.pulse_on_ms),
            "off_ms": str(printer.pulse_off_ms),
            "address": setting(rows, DRAWER_LINE),
        }
    if device in _TYPED:
        return _USUAL[device] | typed_values(rows, _TYPED[device])
    return {field: setting(rows, which) for field, which in _LINES[device].items()}


def _printer_values(printer: RolePrinter | None) -> dict[str, str]:
    shown = printer or RolePrinter(PrinterRole.RECEIPT, "")
    return {
        "address": shown.address,
        "mm": str(shown.mm),
        "cut": shown.cut.value,
        "code_page": shown.code_page,
        "speaks": shown.speaks.value,
    }


def _save_printer(unit: StoreUnit, role: PrinterRole, values: Values) -> Faults:
    address = values.get("address", "").strip()
    before = printer_for(unit, role) or RolePrinter(role, address)
    wanted = replace(
        before,
        address=address,
        mm=int(values.get("mm", before.mm)),
        cut=Cutter(values.get("cut", before.cut)),
        code_page=values.get("code_page", before.code_page),
        speaks=Speech(values.get("speaks", before.speaks)),
    )
    return _keep(unit, role, wanted if address else None)


def _keep(unit: StoreUnit, role: PrinterRole, printer: RolePrinter | None) -> Faults:
    wanted = with_printer(printers_of(unit), role, printer)
    faults = [(_last(fault.field), fault_words(fault)) for fault in faults_in(wanted)]
    if not faults:
        keep_printers(unit, wanted)
    return faults


def _save_drawer(unit: StoreUnit, values: Values) -> Faults:
    way, address = values.get("way", ""), values.get("address", "").strip()
    numbers = {field: values.get(field, "").strip() for field in ("pin", "on_ms", "off_ms")}
    wrong = [(field, _(WORDS["number"])) for field, text in numbers.items() if not _is_number(text)]
    if wrong:
        return wrong
    pin, on_ms, off_ms = (int(text) for text in numbers.values())
    faults = _read(lambda: read_drawer(way, pin=pin, on_ms=on_ms, off_ms=off_ms, address=address))
    printer = printer_for(unit, PrinterRole.RECEIPT)
    if not faults and printer is not None:
        wanted = replace(printer, drawer_pin=pin, pulse_on_ms=on_ms, pulse_off_ms=off_ms)
        faults = _keep(unit, PrinterRole.RECEIPT, wanted)
    elif not faults and way == "printer":
        faults = [("way", _(WORDS["printer"]))]
    if not faults:
        set_setting(unit, DRAWER_WAY, way)
        set_setting(unit, DRAWER_LINE, address)
    return faults


def _save_typed(unit: StoreUnit, device: Device, values: Values) -> Faults:
    typed = {field: text.strip() for field, text in values.items()}
    read: Callable[..., object] = read_scale if device is Device.SCALE else read_pole
    faults = _read(lambda: read(**typed)) if typed.get("address") else []
    if not faults:
        keep_typed(unit, _TYPED[device], typed)
    return faults


def _address_faults(values: Values) -> Faults:
    return _read(lambda: read_port(values["address"]))


def _read(read: Callable[[], object]) -> Faults:
    try:
        read()
    except Refusal as refusal:
        told = refusal.facts["faults"]
        assert isinstance(told, list)
        fields = sorted({_last(str(fault["field"])) for fault in told})
        return [(field, _(WORDS.get(field, WORDS["address"]))) for field in fields]
    return []


def _last(field: str) -> str:
    """`scale.address` is the form's `address`."""
    return field.rpartition(".")[2]


def _kept(field: str, text: str) -> str:
    """What a scanner sends may be a space; an address never begins with one."""
    return text if field in {"prefix", "suffix"} else text.strip()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 4
