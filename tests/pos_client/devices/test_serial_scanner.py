"""A scanner on a line of its own hands over what the keyboard wedge would."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_client.devices.faults import DeviceFault, Trouble
from pos_client.devices.scanner import BREAK_MS, Scan, ScannerSettings
from pos_client.devices.serial_port import read_port
from pos_client.devices.serial_scanner import LONGEST, ScanReader, SerialScanner
from tests.factories.ear import Ear, HandClock
from tests.factories.scanner_emulator import LineScanner

EAN = "8995522000015"


def codes(reader: ScanReader, *parts: bytes) -> list[str]:
    return [scan.code for part in parts for scan in reader.take(part, 0)]


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n", b"\t", b"\x03"])
def test_any_usual_end(end: bytes) -> None:
    assert codes(ScanReader(), EAN.encode() + end, b"4711" + end) == [EAN, "4711"]


def test_no_keys_are_to_be_undone() -> None:
    assert ScanReader().take(EAN.encode() + b"\r\n", 0) == [Scan(EAN, 0)]


def test_prefix_and_suffix_are_taken_off_also_in_two_halves() -> None:
    reader = ScanReader(ScannerSettings(prefix="]E0", suffix="##"))
    assert codes(reader, b"]E0" + EAN.encode() + b"#", b"#]E0A#1##") == [EAN, "A#1"]


def test_silence_ends_the_code_of_a_scanner_without_an_end() -> None:
    reader = ScanReader()
    assert reader.take(EAN[:6].encode(), 0) == []
    assert reader.take(b"", BREAK_MS - 1) == []
    assert reader.take(EAN[6:].encode(), BREAK_MS - 1) == []
    assert reader.take(b"", 2 * BREAK_MS - 1) == [Scan(EAN, 0)]
    assert reader.take(b"", 3 * BREAK_MS) == []


def test_marks_of_other_languages_and_of_gs1_stay() -> None:
    assert codes(ScanReader(), "Café\r".encode(), "Café\r".encode("latin-1"), b"01\x1d10A\x07\r") == [
        "Café",
        "Café",
        "01\x1d10A",
    ]


def test_noise_without_an_end_is_dropped() -> None:
    assert codes(ScanReader(), b"x" * (LONGEST + 1), b"y\r", EAN.encode() + b"\r") == [EAN]


@given(st.lists(st.binary(max_size=50)))
def test_whatever_comes_is_no_exception_and_no_empty_code(parts: list[bytes]) -> None:
    assert all(codes(ScanReader(ScannerSettings("<", ">")), *parts))


@pytest.mark.parametrize("by_wire", [True, False], ids=["serial", "tcp"])
def test_on_a_real_line_unplugged_in_the_middle_and_back(by_wire: bool, tmp_path: Path) -> None:
    scanned, told = Ear[Scan](), Ear[Trouble | None]()
    with LineScanner(tmp_path if by_wire else None) as hand:
        scanner = SerialScanner(
            read_port(hand.address), ScannerSettings(), now_ms=HandClock(), scanned=scanned, tell=told
        )
        scanner.start()
        for number in range(200):
            hand.scan(EAN)
            if scanned.waited(bool, 0.1):
                break
            assert number < 199
        hand.say(EAN[:7].encode())
        hand.pull_out()
        told.wait_for(lambda heard: any(said and said.fault is DeviceFault.UNPLUGGED for said in heard))
        before = len(scanned.heard)
        hand.plug_in()
        scanner.try_again()
        told.wait_last(None)
        hand.wait_until(lambda: by_wire or hand.connections == 2)
        hand.scan("4711")
        scanned.wait_last(Scan("4711", 0))
        assert scanned.heard[before:] == [Scan("4711", 0)]  # the half code is none
        scanner.stop()
