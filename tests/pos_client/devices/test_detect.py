"""What is plugged in, by names a person knows, and which scale answers."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from serial.tools.list_ports_common import ListPortInfo

from pos_client.devices.detect import Answered, Plugged, probe_scale, serial_ports, usb_printers
from pos_client.devices.faults import DeviceFault, trouble
from pos_client.devices.scale_settings import ScaleKind
from tests.factories.line_emulator import LineEmulator
from tests.factories.scale_emulator import CasAskedScale, DialogScale, DigiScale, ScaleEmulator, ToledoScale
from tests.factories.usb_printer import UsbPrinter


def port(device: str, *, vid: int | None = None, maker: str = "", product: str = "") -> ListPortInfo:
    made = ListPortInfo(device)
    made.vid, made.manufacturer, made.product = vid, maker, product
    made.hwid = "n/a" if vid is None and not product else "USB VID:PID"
    return made


def test_ports_have_names_and_empty_sockets_are_left_out() -> None:
    found = [
        port("/dev/ttyS0"),
        port("/dev/ttyS1", product="16550A"),
        port("/dev/ttyUSB0", vid=0x1A86, maker="QinHeng", product="USB Serial"),
        port("COM3", vid=0x403, maker="FTDI", product="FTDI USB"),
    ]
    assert serial_ports(found) == [
        Plugged("serial:/dev/ttyUSB0", "QinHeng USB Serial (ttyUSB0)"),
        Plugged("serial:COM3", "FTDI USB (COM3)"),
        Plugged("serial:/dev/ttyS1", "16550A (ttyS1)"),
    ]
    assert isinstance(serial_ports(), list)  # the system's own, whatever is here


def test_usb_printers_are_found_by_their_class() -> None:
    printer = UsbPrinter(0x04B8, 0x0E15)
    assert [found.address for found in usb_printers(printer)] == ["usb://04b8:0e15"]
    printer.plugged_in = False
    assert usb_printers(printer) == []
    assert isinstance(usb_printers(), list)


def ticking() -> Iterator[int]:
    return count(0, 100)


@pytest.mark.parametrize(
    ("emulator", "kind"),
    [
        (ToledoScale, ScaleKind.TOLEDO),
        (CasAskedScale, ScaleKind.CAS_ASKED),
        (DigiScale, ScaleKind.DIGI),
        (DialogScale, ScaleKind.DIALOG06),
    ],
)
def test_the_probe_says_which_kind_answers(emulator: type[ScaleEmulator], kind: ScaleKind) -> None:
    times = ticking()
    with emulator(None) as scale:
        scale.pan.grams = 755
        found = probe_scale(scale.address, now_ms=times.__next__)
    assert isinstance(found, Answered), found
    assert (found.kind, found.reading.grams) == (kind, 755)


def test_a_scale_in_pounds_is_found_and_refused() -> None:
    with ToledoScale(None) as scale:
        scale.pan.pounds = True
        found = probe_scale(scale.address, now_ms=ticking().__next__, kinds=[ScaleKind.TOLEDO])
    assert found == trouble(DeviceFault.SCALE_UNIT, unit="lb")


def test_nothing_there_and_nobody_who_talks(tmp_path: Path) -> None:
    place = f"{tmp_path}/ttyUSB0"
    assert probe_scale(f"serial:{place}", now_ms=ticking().__next__) == trouble(
        DeviceFault.PORT_MISSING, port=place
    )
    with LineEmulator(None) as mute:
        kinds = [ScaleKind.CAS, ScaleKind.TOLEDO]
        assert probe_scale(mute.address, now_ms=ticking().__next__, kinds=kinds) == trouble(
            DeviceFault.SILENT, port=mute.address.removeprefix("tcp:")
        )
