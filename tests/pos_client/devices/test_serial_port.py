"""Addresses of lines, lines out of bytes, and what can be wrong with a port."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_client.devices.faults import WORDS, DeviceFault, Trouble, trouble
from pos_client.devices.serial_port import LineSplitter, PortWorker, open_port, read_port
from shared_models.values.refusals import Refusal
from tests.factories.ear import Ear, HandClock
from tests.factories.line_emulator import LineEmulator


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("serial:/dev/ttyUSB0?baud=9600", "/dev/ttyUSB0"),
        ("serial:///dev/ttyUSB0", "/dev/ttyUSB0"),
        ("serial:COM3", "COM3"),
        ("serial:///COM12", "COM12"),
        ("tcp:192.168.1.60:4001", "192.168.1.60:4001"),
        ("tcp://scale.local:4001", "scale.local:4001"),
        ("tcp:[::1]:4001", "::1:4001"),
    ],
)
def test_addresses(address: str, name: str) -> None:
    assert read_port(address).name == name


def test_the_options_of_a_line() -> None:
    port = read_port("serial:COM3?baud=2400&parity=even", usual={"bits": "7"})
    assert port.options == {"baud": "2400", "bits": "7", "parity": "even", "stop": "1"}


@pytest.mark.parametrize(
    ("address", "faults"),
    [
        ("", 1),
        ("serial:", 1),
        ("serial:/", 1),
        ("tcp:host", 1),
        ("tcp:host:0", 1),
        ("tcp:host:65536", 1),
        ("tcp:host:4001?baud=9600", 1),
        ("usb:04b8", 1),
        ("serial:COM3?baud=9601&parity=mark&speed=1", 3),
        ("serial:?baud=1", 2),
    ],
)
def test_every_fault_of_an_address_is_told(address: str, faults: int) -> None:
    with pytest.raises(Refusal) as refused:
        read_port(address)
    told = refused.value.facts["faults"]
    assert isinstance(told, list)
    assert [fault["field"] for fault in told] == ["port.address"] * faults


@given(st.text())
def test_no_address_is_more_than_refused(address: str) -> None:
    try:
        assert read_port(address).name
    except Refusal:
        return


@given(data=st.binary(max_size=200), cuts=st.lists(st.integers(0, 200), max_size=5))
def test_lines_are_the_same_however_their_bytes_arrive(data: bytes, cuts: list[int]) -> None:
    whole, parted = LineSplitter(), LineSplitter()
    places = sorted(min(cut, len(data)) for cut in cuts)
    parts = [data[start:end] for start, end in zip([0, *places], [*places, len(data)], strict=True)]
    assert [line for part in parts for line in parted.feed(part)] == whole.feed(data)
    assert parted.half == whole.half


def test_a_line_longer_than_any_is_dropped_to_its_end() -> None:
    splitter = LineSplitter(longest=4)
    assert splitter.feed(b"abcdefgh") == []
    assert splitter.feed(b"ij\nok\n") == [b"ok"]
    assert splitter.feed(b"abcdefgh\nok\n") == [b"ok"]


def test_a_port_that_is_missing_or_taken_is_a_fault(tmp_path: Path) -> None:
    missing = f"{tmp_path}/ttyUSB9"
    assert open_port(read_port(f"serial:{missing}")) == trouble(DeviceFault.PORT_MISSING, port=missing)
    with LineEmulator(tmp_path) as device:
        first = open_port(read_port(device.address))
        assert not isinstance(first, Trouble)
        second = open_port(read_port(device.address))
        assert second == trouble(DeviceFault.PORT_BUSY, port=f"{tmp_path}/ttyUSB0")
        first.close()
    with LineEmulator(None) as converter:
        port = read_port(converter.address)
    assert open_port(port) == trouble(DeviceFault.UNREACHABLE, port=port.name)


class Faulty:
    """A driver with a bug in it."""

    def __init__(self, told: Ear[Trouble]) -> None:
        self._told = told

    def opened(self, now_ms: int) -> bytes:
        raise ZeroDivisionError

    def took(self, data: bytes, now_ms: int) -> bytes:
        return b""

    def lost(self, why: Trouble, now_ms: int) -> None:
        self._told(why)
        raise ZeroDivisionError


def test_a_bug_in_a_driver_ends_neither_the_thread_nor_the_till(
    tmp_path: Path, expect_log: Callable[[str], None]
) -> None:
    expect_log("device line")
    told = Ear[Trouble]()
    with LineEmulator(tmp_path) as device:
        port = read_port(device.address)
        worker = PortWorker(port, Faulty(told), now_ms=HandClock())
        worker.start()
        told.wait_for(lambda heard: len(heard) == 1)
        worker.try_again()
        told.wait_for(lambda heard: len(heard) == 2)
        worker.stop()
    assert told.heard == [trouble(DeviceFault.GARBLED, port=port.name)] * 2


def test_every_fault_has_its_words() -> None:
    facts = {"port": "COM3", "unit": "lb", "number": "11"}
    assert set(WORDS) == set(DeviceFault)
    for fault in DeviceFault:
        assert "{" not in trouble(fault, **facts).text()
