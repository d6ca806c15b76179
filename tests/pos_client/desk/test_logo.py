"""A shop hands in a PNG or an SVG; the printer gets dots that fit its paper."""

import pytest
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter

from pos_client.desk.widgets import logo
from pos_client.desk.widgets.logo import LOGO_ROWS_MAX, logo_bitmap
from pos_client.devices.bitmap import Bitmap
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="20" height="20"/></svg>'


def png(width: int, height: int) -> bytes:
    """Left half black, right half see-through."""
    image = QImage(width, height, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    with QPainter(image) as painter:
        painter.fillRect(0, 0, width // 2, height, Qt.GlobalColor.black)
    file = QBuffer()
    file.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(file, "PNG")  # type: ignore[call-overload]  # Qt's stubs want the format as bytes, Qt a str
    return bytes(file.data().data())


def halves(bitmap: Bitmap) -> tuple[bool, bool]:
    middle = bitmap.height // 2
    return bitmap.black(bitmap.width // 4, middle), bitmap.black(bitmap.width * 3 // 4, middle)


@pytest.mark.parametrize("dots", [384, 576])
def test_a_wide_picture_is_made_to_fit_and_clear_is_white(dots: int) -> None:
    """Lesson 57: a logo is table stakes."""
    bitmap = logo_bitmap(png(1200, 200), dots=dots)
    assert (bitmap.width, bitmap.height) == (dots, dots // 6)
    assert halves(bitmap) == (True, False)


def test_a_tall_picture_takes_three_centimetres_at_most() -> None:
    assert logo_bitmap(png(300, 900), dots=576).height == LOGO_ROWS_MAX


def test_a_small_picture_stays_as_it_is() -> None:
    bitmap = logo_bitmap(png(64, 32), dots=576)
    assert (bitmap.width, bitmap.height) == (64, 32)
    assert halves(bitmap) == (True, False)


def test_a_drawing_fills_the_paper() -> None:
    bitmap = logo_bitmap(SVG, dots=384)
    assert (bitmap.width, bitmap.height) == (384, 192)
    assert halves(bitmap) == (True, False)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg", b"<html></html>", png.__name__.encode()])
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        logo_bitmap(data, dots=384)
    assert refusal.value.code is ErrorCode.INVALID


def test_a_file_too_large_is_refused_unread(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal) as refusal:
        logo_bitmap(b"x" * 2_000_001, dots=384)
    assert refusal.value.code is ErrorCode.TOO_LARGE
    monkeypatch.setattr(logo, "PIXELS_MAX", 100)
    with pytest.raises(Refusal) as refusal:
        logo_bitmap(png(20, 20), dots=384)
    assert refusal.value.code is ErrorCode.INVALID
