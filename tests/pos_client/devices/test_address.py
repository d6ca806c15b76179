"""Printer addresses as an operator types them."""

import pytest

from pos_client.devices.address import Cutter, Link, PrinterSettings, read_address
from pos_client.devices.characters import PAGES
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal


def refused(address: str) -> list[dict[str, object]]:
    with pytest.raises(Refusal) as refusal:
        read_address(address)
    assert refusal.value.code is ErrorCode.INVALID
    faults = refusal.value.facts["faults"]
    assert isinstance(faults, list)
    return [dict(fault) for fault in faults]


def test_a_network_printer() -> None:
    printer = read_address(" tcp://192.168.1.50 ", columns=48, drawer_pin=5)
    assert printer == PrinterSettings(
        address="tcp://192.168.1.50",
        link=Link.NETWORK,
        columns=48,
        drawer_pin=5,
        host="192.168.1.50",
        port=9100,
    )
    assert read_address("tcp://kasir-printer:9101").port == 9101


def test_a_usb_printer() -> None:
    printer = read_address("usb://04b8:0x0E15?in=0x81&out=3")
    assert (printer.vendor, printer.product) == (0x04B8, 0x0E15)
    assert (printer.number("in", 0x82), printer.number("out", 1)) == (0x81, 3)


@pytest.mark.parametrize(
    ("address", "path", "baud"),
    [
        ("serial:///dev/ttyUSB0?baud=19200", "/dev/ttyUSB0", 19200),
        ("serial:COM3", "COM3", 9600),
        ("serial:///COM3", "COM3", 9600),
    ],
)
def test_a_serial_printer(address: str, path: str, baud: int) -> None:
    printer = read_address(address)
    assert (printer.link, printer.path, printer.number("baud", 9600)) == (Link.SERIAL, path, baud)


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("file:///dev/usb/lp0", "/dev/usb/lp0"),
        ("file:///media/usb/struk%20toko.bin", "/media/usb/struk toko.bin"),
        ("file:///C:/struk/hari-ini.bin", "C:/struk/hari-ini.bin"),
    ],
)
def test_a_file(address: str, path: str) -> None:
    assert read_address(address).path == path


def test_options() -> None:
    plain = read_address("none://")
    assert (plain.link, plain.cutter, plain.pages, plain.leaves_chinese_mode) == (
        Link.NONE,
        Cutter.AUTO,
        PAGES,
        False,
    )
    chosen = read_address("tcp://p?cut=none&page=cp858&chinese=off")
    assert (chosen.cutter, chosen.pages, chosen.leaves_chinese_mode) == (Cutter.NONE, ("CP858",), True)
    assert read_address("tcp://p?page=ascii").pages == ()


@pytest.mark.parametrize(
    "address",
    [
        "",
        "192.168.1.50",
        "http://192.168.1.50",
        "tcp://printer:port",
        "tcp://printer:99999",
        "lpt1",
        "tcp://[::1",
    ],
)
def test_what_is_no_address_is_refused(address: str) -> None:
    assert [fault["code"] for fault in refused(address)] == ["invalid"]


@pytest.mark.parametrize(
    "address", ["tcp://", "usb://", "usb://04b8", "usb://04b8:zzzz", "serial://", "file://", "file://host/p"]
)
def test_an_address_without_its_place_is_refused(address: str) -> None:
    assert [fault["code"] for fault in refused(address)] == ["field_required"]


def test_every_fault_is_told_at_once() -> None:
    faults = refused("tcp://?cut=maybe&paper=blue&baud=fast&page=cp437")
    assert [(fault["code"], fault.get("option")) for fault in faults] == [
        ("invalid", "cut"),
        ("invalid", "paper"),
        ("invalid", "baud"),
        ("field_required", None),
    ]
    assert {fault["field"] for fault in faults} == {"printer.address"}
