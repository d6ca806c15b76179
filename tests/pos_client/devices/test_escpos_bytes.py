"""Documents in the printer's language: the bytes themselves, and what a printer makes of every slip."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_client.devices.address import read_address
from pos_client.devices.bitmap import Bitmap
from pos_client.devices.documents import (
    Align,
    Barcode,
    Cut,
    Document,
    Drawer,
    Feed,
    Image,
    Item,
    Pair,
    QrCode,
    Size,
    Text,
)
from pos_client.devices.escpos_bytes import document_bytes, drawer_now_bytes
from pos_client.devices.escpos_page import Code, CutMark, Line, PageChange, Picture, Pulse
from pos_client.devices.escpos_reader import EscposReader, read_page
from pos_client.devices.layout import COLUMNS_58_MM, COLUMNS_80_MM
from pos_client.printing.preview import render_text
from pos_client.printing.slips import OPEN_DRAWER
from pos_client.texts import LANGUAGES, Language
from tests.factories.slips import KINDS, letterhead

GOLDEN = Path(__file__).parent / "golden"
INIT = b"\x1b@"
PAGE_437 = b"\x1bt\x00"


def sent(*items: Item, address: str = "none://", columns: int = COLUMNS_58_MM, pin: int = 2) -> bytes:
    return document_bytes(Document(items), read_address(address, columns=columns, drawer_pin=pin))


def test_text() -> None:
    assert (
        sent(Text("Gula"), Pair("Total", "1.000"))
        == INIT + PAGE_437 + b"Gula\nTotal" + b" " * 22 + b"1.000\n"
    )


def test_only_changes_of_style_are_sent() -> None:
    rows = sent(
        Text("a", bold=True), Text("b", bold=True, size=Size.TALL), Text("c"), Text("d", size=Size.LARGE)
    )
    assert rows == (
        INIT + b"\x1bE\x01" + PAGE_437 + b"a\n" + b"\x1d!\x01b\n" + b"\x1bE\x00\x1d!\x00c\n" + b"\x1d!\x11d\n"
    )


def test_accents_switch_the_code_page_and_stay_one_column() -> None:
    assert sent(Text("Café 5 € ñ")) == INIT + PAGE_437 + b"Caf\x82 5 \x1bt\x13\xd5 \xa4\n"
    assert sent(Text("Café 5 €"), address="none://?page=cp437") == INIT + PAGE_437 + b"Caf\x82 5 ?\n"
    assert sent(Text("Café 5 €"), address="none://?page=ascii") == INIT + PAGE_437 + b"Cafe 5 ?\n"
    assert sent(Text("a"), address="none://?chinese=off") == INIT + b"\x1c." + PAGE_437 + b"a\n"


def test_codes_are_centred() -> None:
    assert sent(Barcode("A-1")) == (
        INIT + b"\x1ba\x01" + b"\x1dh\x40\x1dw\x02\x1df\x00\x1dH\x02\x1dkI\x05{BA-1" + b"\x1ba\x00"
    )
    assert sent(QrCode("A-1")) == (
        INIT + b"\x1ba\x01\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x06\x1d(k\x03\x001E1"
        b"\x1d(k\x06\x001P0A-1\x1d(k\x03\x001Q0\x1ba\x00"
    )


@pytest.mark.parametrize(
    ("cut", "data"),
    [
        ("auto", b"\x1dVB\x00"),
        ("full", b"\x1bd\x06\x1dV\x00"),
        ("part", b"\x1bd\x06\x1dV\x01"),
        ("none", b"\x1bd\x04"),
    ],
)
def test_the_end_of_a_slip(cut: str, data: bytes) -> None:
    assert sent(Feed(2), Cut(), address=f"none://?cut={cut}") == INIT + b"\x1bd\x02" + data


def test_the_drawer_hangs_on_pin_2_or_5_and_moves_no_paper() -> None:
    """Lesson 56: pin 2 and pin 5, and no blank slip when the drawer opens."""
    assert document_bytes(OPEN_DRAWER, read_address("none://")) == b"\x1bp\x00\x19\xfa"
    assert sent(Drawer(), pin=5) == b"\x1bp\x01\x19\xfa"
    assert drawer_now_bytes(read_address("none://", drawer_pin=5)) == b"\x10\x14\x01\x01\x01"
    assert sent(Drawer(), Text("a")) == INIT + b"\x1bp\x00\x19\xfa" + PAGE_437 + b"a\n"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("columns", [COLUMNS_58_MM, COLUMNS_80_MM])
@pytest.mark.parametrize("kind", KINDS)
def test_paper_shows_what_the_preview_shows(kind: str, columns: int, language: Language) -> None:
    document = KINDS[kind](letterhead(language), columns)
    reader = EscposReader(columns=columns)
    reader.feed(document_bytes(document, read_address("none://", columns=columns)))
    assert reader.pending == b""
    printed = [mark.text.strip() for mark in reader.marks if isinstance(mark, Line)]
    shown = [line.strip() for line in render_text(document, columns) if not line.strip().startswith("[")]
    assert printed == shown
    assert not any(mark.wrapped for mark in reader.marks if isinstance(mark, Line))
    assert isinstance(reader.marks[-1], CutMark)


@pytest.mark.parametrize("columns", [COLUMNS_58_MM, COLUMNS_80_MM])
@pytest.mark.parametrize("kind", ["sale", "sale-copy", "sale-proof", "test-page"])
def test_the_whole_stream_is_as_approved(kind: str, columns: int) -> None:
    """Lesson 55: raw ESC/POS for 32 and 48 columns, each byte approved; no driver's page between."""
    document = KINDS[kind](letterhead(), columns)
    data = document_bytes(document, read_address("none://", columns=columns))
    file = GOLDEN / f"{kind}.{columns}.hex"
    if not file.exists():
        file.write_text(data.hex("\n", 32) + "\n", encoding="ascii")
        pytest.fail(f"{file.name} written: look at it")
    assert data.hex("\n", 32) + "\n" == file.read_text(encoding="ascii")


