"""Printers by role: faults are told in plain sentences, settings survive as text, jobs find a printer."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_client import texts
from pos_client.devices.address import Cutter, Speech
from pos_client.devices.characters import OFFERED
from pos_client.devices.roles import (
    RolePrinter,
    fault_words,
    faults_in,
    from_text,
    roles_of,
    served_by,
    to_text,
)
from pos_client.engine.print_jobs import PrinterRole

RECEIPTS = RolePrinter(PrinterRole.RECEIPT, "tcp://192.168.1.50", mm=80, drawer_pin=5, pulse_on_ms=120)
KITCHEN = RolePrinter(PrinterRole.KITCHEN, "usb://04b8:0e15", cut=Cutter.PART)
LABELS = RolePrinter(PrinterRole.LABEL, "tcp://192.168.1.60", speaks=Speech.ZPL)
ALL = frozenset(PrinterRole)

printers = st.builds(
    RolePrinter,
    role=st.just(PrinterRole.LABEL),
    address=st.sampled_from(["tcp://a", "usb://04b8:0e15", "serial:COM3", "file:///dev/usb/lp0"]),
    mm=st.sampled_from([58, 80]),
    speaks=st.sampled_from(Speech),
    code_page=st.sampled_from(["", "ASCII", *OFFERED]),
    cut=st.sampled_from(Cutter),
    drawer_pin=st.sampled_from([2, 5]),
    pulse_on_ms=st.integers(10, 510),
    pulse_off_ms=st.integers(10, 510),
)


def told(*given: RolePrinter) -> list[tuple[str, str]]:
    return [(fault.field, fault_words(fault)) for fault in faults_in(given)]


def test_a_sound_set_has_no_faults_and_becomes_settings() -> None:
    assert told(RECEIPTS, KITCHEN, LABELS) == []
    settings = RECEIPTS.settings()
    assert (settings.host, settings.columns, settings.drawer_pin) == ("192.168.1.50", 48, 5)
    assert (settings.pulse_on_ms, settings.pulse_off_ms) == (120, 500)
    assert KITCHEN.settings().cutter is Cutter.PART
    assert LABELS.settings().speaks is Speech.ZPL
    assert replace(RECEIPTS, code_page="cp1252").settings().pages == ("CP1252",)


def test_what_stands_in_the_address_wins() -> None:
    typed = replace(RECEIPTS, address="tcp://a?cut=none&page=cp437", cut=Cutter.FULL, code_page="CP858")
    assert (typed.settings().cutter, typed.settings().pages) == (Cutter.NONE, ("CP437",))


def test_every_fault_at_once() -> None:
    wrong = RolePrinter(
        PrinterRole.RECEIPT,
        "printer",
        mm=76,
        speaks=Speech.ZPL,
        code_page="CP999",
        drawer_pin=3,
        pulse_on_ms=0,
        pulse_off_ms=900,
    )
    assert told(wrong) == [
        ("printers.receipt.address", "This is no printer address. Example: tcp://192.168.1.50:9100"),
        ("printers.receipt.mm", "Paper is 58 or 80 mm wide."),
        ("printers.receipt.code_page", "This code page is not known. Leave it empty if you are not sure."),
        ("printers.receipt.speaks", "Only a label printer can speak ZPL."),
        ("printers.receipt.drawer_pin", "The drawer hangs on pin 2 or pin 5."),
        ("printers.receipt.pulse_on_ms", "The drawer's pulse lasts 10 to 510 milliseconds."),
        ("printers.receipt.pulse_off_ms", "The drawer's pulse lasts 10 to 510 milliseconds."),
    ]


def test_one_printer_a_role_and_one_role_a_cable() -> None:
    assert told(RECEIPTS, RECEIPTS) == [("printers.receipt.role", "There is such a printer already.")]
    same_cable = replace(LABELS, address=KITCHEN.address)
    assert told(KITCHEN, same_cable) == [
        ("printers.label.address", "Another printer of this till is at the same cable.")
    ]
    assert told(RECEIPTS, replace(KITCHEN, address=RECEIPTS.address)) == []
    assert [field for field, _ in told(replace(RECEIPTS, address="none://"))] == ["printers.receipt.address"]


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_faults_are_told_in_the_language_of_the_screen(language: texts.Language) -> None:
    before = texts.language()
    texts.use(language)
    ((_, words),) = told(replace(RECEIPTS, mm=1))
    texts.use(before)
    assert words == {"en": "Paper is 58 or 80 mm wide.", "id": "Lebar kertas 58 atau 80 mm."}[language]


@given(printers)
def test_settings_survive_as_text(printer: RolePrinter) -> None:
    assert from_text(to_text((printer,))) == (printer,)
    assert printer.settings().address == printer.address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "3",
        '["x"]',
        '[{"role":"receipt"}]',
        '[{"role":"oven","address":"tcp://a"}]',
        '[{"role":"receipt","address":"tcp://a","colour":1}]',
        '[{"role":"receipt","address":"tcp://a","mm":[58]}]',
        '[{"role":"receipt","address":"nowhere"}]',
    ],
)
def test_text_that_does_not_fit_is_no_printer(text: str) -> None:
    assert from_text(text) == ()


def test_the_other_printers_of_a_damaged_text_are_kept() -> None:
    broken = to_text((RECEIPTS, LABELS)).replace('"receipt"', '"oven"')
    assert from_text(broken) == (LABELS,)


def test_kitchen_slips_come_out_somewhere_and_labels_only_on_labels() -> None:
    assert served_by(PrinterRole.KITCHEN, ALL) is PrinterRole.KITCHEN
    assert served_by(PrinterRole.KITCHEN, {PrinterRole.RECEIPT}) is PrinterRole.RECEIPT
    assert served_by(PrinterRole.LABEL, {PrinterRole.RECEIPT}) is None
    assert served_by(PrinterRole.RECEIPT, {PrinterRole.KITCHEN}) is None
    assert roles_of(PrinterRole.RECEIPT, {PrinterRole.RECEIPT}) == {PrinterRole.RECEIPT, PrinterRole.KITCHEN}


@given(st.frozensets(st.sampled_from(PrinterRole)))
def test_no_role_is_served_twice(there: frozenset[PrinterRole]) -> None:
    served = [role for printer in there for role in roles_of(printer, there)]
    assert len(served) == len(set(served))
    assert there <= set(served)
