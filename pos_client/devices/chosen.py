"""The devices of this till as they are set up, in its settings."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

from pos_client.devices.address import PrinterSettings
from pos_client.devices.cash_drawer import CashDrawer, DrawerSettings, DrawerWay, LineDrawer, read_drawer
from pos_client.devices.drawer_beside import DrawerBeside, NoDrawer
from pos_client.devices.pole_display import PoleSettings, read_pole
from pos_client.devices.printer import NoPrinter, Printer, make_printer
from pos_client.devices.roles import COLUMNS, RolePrinter, faults_in, from_text, to_text
from pos_client.devices.scale_settings import ScaleSettings, read_scale
from pos_client.devices.serial_port import PortSettings, read_port
from pos_client.engine.print_jobs import PrinterRole
from pos_client.settings import (
    DRAWER_LINE,
    DRAWER_WAY,
    ORDER_SLIPS,
    POLE,
    PRINTERS,
    SCALE,
    SCANNER_LINE,
    Setting,
)
from pos_client.store.preferences import set_setting, setting
from pos_client.store.store import Rows, StoreUnit
from shared_models.values.refusals import Refusal, invalid

T = TypeVar("T")
NARROW_MM: Final = 58


def printers_of(rows: Rows) -> tuple[RolePrinter, ...]:
    """All of them; what an older build or a hand-made change left unreadable is none."""
    return from_text(setting(rows, PRINTERS))


def printer_for(rows: Rows, role: PrinterRole) -> RolePrinter | None:
    return next((printer for printer in printers_of(rows) if printer.role is role), None)


def keep_printers(unit: StoreUnit, printers: Sequence[RolePrinter]) -> None:
    """Refuses INVALID with every fault; fields are `printers.<role>.<field>`.

    With a kitchen printer, each sale is a slip for the kitchen too.
    """
    faults = faults_in(printers)
    if faults:
        raise invalid(faults)
    set_setting(unit, PRINTERS, to_text(printers))
    set_setting(unit, ORDER_SLIPS, any(printer.role is PrinterRole.KITCHEN for printer in printers))


def with_printer(
    printers: Sequence[RolePrinter], role: PrinterRole, printer: RolePrinter | None
) -> tuple[RolePrinter, ...]:
    """The same list with another printer for a role, or without one."""
    others = [known for known in printers if known.role is not role]
    return tuple(others if printer is None else [*others, printer])


def receipt_columns(rows: Rows) -> int:
    """Characters on a line of the receipt printer's paper; without one as many as narrow paper has."""
    printer = printer_for(rows, PrinterRole.RECEIPT)
    return COLUMNS[NARROW_MM if printer is None else printer.mm]


def receipt_settings(rows: Rows) -> PrinterSettings | None:
    """How bytes for the receipt printer are made; None where there is none."""
    printer = printer_for(rows, PrinterRole.RECEIPT)
    return None if printer is None else printer.settings()


def make_printers(printers: Sequence[RolePrinter], drawer: CashDrawer | None) -> dict[PrinterRole, Printer]:
    """Nothing is opened yet. Without a receipt printer, receipts stay on the screen.

    `drawer`: what opens it where the receipt printer does not.
    """
    made: dict[PrinterRole, Printer] = {PrinterRole.RECEIPT: NoPrinter()}
    made |= {printer.role: make_printer(printer.settings()) for printer in printers}
    if drawer is not None:
        made[PrinterRole.RECEIPT] = DrawerBeside(made[PrinterRole.RECEIPT], drawer)
    return made


def drawer_of(rows: Rows) -> DrawerSettings:
    """How the drawer is opened where it does not hang on the receipt printer."""
    way, address = setting(rows, DRAWER_WAY), setting(rows, DRAWER_LINE)
    return _sound(lambda: read_drawer(way, address=address)) or DrawerSettings()


def make_drawer(settings: DrawerSettings) -> CashDrawer | None:
    """None: the receipt printer opens it."""
    if settings.way is DrawerWay.PRINTER:
        return None
    return LineDrawer(settings) if settings.way is DrawerWay.LINE else NoDrawer()


def typed_values(rows: Rows, which: Setting[str]) -> dict[str, str]:
    """What was typed for a device that is kept as one setting; empty for what cannot be read."""
    try:
        found = json.loads(setting(rows, which) or "{}")
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): text for name, text in found.items() if isinstance(text, str)}


def keep_typed(unit: StoreUnit, which: Setting[str], values: Mapping[str, str]) -> None:
    """Without an address there is no such device."""
    text = json.dumps(dict(values), separators=(",", ":"), sort_keys=True) if values.get("address") else ""
    set_setting(unit, which, text)


def scale_of(rows: Rows) -> ScaleSettings | None:
    values = typed_values(rows, SCALE)
    return _sound(lambda: read_scale(**values)) if values else None


def pole_of(rows: Rows) -> PoleSettings | None:
    values = typed_values(rows, POLE)
    return _sound(lambda: read_pole(**values)) if values else None


def scanner_line_of(rows: Rows) -> PortSettings | None:
    """The line of a scanner that is no keyboard."""
    address = setting(rows, SCANNER_LINE)
    return _sound(lambda: read_port(address)) if address else None


def _sound(read: Callable[[], T]) -> T | None:
    """What an older build, or a hand, left in the settings may not fit any more: then it is not there."""
    try:
        return read()
    except (Refusal, TypeError):
        return None