def test_a_copy_carries_its_number_to_scan() -> None:
    reader = EscposReader(columns=COLUMNS_80_MM)
    document = KINDS["sale-copy"](letterhead(), COLUMNS_80_MM)
    reader.feed(document_bytes(document, read_address("none://", columns=COLUMNS_80_MM)))
    assert [mark.text for mark in reader.marks if isinstance(mark, Code)] == ["BDG1-K1A-000042"]
    assert not any(isinstance(mark, Pulse) for mark in reader.marks)


@given(st.text(), st.sampled_from(["", "?page=cp437", "?page=ascii", "?page=CP858"]))
def test_no_text_reaches_the_printer_as_a_command(text: str, options: str) -> None:
    reader = EscposReader(columns=COLUMNS_58_MM)
    reader.feed(sent(Text(text), Pair(text, "1"), address=f"none://{options}"))
    lines = [mark for mark in reader.marks if not isinstance(mark, PageChange)]
    assert all(isinstance(mark, Line) and not mark.wrapped for mark in lines)
    assert reader.pending == b""


def test_a_picture_goes_out_in_strips_and_stays_on_the_paper() -> None:
    tall = Bitmap(400, 130, b"\xff" * 50 * 130)
    data = sent(Image(tall, Align.LEFT))
    assert data.startswith(INIT + b"\x1ba\x00\x1dv0\x00\x30\x00\x80\x00" + b"\xff" * 48)
    assert b"\x1dv0\x00\x30\x00\x02\x00" in data
    pictures = [mark for mark in read_page(data) if isinstance(mark, Picture)]
    assert b"".join(picture.bitmap.dots for picture in pictures) == tall.narrowed(384).dots
    assert sent(Image(Bitmap(8, 1, b"\x81"))) == INIT + b"\x1ba\x01\x1dv0\x00\x01\x00\x01\x00\x81\x1ba\x00"


def test_the_pulse_is_as_long_as_the_drawer_needs() -> None:
    """Lesson 56: the pulse stands in the printer's settings."""
    slow = replace(read_address("none://"), pulse_on_ms=200, pulse_off_ms=300)
    assert document_bytes(OPEN_DRAWER, slow) == b"\x1bp\x00\x64\x96"
    assert drawer_now_bytes(slow) == b"\x10\x14\x01\x00\x02"


def test_a_printer_may_have_the_windows_page_only() -> None:
    data = sent(Text("Café 5 €"), address="none://?page=cp1252")
    assert data == INIT + b"\x1bt\x10Caf\xe9 5 \x80\n"
