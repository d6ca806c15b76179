"""Printers as they are in shops: one on a real network socket, one on a real serial terminal, a file."""

import os
import subprocess
import sys
import threading
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos_client.devices import printer as printer_module
from pos_client.devices.address import read_address
from pos_client.devices.documents import Cut, Document, Drawer, Text
from pos_client.devices.escpos_page import Pulse, text_of
from pos_client.devices.escpos_reader import EscposReader
from pos_client.devices.layout import COLUMNS_58_MM, COLUMNS_80_MM
from pos_client.devices.printer import EscposPrinter, NoPrinter, Printer, make_printer
from pos_client.devices.status import Condition, condition_in
from pos_client.printing.preview import render_text
from pos_client.printing.receipts import receipt_document
from pos_client.printing.slips import OPEN_DRAWER
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from tests.factories.printer_emulator import Nature, PrinterEmulator
from tests.factories.slips import KINDS, letterhead, slip, soap_noodles_rice
from tests.factories.usb_printer import UsbPrinter

RECEIPT = receipt_document(slip(soap_noodles_rice()), letterhead())


@pytest.fixture
def paper() -> Iterator[PrinterEmulator]:
    with PrinterEmulator() as emulator:
        yield emulator


@pytest.fixture(autouse=True)
def _short_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A silent printer is waited for; not longer than a test needs to see it."""
    monkeypatch.setattr(printer_module, "ANSWER_S", 0.1)
    monkeypatch.setattr(printer_module, "LOOK_S", 0.1)
    monkeypatch.setattr(printer_module, "DONE_S", 2)
    monkeypatch.setattr(printer_module, "BYTES_PER_SECOND", 10_000)


def at(paper: PrinterEmulator) -> Printer:
    return make_printer(read_address(paper.address, columns=paper.columns))


def refused(printer: Printer, document: Document = RECEIPT) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        printer.print(document)
    return refusal.value


@pytest.mark.parametrize("columns", [COLUMNS_58_MM, COLUMNS_80_MM])
@pytest.mark.parametrize("kind", ["sale", "sale-long", "z", "test-page"])
def test_slips_come_out_of_a_network_printer(kind: str, columns: int) -> None:
    with PrinterEmulator(columns=columns) as paper:
        document = KINDS[kind](letterhead(), columns)
        assert at(paper).print(document) is Condition.READY
        shown = [line.strip() for line in render_text(document, columns) if not line.strip().startswith("[")]
        assert [line.strip() for line in paper.slips[0].splitlines()] == shown


def test_the_drawer_opens_first(paper: PrinterEmulator) -> None:
    at(paper).print(RECEIPT)
    assert isinstance(paper.marks[3], Pulse)  # after the three questions about its state
    at(paper).print(OPEN_DRAWER)
    paper.wait_until(lambda: paper.pulses == [Pulse(pin=2, on_ms=50)] * 2)
    assert paper.slips == [paper.text]


@pytest.mark.parametrize(
    ("nature", "condition", "code"),
    [
        (Nature(paper_lines=0), Condition.PAPER_OUT, ErrorCode.PRINTER_FAULT),
        (Nature(cover_open=True), Condition.COVER_OPEN, ErrorCode.PRINTER_FAULT),
        (Nature(broken=True), Condition.BROKEN, ErrorCode.PRINTER_FAULT),
        (Nature(paused=True), Condition.BUSY, ErrorCode.PRINTER_OFFLINE),
    ],
)
def test_a_printer_that_cannot_print_says_why(nature: Nature, condition: Condition, code: ErrorCode) -> None:
    with PrinterEmulator(nature=nature) as paper:
        printer = at(paper)
        assert printer.condition() is condition
        refusal = refused(printer)
        assert (refusal.code, condition_in(refusal)) == (code, condition)
        assert "unsure" not in refusal.facts
        assert paper.text == ""
        # The customer's change is in there.
        assert refusal.facts["drawer_opened"] is True
        paper.wait_until(lambda: paper.pulses == [Pulse(pin=2, on_ms=100, at_once=True)])
        paper.load_paper()
        assert printer.print(RECEIPT) is Condition.READY
        assert len(paper.slips) == 1


def test_opening_the_drawer_needs_no_paper() -> None:
    with PrinterEmulator(nature=Nature(paper_lines=0)) as paper:
        assert at(paper).print(OPEN_DRAWER) is Condition.PAPER_OUT
        paper.wait_until(lambda: paper.pulses == [Pulse(pin=2, on_ms=100, at_once=True)])
        assert refused(at(paper), RECEIPT.without_drawer()).facts["drawer_opened"] is False


def test_low_paper_prints_and_is_told() -> None:
    with PrinterEmulator(nature=Nature(low_paper=True)) as paper:
        assert at(paper).print(RECEIPT) is Condition.PAPER_LOW
        assert len(paper.slips) == 1


def test_paper_that_ends_in_the_middle_leaves_it_to_a_person() -> None:
    with PrinterEmulator(nature=Nature(paper_lines=9)) as paper:
        refusal = refused(at(paper))
        assert condition_in(refusal) is Condition.PAPER_OUT
        assert refusal.facts["unsure"] is True
        paper.wait_until(lambda: len(paper.text.splitlines()) == 9)


def test_a_printer_unplugged_while_it_prints() -> None:
    with PrinterEmulator(nature=Nature(hang_up_after=200)) as paper:
        refusal = refused(at(paper))
        assert condition_in(refusal) is Condition.UNSURE
        assert refusal.facts["unsure"] is True


def test_a_printer_that_is_switched_off(paper: PrinterEmulator) -> None:
    printer = at(paper)
    paper.switch_off()
    refusal = refused(printer)
    assert (refusal.code, condition_in(refusal)) == (ErrorCode.PRINTER_OFFLINE, Condition.UNREACHABLE)
    assert refusal.facts["printer"] == paper.address
    assert "unsure" not in refusal.facts
    assert printer.condition() is Condition.UNREACHABLE
    paper.switch_on()
    assert printer.print(RECEIPT) is Condition.READY


def test_a_silent_kind_prints_and_is_asked_only_once() -> None:
    with PrinterEmulator(nature=Nature(tells=False, tells_when_done=False)) as paper:
        printer = at(paper)
        assert printer.print(RECEIPT) is Condition.SILENT
        assert printer.print(RECEIPT) is Condition.SILENT
        paper.wait_until(lambda: len(paper.slips) == 2)
        assert paper.received.count(b"\x10\x04") == 3
        assert b"\x1dr" not in paper.received


def test_a_kind_that_tells_its_state_but_not_when_it_is_done() -> None:
    with PrinterEmulator(nature=Nature(tells_when_done=False)) as paper:
        printer = at(paper)
        assert printer.print(RECEIPT) is Condition.READY
        assert printer.print(RECEIPT) is Condition.READY
        paper.wait_until(lambda: len(paper.slips) == 2)
        assert paper.received.count(b"\x1dr") == 1


def test_a_long_receipt_goes_out_in_parts(paper: PrinterEmulator) -> None:
    lines = tuple(Text(f"Barang nomor {number}") for number in range(2_000))
    at(paper).print(Document((*lines, Cut())))
    assert paper.slips[0].count("\n") == 2_000


def test_print_outs_are_added_to_a_file(tmp_path: Path) -> None:
    file = tmp_path / "struk hari ini.bin"
    printer = make_printer(read_address(f"file://{file}"))
    assert printer.print(RECEIPT) is Condition.SILENT
    assert printer.print(OPEN_DRAWER) is Condition.SILENT
    assert printer.condition() is Condition.SILENT
    reader = EscposReader(columns=COLUMNS_58_MM)
    reader.feed(file.read_bytes())
    assert text_of(reader.marks).splitlines() == render_text(RECEIPT, COLUMNS_58_MM)
    assert [mark for mark in reader.marks if isinstance(mark, Pulse)] == [Pulse(2, 50), Pulse(2, 50)]


def test_a_device_that_is_not_there_does_not_become_a_file(tmp_path: Path) -> None:
    for address in ("file:///dev/usb-printer-that-is-not-there", f"file://{tmp_path}/no/such/folder/x"):
        assert condition_in(refused(make_printer(read_address(address)))) is Condition.UNREACHABLE
    assert not Path("/dev/usb-printer-that-is-not-there").exists()


def test_a_serial_printer() -> None:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    reader = EscposReader(columns=COLUMNS_58_MM)
    nature = Nature()
    done = threading.Event()

    def printer_side() -> None:
        while b := os.read(ours, 512):
            for place in range(len(b)):
                reader.feed(b[place : place + 1])
                if b[place - 1 : place] == b"\x04" and b[place - 2 : place - 1] == b"\x10":
                    os.write(ours, bytes([nature.answer(b[place])]))
            if b.endswith(b"\x1dr\x01"):
                os.write(ours, b"\x00")
                break
        done.set()

    side = threading.Thread(target=printer_side, daemon=True)
    side.start()
    printer = make_printer(read_address(f"serial://{os.ttyname(theirs)}?baud=115200"))
    assert printer.print(RECEIPT) is Condition.READY
    assert done.wait(10)
    assert text_of(reader.marks).splitlines() == render_text(RECEIPT, COLUMNS_58_MM)
    os.close(theirs)
    os.close(ours)
    assert (
        condition_in(refused(make_printer(read_address("serial:///dev/ttyNOSUCH0")))) is Condition.UNREACHABLE
    )


@pytest.fixture
def usb_port(monkeypatch: pytest.MonkeyPatch) -> UsbPrinter:
    port = UsbPrinter(0x04B8, 0x0E15)
    monkeypatch.setattr("usb.backend.libusb1.get_backend", lambda: port)
    return port


def test_a_usb_printer(usb_port: UsbPrinter) -> None:
    printer = make_printer(read_address("usb://04b8:0e15"))
    assert printer.print(RECEIPT) is Condition.READY
    assert text_of(usb_port.reader.marks).splitlines() == render_text(RECEIPT, COLUMNS_58_MM)
    usb_port.nature.cover_open = True
    assert condition_in(refused(printer)) is Condition.COVER_OPEN
    usb_port.nature.tells = False
    assert printer.condition() is Condition.SILENT


def test_a_usb_printer_that_is_not_there(usb_port: UsbPrinter) -> None:
    refusal = refused(make_printer(read_address("usb://dead:beef")))
    assert (refusal.code, condition_in(refusal)) == (ErrorCode.PRINTER_OFFLINE, Condition.UNREACHABLE)
    usb_port.plugged_in = False
    assert make_printer(read_address("usb://04b8:0e15")).condition() is Condition.UNREACHABLE


def test_usb_on_a_system_without_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("libusb1", "libusb0", "openusb"):
        monkeypatch.setattr(f"usb.backend.{name}.get_backend", lambda: None)
    refusal = refused(make_printer(read_address("usb://04b8:0e15")))
    assert (refusal.code, condition_in(refusal)) == (ErrorCode.PRINTER_OFFLINE, Condition.DRIVER_MISSING)


def test_no_printer_is_no_fault() -> None:
    printer = make_printer(read_address("none://"))
    assert isinstance(printer, NoPrinter)
    assert printer.print(RECEIPT) is Condition.NONE
    assert printer.condition() is Condition.NONE


def test_the_slow_library_is_loaded_by_the_first_print_only() -> None:
    program = """
import sys
import pos_client.devices.print_queue, pos_client.printing.receipts
from pos_client.devices import address, printer
printer.make_printer(address.read_address("tcp://127.0.0.1"))
print(sorted({"escpos", "serial", "PIL", "qrcode"} & set(sys.modules)))
"""
    out = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "[]"


def test_a_drawer_document_is_told_apart() -> None:
    assert OPEN_DRAWER.opens_drawer
    assert not OPEN_DRAWER.on_paper
    assert RECEIPT.opens_drawer
    assert RECEIPT.on_paper
    assert Document((Drawer(),)).without_drawer().items == ()
    assert isinstance(make_printer(read_address("tcp://x")), EscposPrinter)
