"""A label as dots: its bars are exact, its words are ink, and an ESC/POS printer takes it."""

from datetime import date

import pytest

from pos_client.desk.widgets.label_picture import label_bitmap, label_document
from pos_client.devices.address import read_address
from pos_client.devices.escpos_bytes import document_bytes
from pos_client.devices.escpos_page import Picture
from pos_client.devices.escpos_reader import read_page
from pos_client.printing.codes import bars
from pos_client.printing.labels import PRODUCT, SHELF, Bars, Label, LabelSize, placed
from shared_models.rules.barcodes import make_ean13
from shared_models.values.money import Money

COFFEE = Label(
    "Kopi Tubruk 250 g", Money(18_500), make_ean13("899123456789"), date(2026, 11, 22), "Rp74.000/kg"
)


@pytest.mark.parametrize("size", [SHELF, PRODUCT])
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


def test_a_printer_of_pictures_gets_it_whole() -> None:
    data = document_bytes(label_document((COFFEE,), SHELF), read_address("none://", columns=48))
    pictures = [mark for mark in read_page(data) if isinstance(mark, Picture)]
    assert b"".join(picture.bitmap.dots for picture in pictures) == label_bitmap(COFFEE, SHELF).dots
