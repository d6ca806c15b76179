"""Label printers: finished labels go out as they are, and the printer's own state is told in plain words."""

from dataclasses import replace

import pytest

from pos_client.devices import zpl_printer
from pos_client.devices.address import Speech, read_address
from pos_client.devices.documents import Document, Ready, Text
from pos_client.devices.printer import Printer, make_printer
from pos_client.devices.status import Condition
from pos_client.devices.zpl_printer import condition_of
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from tests.factories.zpl_printer import ZplEmulator

LABEL = "^XA^FO10,10^FDKopi^FS^XZ"
ONE = Document((Ready(LABEL.encode()),))


def at(address: str) -> Printer:
    return make_printer(replace(read_address(address), speaks=Speech.ZPL))


def refused(printer: Printer, document: Document = ONE) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        printer.print(document)
    return refusal.value


def test_labels_go_out_as_they_are() -> None:
    with ZplEmulator() as labels:
        assert at(labels.address).print(Document(ONE.items * 3)) is Condition.READY
        assert labels.wait_for_labels(3) == [LABEL] * 3


@pytest.mark.parametrize(
    ("state", "condition", "code"),
    [
        ("labels_out", Condition.PAPER_OUT, ErrorCode.PRINTER_FAULT),
        ("ribbon_out", Condition.PAPER_OUT, ErrorCode.PRINTER_FAULT),
        ("head_up", Condition.COVER_OPEN, ErrorCode.PRINTER_FAULT),
        ("paused", Condition.BUSY, ErrorCode.PRINTER_OFFLINE),
    ],
)
def test_a_printer_that_cannot_print_gets_nothing(state: str, condition: Condition, code: ErrorCode) -> None:
    with ZplEmulator() as labels:
        setattr(labels, state, True)
        printer = at(labels.address)
        refusal = refused(printer)
        assert (refusal.code, refusal.facts["condition"]) == (code, condition.value)
        assert "unsure" not in refusal.facts
        assert labels.received == b""
        assert printer.condition() is condition


def test_labels_that_end_on_the_way_are_for_a_person_to_look_at() -> None:
    with ZplEmulator() as labels:
        labels.labels_left = 1
        refusal = refused(at(labels.address), Document(ONE.items * 2))
        assert refusal.facts["unsure"] is True
        assert refusal.facts["condition"] == Condition.PAPER_OUT


def test_a_silent_kind_is_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zpl_printer, "ANSWER_S", 0.05)
    with ZplEmulator(tells=False) as labels:
        assert at(labels.address).print(ONE) is Condition.SILENT
        assert labels.wait_for_labels(1) == [LABEL]


def test_nobody_there_is_told() -> None:
    with ZplEmulator() as labels:
        address = labels.address
    printer = at(address)
    assert refused(printer).code is ErrorCode.PRINTER_OFFLINE
    assert printer.condition() is Condition.UNREACHABLE


def test_a_receipt_is_no_label() -> None:
    with ZplEmulator() as labels:
        refusal = refused(at(labels.address), Document((Text("struk"),)))
        assert refusal.facts["condition"] == Condition.FAULTY
        assert labels.received == b""


@pytest.mark.parametrize("answer", [b"", b"\x02030,0\x03", b"\x02a\x03\r\n\x02b\x03", b"noise", b"\x02" * 9])
def test_noise_is_a_silent_kind(answer: bytes) -> None:
    assert condition_of(answer) is Condition.SILENT
