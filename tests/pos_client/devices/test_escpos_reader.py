"""The reader reads other programs' streams, whole or byte by byte, and tells noise without falling over."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos_client.devices.bitmap import Bitmap
from pos_client.devices.escpos_page import (
    Code,
    CutMark,
    Line,
    PageChange,
    PaperFeed,
    Picture,
    Pulse,
    Run,
    Style,
    Unknown,
    text_of,
)
from pos_client.devices.escpos_reader import EscposReader, read_page

PIECES = [bytes([first]) for first in b"\x00\x01\x02\x04\x1b\x1d\x1c\x10kL*1PQ8Dp("] + [b"v0", b"\x03\x00"]
STREAMS = Path(__file__).parent / "streams"
SIZES = """\
Change height & width
12345678
Change width only (height=4):
12345678
Change height only (width=4):
12345678
Very narrow text:
The quick brown fox jumps over the lazy dog.
Very wide text:
Hello world!
Largest possible text:
Hello
world!
"""


def read(name: str) -> EscposReader:
    reader = EscposReader(columns=48)
    reader.feed((STREAMS / name).read_bytes())
    assert reader.pending == b""
    return reader


def words(reader: EscposReader) -> str:
    return "".join(line + "\n" for line in text_of(reader.marks).splitlines() if line)


def test_a_receipt_with_a_logo() -> None:
    marks = read("receipt-with-logo.bin").marks
    expected = (STREAMS / "receipt-with-logo.expected.txt").read_text("utf-8")
    # The expected text says that there is a gap, not how high it is.
    assert re.sub(r"\n{3,}", "\n\n", text_of(marks)).strip() == expected.strip()
    logo, cut, pulse = (mark for mark in marks if not isinstance(mark, Line))
    assert isinstance(logo, Picture)
    assert (logo.width, logo.height, logo.align) == (300, 236, "centre")
    assert (cut, pulse) == (CutMark(part=False), Pulse(pin=2, on_ms=120))
    shop = next(mark for mark in marks if isinstance(mark, Line) and mark.text)
    assert (shop.text, shop.style) == ("ExampleMart Ltd.", Style(width=2, align="centre"))


def test_text_in_all_sizes() -> None:
    reader = read("text-size.bin")
    assert words(reader) == SIZES
    largest = [mark for mark in reader.marks if isinstance(mark, Line)][-1]
    assert largest.runs == (Run("world!", Style(width=8, height=8)),)
    assert largest.high == 192


def test_qr_codes() -> None:
    codes = [mark for mark in read("qr-code.bin").marks if isinstance(mark, Code)]
    assert {code.kind for code in codes} == {"qr"}
    assert codes[0].data == b"Testing 123"
    numbers, letters, zeros = (code.data for code in codes[2:5])
    assert (numbers, letters, zeros) == (
        b"0123456789" * 4,
        b"abcdefghijklmnopqrstuvwxyzabcdefghijklmn",
        bytes(40),
    )
    assert len(codes) == 19
    assert {code.level for code in codes} == set("LMQH")
    assert {code.module for code in codes} >= {1, 3, 5, 10}


def test_barcodes() -> None:
    codes = [mark for mark in read("barcode.bin").marks if isinstance(mark, Code)]
    assert len(codes) == 40
    found = {(code.kind, code.text) for code in codes}
    assert {("upc_a", "012345678901"), ("code128", "012ABCDabcd")} <= found
    assert {code.words for code in codes} == {0, 1, 2, 3}


def test_the_whole_demo_is_known() -> None:
    marks = read("demo.bin").marks
    assert not [mark for mark in marks if isinstance(mark, Unknown)]
    pictures = [mark for mark in marks if isinstance(mark, Picture)]
    assert len(pictures) == 8
    assert {(picture.across, picture.down) for picture in pictures} == {(1, 1), (2, 1), (1, 2), (2, 2)}
    assert len({picture.bitmap for picture in pictures}) == 2
    assert text_of(marks).startswith("Hello world\n")
    assert [mark.part for mark in marks if isinstance(mark, CutMark)].count(True) >= 1


@given(st.data())
def test_any_portions_read_the_same(data: st.DataObject) -> None:
    stream = (STREAMS / "text-size.bin").read_bytes()
    reader, place = EscposReader(columns=48), 0
    while place < len(stream):
        size = data.draw(st.integers(1, 40))
        reader.feed(stream[place : place + size])
        place += size
    assert reader.marks == read("text-size.bin").marks


@pytest.mark.parametrize(
    "stream",
    [b"\x1bq", b"\x1d\x7f", b"\x1cz", b"\x10\x99", b"\x01", b"\x1d(k\x01\x001", b"\x1dkZ\x01x", b"\x1d/\x00"],
)
def test_an_unknown_command_is_told_and_no_text(stream: bytes) -> None:
    assert read_page(stream + b"a\n") == [Unknown(stream), Line((Run("a"),))]


def test_half_a_command_is_told_when_nothing_more_comes() -> None:
    assert read_page(b"a\x1dv0\x00\x02\x00\x01\x00\xff") == [
        Line((Run("a"),)),
        Unknown(b"\x1dv0\x00\x02\x00\x01\x00\xff"),
    ]


@given(st.binary(max_size=400))
def test_noise_never_raises_and_nothing_of_it_waits_for_ever(noise: bytes) -> None:
    reader = EscposReader(columns=32)
    reader.feed(noise)
    reader.finish()
    assert reader.pending == b""


@given(st.lists(st.sampled_from(PIECES)).map(b"".join))
def test_noise_that_looks_like_commands_never_raises(noise: bytes) -> None:
    assert read_page(noise * 3) is not None


def test_a_line_too_long_is_broken_by_the_printer_and_seen() -> None:
    assert read_page(b"x" * 33 + b"\n", columns=32) == [
        Line((Run("x" * 32),), wrapped=True),
        Line((Run("x"),)),
    ]


def test_the_small_font_holds_more_on_a_line() -> None:
    (line,) = read_page(b"\x1bM\x01" + b"x" * 42 + b"\n", columns=32)
    assert isinstance(line, Line)
    assert not line.wrapped


def test_tabs_and_jumps_leave_gaps_in_the_text() -> None:
    (line,) = read_page(b"ab\tc\x1b$\xf0\x00d\n")
    assert isinstance(line, Line)
    assert line.text == "ab      c           d"
    assert [run.x for run in line.runs] == [0, 96, 240]


def test_a_code_page_changes_what_the_same_byte_is() -> None:
    assert read_page(b"\xd5\x1bt\x13\xd5\x1bt\xf9\n") == [
        PageChange(19, "cp858"),
        PageChange(249, None),
        Line((Run("╒€"),)),
    ]


def test_a_picture_in_columns_stands_in_its_line() -> None:
    stream = b"\x1b*\x21\x02\x00" + b"\x80\x00\x01" + b"\x00\x00\x01" + b"\n"
    (line,) = read_page(stream)
    assert isinstance(line, Line)
    (picture,) = line.parts
    assert isinstance(picture, Picture)
    assert (picture.width, picture.height) == (2, 24)
    assert [(x, y) for y in range(24) for x in range(2) if picture.bitmap.black(x, y)] == [
        (0, 0),
        (0, 23),
        (1, 23),
    ]


def test_a_raster_picture_and_the_paper_that_moves() -> None:
    assert read_page(b"\x1ba\x01\x1dv0\x03\x01\x00\x02\x00\xf0\x0f\x1bJ\x18") == [
        Picture(_two_rows(), "centre", 2, 2),
        PaperFeed(24),
    ]


def _two_rows() -> Bitmap:
    return Bitmap(8, 2, b"\xf0\x0f")
