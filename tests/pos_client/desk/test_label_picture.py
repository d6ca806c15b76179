"""A label as dots: its bars are exact, its words are ink, and an ESC/POS printer takes it."""

from datetime import date

import pytest

from pos_client.desk.widgets.label_picture import label_bitmap, label_document, parts_bitmap
from pos_client.devices.address import read_address
from pos_client.devices.escpos_bytes import document_bytes
from pos_client.devices.escpos_page import CutMark, Picture
from pos_client.devices.escpos_reader import read_page
from pos_client.printing.codes import bars
from pos_client.printing.labels import LABEL_SIZES, SHELF, Bars, Batch, Label, LabelSize, placed, zpl
from shared_models.rules.barcodes import make_ean13
from shared_models.values.money import Money
from tests.factories.zpl_printer import read_label

COFFEE = Label(
    "Kopi Tubruk 250 g", Money(18_500), make_ean13("899123456789"), date(2026, 11, 22), "Rp74.000/kg"
)


@pytest.mark.parametrize("size", LABEL_SIZES.values(), ids=LABEL_SIZES)
def test_a_scanner_finds_every_bar(size: LabelSize) -> None:
    bitmap = label_bitmap(COFFEE, size)
    assert (bitmap.width, bitmap.height) == (size.width, size.height)
    (code,) = (part for part in placed(COFFEE, size) if isinstance(part, Bars))
    modules = bars("ean13", COFFEE.barcode)
    assert modules is not None
    row = code.y + code.high // 2
    seen = "".join("01"[bitmap.black(code.x + place * code.module, row)] for place in range(len(modules)))
    assert seen == modules
    assert not any(bitmap.black(x, row) for x in range(code.x))


def test_words_are_ink_and_a_label_without_a_code_has_none() -> None:
    bare = label_bitmap(Label("Kopi", Money(1_000), "", date(2026, 11, 22)), SHELF)
    assert any(bare.black(x, y) for x in range(bare.width) for y in range(8, 34))
    assert any(bare.black(x, y) for x in range(bare.width) for y in range(62, 118))
    assert not any(bare.black(x, y) for x in range(bare.width) for y in range(140, 200))


def pictures(batch: Batch, *, cut: bool) -> tuple[bytes, int]:
    """The dots that a printer of pictures puts on its paper, and how often it cuts."""
    data = document_bytes(label_document(batch, cut=cut), read_address("none://", columns=48))
    marks = read_page(data)
    found = [mark for mark in marks if isinstance(mark, Picture)]
    return b"".join(one.bitmap.dots for one in found), sum(isinstance(mark, CutMark) for mark in marks)


def test_a_printer_of_pictures_gets_every_copy_whole_and_cuts_where_it_can() -> None:
    once = label_bitmap(COFFEE, SHELF).dots
    assert pictures(Batch("40x30", ((COFFEE, 1),)), cut=True) == (once, 1)
    assert pictures(Batch("40x30", ((COFFEE, 2), (COFFEE, 1))), cut=True) == (once * 3, 3)
    assert pictures(Batch("40x30", ((COFFEE, 2),)), cut=False) == (once * 2, 1)


def test_the_bytes_of_a_label_as_approved() -> None:
    """Of its first strip: reset, left, a raster of 40 bytes across and 128 rows, then the dots."""
    batch = Batch("40x30", ((COFFEE, 1),))
    data = document_bytes(label_document(batch, cut=True), read_address("none://", columns=48))
    start = data.index(b"\x1dv0\x00")
    assert data[start : start + 8] == b"\x1dv0\x00\x28\x00\x80\x00"
    second = data.index(b"\x1dv0\x00", start + 8 + 40 * 128)
    assert second == start + 8 + 40 * 128
    assert data[second : second + 8] == b"\x1dv0\x00\x28\x00\x70\x00"
    assert data.endswith(b"\x1dVB\x00")


@pytest.mark.parametrize("size", LABEL_SIZES, ids=LABEL_SIZES)
def test_the_emulator_draws_a_zpl_label_as_the_preview_shows_it(size: str) -> None:
    made = zpl(COFFEE, LABEL_SIZES[size], copies=2)
    seen = read_label(made)
    assert seen.copies == 2
    assert parts_bitmap(seen.parts, width=seen.width, height=seen.height) == label_bitmap(
        COFFEE, LABEL_SIZES[size]
    )
