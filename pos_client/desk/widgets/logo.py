"""A shop's logo: its PNG or SVG file becomes dots once, and the dots are what is kept and printed."""

from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPainter
from PySide6.QtSvg import QSvgRenderer

from pos_client.devices.bitmap import Bitmap, dithered
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal

LOGO_BYTES_MAX: Final = 2_000_000
LOGO_ROWS_MAX: Final = 240
"""Three centimetres of paper on every receipt are enough."""
PIXELS_MAX: Final = 40_000_000


def logo_bitmap(data: bytes, *, dots: int) -> Bitmap:
    """The picture of a file, at most `dots` wide (384 on 58 mm, 576 on 80 mm); only drawings grow to that.

    Refuses TOO_LARGE, and INVALID for what is no picture.
    """
    if len(data) > LOGO_BYTES_MAX:
        raise Refusal(ErrorCode.TOO_LARGE, bytes=len(data), at_most=LOGO_BYTES_MAX)
    image = _svg(data, dots) if data.lstrip()[:1] == b"<" else _pixels(data, dots)
    if image is None or image.isNull():
        raise Refusal(ErrorCode.INVALID, field="logo")
    return dithered(_greys(image), width=image.width())


def _pixels(data: bytes, dots: int) -> QImage | None:
    source = QBuffer()
    source.setData(QByteArray(data))
    source.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(source)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > PIXELS_MAX:
        return None
    image = reader.read()
    wanted = _within(image.size(), dots, grow=False)
    if wanted.isEmpty() or wanted == image.size():
        return _on_white(image)
    mode = Qt.TransformationMode.SmoothTransformation
    return _on_white(image).scaled(wanted, Qt.AspectRatioMode.IgnoreAspectRatio, mode)


def _svg(data: bytes, dots: int) -> QImage | None:
    drawing = QSvgRenderer(QByteArray(data))
    size = _within(drawing.defaultSize(), dots, grow=True)
    if not drawing.isValid() or size.isEmpty():
        return None
    image = _blank(size)
    with QPainter(image) as painter:
        drawing.render(painter, QRectF(0, 0, size.width(), size.height()))
    return image


def _within(size: QSize, dots: int, *, grow: bool) -> QSize:
    box = QSize(dots, LOGO_ROWS_MAX)
    if not grow:
        box = box.boundedTo(size)
    return size.scaled(box, Qt.AspectRatioMode.KeepAspectRatio)


def _on_white(image: QImage) -> QImage:
    """What is see-through is paper."""
    if image.isNull():
        return image
    sheet = _blank(image.size())
    with QPainter(sheet) as painter:
        painter.drawImage(0, 0, image)
    return sheet


def _blank(size: QSize) -> QImage:
    sheet = QImage(size, QImage.Format.Format_RGB32)
    sheet.fill(Qt.GlobalColor.white)
    return sheet


def _greys(image: QImage) -> bytes:
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    data, wide = bytes(grey.constBits()), grey.bytesPerLine()
    return b"".join(data[y * wide : y * wide + grey.width()] for y in range(grey.height()))
