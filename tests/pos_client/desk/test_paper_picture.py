"""What a printer made of its bytes, as a picture: every dot of a logo, every bar, each letter in its cell."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage, qGray

from pos_client.desk.widgets.paper import LONGEST_DOTS, PAPER_DOTS, paper_image
from pos_client.devices.address import read_address
from pos_client.devices.documents import Document, QrCode, Text
from pos_client.devices.escpos_page import Picture
from pos_client.devices.escpos_reader import read_page
from pos_client.devices.printer import make_printer
from pos_client.printing.codes import squares
from tests.factories.printer_emulator import PrinterEmulator

STREAMS = Path(__file__).parents[1] / "devices" / "streams"
EDGE = 24


def dark(image: QImage, x: int, y: int) -> bool:
    return qGray(image.pixel(x, y)) < 128


def ink(image: QImage) -> int:
    return sum(bytes(image.constBits()[: image.sizeInBytes()]).count(bytes([grey])) for grey in range(128))


@pytest.mark.parametrize("name", sorted(file.name for file in STREAMS.glob("*.bin")))
@pytest.mark.parametrize("mm", [58, 80])
def test_every_stream_has_a_picture(name: str, mm: int) -> None:
    columns = {58: 32, 80: 48}[mm]
    image = paper_image(read_page((STREAMS / name).read_bytes(), columns=columns), mm=mm)
    assert image.width() == PAPER_DOTS[mm]
    assert image.height() > 500
    assert 0.005 < ink(image) / (image.width() * image.height()) < 0.4
    assert image.dotsPerMeterX() == 7992


def test_a_logo_comes_out_dot_for_dot() -> None:
    marks = read_page((STREAMS / "receipt-with-logo.bin").read_bytes())
    image = paper_image(marks)
    logo = next(mark for mark in marks if isinstance(mark, Picture))
    left, bitmap = (PAPER_DOTS[80] - logo.width) // 2, logo.bitmap
    assert all(
        dark(image, left + x, EDGE + y) == bitmap.black(x, y)
        for x in range(0, bitmap.width, 3)
        for y in range(0, bitmap.height, 3)
    )


def test_a_letter_stands_in_the_cell_the_printer_gives_it() -> None:
    image = paper_image(read_page(b" \x1d!\x11H\n", columns=32), mm=58)
    left = (PAPER_DOTS[58] - 384) // 2
    columns = {x for x in range(image.width()) for y in range(image.height()) if dark(image, x, y)}
    rows = {y for x in range(image.width()) for y in range(image.height()) if dark(image, x, y)}
    assert left + 12 <= min(columns) <= max(columns) < left + 12 + 24
    assert EDGE <= min(rows) <= max(rows) < EDGE + 48


def test_white_on_black_and_underlined() -> None:
    plain, reverse, under = (
        ink(paper_image(read_page(lead + b"abc\n"))) for lead in (b"", b"\x1dB\x01", b"\x1b-\x02")
    )
    assert plain < under < reverse


def test_the_picture_of_what_came_over_the_wire() -> None:
    with PrinterEmulator(columns=32) as printer:
        document = Document((Text("Toko Melati"), QrCode("BDG1-K1A-000042")))
        make_printer(read_address(printer.address)).print(document)
        image = paper_image(printer.marks, mm=printer.mm)
    rows = squares(b"BDG1-K1A-000042", level="M")
    assert rows is not None
    assert ink(image) > sum(row.count("1") for row in rows) * 36


def test_noise_is_drawn_as_far_as_it_is_paper_and_never_too_long() -> None:
    image = paper_image(read_page(bytes(range(256)) * 4), mm=58)
    assert image.width() == 464
    endless = paper_image(read_page(b"\x1bd\xff" * 20))
    assert endless.height() <= LONGEST_DOTS + 2 * EDGE


def test_a_code_that_is_none_is_named() -> None:
    assert ink(paper_image(read_page(b"\x1dkB\x06123456"))) > 0
    assert paper_image(read_page(b"\x1dh\x00\x1dkI\x03{BA")).height() == 30 + 2 * EDGE
