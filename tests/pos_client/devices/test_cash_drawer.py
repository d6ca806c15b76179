"""The drawer that hangs on a line, and how one is set up."""

from pathlib import Path

import pytest

from pos_client.devices.address import read_address
from pos_client.devices.cash_drawer import DrawerSettings, DrawerWay, LineDrawer, pulse_bytes, read_drawer
from pos_client.devices.documents import Document, Drawer
from pos_client.devices.escpos_bytes import document_bytes
from pos_client.devices.faults import DeviceFault, trouble
from shared_models.values.refusals import Refusal
from tests.factories.line_emulator import LineEmulator


@pytest.mark.parametrize("by_wire", [True, False], ids=["serial", "tcp"])
def test_a_kick_reaches_the_box(by_wire: bool, tmp_path: Path) -> None:
    with LineEmulator(tmp_path if by_wire else None) as box:
        drawer = LineDrawer(read_drawer("line", address=box.address, kick="07 ff"))
        assert drawer.kick() is None
        box.wait_until(lambda: box.received == b"\x07\xff")
        assert drawer.kick() is None
        box.wait_until(lambda: box.received == b"\x07\xff" * 2)


def test_an_unplugged_box_is_a_fault(tmp_path: Path) -> None:
    place = f"{tmp_path}/ttyUSB0"
    drawer = LineDrawer(read_drawer("line", address=f"serial:{place}"))
    assert drawer.kick() == trouble(DeviceFault.PORT_MISSING, port=place)
    assert LineDrawer(DrawerSettings()).kick() == trouble(DeviceFault.NOT_SET_UP)


@pytest.mark.parametrize("pin", [2, 5])
def test_the_pulse_is_the_one_a_printer_gives(pin: int) -> None:
    printed = document_bytes(Document((Drawer(),)), read_address("none://", drawer_pin=pin))
    assert pulse_bytes(read_drawer("printer", pin=pin)) in printed


def test_settings_are_refused_with_every_fault() -> None:
    with pytest.raises(Refusal) as refused:
        read_drawer("line", pin=3, on_ms=1, off_ms=600, address="", kick="bell")
    faults = refused.value.facts["faults"]
    assert isinstance(faults, list)
    assert [fault["field"] for fault in faults] == [
        "drawer.pin",
        "drawer.on_ms",
        "drawer.off_ms",
        "drawer.kick",
        "drawer.address",
    ]
    assert read_drawer("none").way is DrawerWay.NONE
