"""The printers of a till by what they are for, as the shop sets them up: checked, kept as text, routed."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final

from pos_client.devices.address import (
    ASCII,
    PULSE_OFF_MS,
    PULSE_ON_MS,
    Cutter,
    Link,
    PrinterSettings,
    Speech,
    read_address,
)
from pos_client.devices.characters import OFFERED
from pos_client.engine.print_jobs import PrinterRole
from pos_client.texts import N_, _
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, Refusal

COLUMNS: Final = {58: 32, 80: 48}
"""Characters on a line of paper that is so many millimetres wide."""
PULSE_MS_MAX: Final = 510
PULSE_MS_MIN: Final = 10
_SHARED: Final = frozenset({Link.NETWORK, Link.NONE})


ROLE_WORDS: Final = {
    PrinterRole.RECEIPT: N_("Receipt printer"),
    PrinterRole.KITCHEN: N_("Kitchen and pickup printer"),
    PrinterRole.LABEL: N_("Label printer"),
}


@dataclass(frozen=True, slots=True)
class RolePrinter:
    """One printer as it is set up. `mm`: width of its paper; `code_page` empty: what most printers have."""

    role: PrinterRole
    address: str
    mm: int = 58
    speaks: Speech = Speech.ESCPOS
    code_page: str = ""
    cut: Cutter = Cutter.AUTO
    drawer_pin: int = 2
    pulse_on_ms: int = PULSE_ON_MS
    pulse_off_ms: int = PULSE_OFF_MS

    def settings(self) -> PrinterSettings:
        """What a printer is made of. Refuses INVALID with every fault of the address."""
        settings = read_address(self.address, columns=COLUMNS[self.mm], drawer_pin=self.drawer_pin)
        chosen = {"cut": self.cut.value} | ({"page": self.code_page} if self.code_page else {})
        return replace(
            settings,
            speaks=self.speaks,
            pulse_on_ms=self.pulse_on_ms,
            pulse_off_ms=self.pulse_off_ms,
            # What stands in the address was typed for this very printer and wins.
            options=chosen | dict(settings.options),
        )


def faults_in(printers: Sequence[RolePrinter]) -> list[Fault]:
    """Everything wrong with a set of printers; fields are `printers.<role>.<field>`."""
    alone = [fault for printer in printers for check in _CHECKS for fault in check(printer)]
    return alone + [fault for check in _TOGETHER for fault in check(printers)]


def fault_words(fault: Fault) -> str:
    """A fault as a sentence, in the language of the screen."""
    reason = str(dict(fault.facts).get("reason", "address"))
    return _(_FAULT_WORDS[reason])


def served_by(role: PrinterRole, printers: Collection[PrinterRole]) -> PrinterRole | None:
    """Which printer takes the jobs of a role: its own, else kitchen slips come out with the receipts.

    None: nobody; the jobs wait until a printer is set up. A label never lands on receipt paper.
    """
    if role in printers:
        return role
    receipts = PrinterRole.RECEIPT
    return receipts if role is PrinterRole.KITCHEN and receipts in printers else None


def roles_of(printer: PrinterRole, printers: Collection[PrinterRole]) -> frozenset[PrinterRole]:
    """Whose jobs a printer takes."""
    return frozenset(role for role in PrinterRole if served_by(role, printers) is printer)


def to_text(printers: Sequence[RolePrinter]) -> str:
    """For a setting: JSON."""
    return json.dumps([asdict(printer) for printer in printers], separators=(",", ":"), sort_keys=True)


def from_text(text: str) -> tuple[RolePrinter, ...]:
    """What `to_text` wrote. Whatever does not fit (an older build, a hand-made change) is left out."""
    try:
        rows = json.loads(text or "[]")
    except ValueError:
        return ()
    read = [_read(row) for row in rows] if isinstance(rows, list) else []
    sound = [printer for printer in read if printer is not None and not faults_in([printer])]
    return tuple({printer.role: printer for printer in sound}.values())


def _read(row: Any) -> RolePrinter | None:
    known = {field.name: field.type for field in fields(RolePrinter)}
    if not isinstance(row, dict) or not row.keys() <= known.keys() or "address" not in row:
        return None
    kinds: dict[str, Callable[[Any], Any]] = {"role": PrinterRole, "speaks": Speech, "cut": Cutter}
    try:
        values = {name: kinds.get(name, _plain)(value) for name, value in row.items()}
        return RolePrinter(**values)
    except (ValueError, TypeError):
        return None


def _plain(value: Any) -> Any:
    if type(value) not in {str, int}:
        raise TypeError(value)
    return value


def _fault(printer: RolePrinter, field: str, reason: str) -> Fault:
    return Fault(f"printers.{printer.role.value}.{field}", ErrorCode.INVALID, (("reason", reason),))


def _address_faults(printer: RolePrinter) -> Iterator[Fault]:
    try:
        settings = read_address(printer.address)
    except Refusal:
        yield _fault(printer, "address", "address")
        return
    if settings.link is Link.NONE:
        yield _fault(printer, "address", "none")


def _paper_faults(printer: RolePrinter) -> Iterator[Fault]:
    if printer.mm not in COLUMNS:
        yield _fault(printer, "mm", "mm")
    if printer.code_page and printer.code_page.upper() not in {ASCII, *OFFERED}:
        yield _fault(printer, "code_page", "code_page")
    if printer.speaks is Speech.ZPL and printer.role is not PrinterRole.LABEL:
        yield _fault(printer, "speaks", "speaks")


def _drawer_faults(printer: RolePrinter) -> Iterator[Fault]:
    if printer.drawer_pin not in {2, 5}:
        yield _fault(printer, "drawer_pin", "drawer_pin")
    times = {"pulse_on_ms": printer.pulse_on_ms, "pulse_off_ms": printer.pulse_off_ms}
    for field, value in times.items():
        if type(value) is not int or not PULSE_MS_MIN <= value <= PULSE_MS_MAX:
            yield _fault(printer, field, "pulse")


def _twice(printers: Sequence[RolePrinter]) -> Iterator[Fault]:
    seen = set[PrinterRole]()
    for printer in printers:
        if printer.role in seen:
            yield _fault(printer, "role", "role_twice")
        seen.add(printer.role)


def _cable_twice(printers: Sequence[RolePrinter]) -> Iterator[Fault]:
    """A cable has one user at a time; a network printer takes its callers in turn."""
    seen = set[tuple[object, ...]]()
    for printer in printers:
        try:
            found = read_address(printer.address)
        except Refusal:
            continue
        place = (found.link, found.path, found.vendor, found.product)
        if found.link not in _SHARED and place in seen:
            yield _fault(printer, "address", "address_twice")
        seen.add(place)


_CHECKS: Final = (_address_faults, _paper_faults, _drawer_faults)
_TOGETHER: Final = (_twice, _cable_twice)
_FAULT_WORDS: Final = {
    "address": N_("This is no printer address. Example: tcp://192.168.1.50:9100"),
    "none": N_("Where is this printer? Type its address, or take the printer off the list."),
    "mm": N_("Paper is 58 or 80 mm wide."),
    "code_page": N_("This code page is not known. Leave it empty if you are not sure."),
    "speaks": N_("Only a label printer can speak ZPL."),
    "drawer_pin": N_("The drawer hangs on pin 2 or pin 5."),
    "pulse": N_("The drawer's pulse lasts 10 to 510 milliseconds."),
    "role_twice": N_("There is such a printer already."),
    "address_twice": N_("Another printer of this till is at the same cable."),
}
