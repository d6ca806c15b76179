"""Printers of the network are found by who takes a call; a network without any gives none."""

import socket

from pos_client.devices.detect import usb_files
from pos_client.devices.network import neighbours, network_printers
from tests.factories.printer_emulator import PrinterEmulator


def test_who_takes_a_call_is_found() -> None:
    with PrinterEmulator() as paper:
        port = int(paper.address.rpartition(":")[2])
        (found,) = network_printers(["127.0.0.1"], port=port)
        assert (found.address, found.name) == (paper.address, "127.0.0.1")


def test_nobody_takes_the_call() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert network_printers(["127.0.0.1"], port=port) == []


def test_a_shops_network_is_everybody_else() -> None:
    others = neighbours("192.168.1.7")
    assert len(others) == 253
    assert "192.168.1.7" not in others
    assert {"192.168.1.1", "192.168.1.254"} <= set(others)


def test_a_computer_without_such_a_folder_has_no_usb_files() -> None:
    assert usb_files() == [] or all(one.address.startswith("file:///dev/usb/lp") for one in usb_files())
