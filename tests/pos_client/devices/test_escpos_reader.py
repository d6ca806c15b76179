"""The reader that our receipts are checked with reads other programs' streams, whole or byte by byte."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.factories.escpos_reader import (
    Code,
    CutMark,
    EscposReader,
    Line,
    Picture,
    Pulse,
    Style,
    UnknownCommandError,
    text_of,
)

STREAMS = Path(__file__).parent / "streams"
RECEIPT = """\
ExampleMart Ltd.
Shop No. 42.
SALES INVOICE
                                               $
Example item #1                             4.00
Another thing                               3.50
Something else                              1.00
A final item                                4.45
Subtotal                                   12.95
A local tax                                 1.30
Total            $ 14.25
Thank you for shopping at ExampleMart
For trading hours, please visit example.com
Monday 6th of April 2015 02:56:25 PM
"""
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
    reader = read("receipt-with-logo.bin")
    assert words(reader) == RECEIPT
    others = [mark for mark in reader.marks if not isinstance(mark, Line)]
    assert others == [Picture(0, 0), CutMark(part=False), Pulse(pin=2, on_ms=120)]
    shop = next(mark for mark in reader.marks if isinstance(mark, Line) and mark.text)
    assert shop == Line("ExampleMart Ltd.", Style(width=2, align="centre"))


def test_text_in_all_sizes() -> None:
    reader = read("text-size.bin")
    assert words(reader) == SIZES
    largest = [mark for mark in reader.marks if isinstance(mark, Line)][-1]
    assert largest == Line("world!", Style(width=8, height=8))


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


def test_barcodes() -> None:
    codes = [mark for mark in read("barcode.bin").marks if isinstance(mark, Code)]
    assert len(codes) == 40
    assert {b"012345678901", b"{B012ABCDabcd"} <= {code.data for code in codes}


@given(st.data())
def test_any_portions_read_the_same(data: st.DataObject) -> None:
    stream = (STREAMS / "text-size.bin").read_bytes()
    reader, place = EscposReader(columns=48), 0
    while place < len(stream):
        size = data.draw(st.integers(1, 40))
        reader.feed(stream[place : place + size])
        place += size
    assert reader.marks == read("text-size.bin").marks


@pytest.mark.parametrize("stream", [b"\x1bq", b"\x1d\x7f", b"\x1cz", b"\x10\x99", b"\x01"])
def test_an_unknown_command_is_no_text(stream: bytes) -> None:
    with pytest.raises(UnknownCommandError):
        EscposReader().feed(stream)


def test_a_line_too_long_is_broken_by_the_printer_and_seen() -> None:
    reader = EscposReader(columns=32)
    reader.feed(b"x" * 33 + b"\n")
    assert reader.marks == [Line("x" * 32, wrapped=True), Line("x")]
