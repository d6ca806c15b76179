"""A label as dots, for printers that take pictures (ESC/POS) and for the preview."""

from collections.abc import Iterable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter

from pos_client.desk.theme.fonts import font
from pos_client.desk.widgets.paper import bitmap_image
from pos_client.devices.bitmap import Bitmap, sharp
from pos_client.devices.documents import Align, Cut, Document, Image, Item
from pos_client.printing.codes import bars, grown
from pos_client.printing.labels import LABEL_SIZES, Bars, Batch, Label, LabelSize, Words, placed

_NUMBER_HIGH = 18


def label_bitmap(label: Label, size: LabelSize) -> Bitmap:
    """The label dot for dot at 203 dpi."""
    return parts_bitmap(placed(label, size), width=size.width, height=size.height)


def parts_bitmap(parts: Iterable[Words | Bars], *, width: int, height: int) -> Bitmap:
    """What stands on a label, as dots."""
    image = QImage(width, height, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.setPen(Qt.GlobalColor.black)
        for part in parts:
            if isinstance(part, Words):
                _words(painter, part, width - part.x)
            else:
                _bars(painter, part)
    data, wide = bytes(image.constBits()), image.bytesPerLine()
    greys = b"".join(data[y * wide : y * wide + width] for y in range(height))
    return sharp(greys, width=width)


def label_document(batch: Batch, *, cut: bool) -> Document:
    """Labels for a printer that takes pictures; one below the other, as they stand on the roll.

    `cut`: after each label; otherwise the paper moves to the tear bar once, behind the last one.
    """
    size = LABEL_SIZES[batch.size]
    items: list[Item] = []
    for label, copies in batch.labels:
        picture = Image(label_bitmap(label, size), Align.LEFT)
        items += [picture, Cut()] * copies if cut else [picture] * copies
    return Document(tuple(items if cut else [*items, Cut()]))


def _words(painter: QPainter, part: Words, room: int) -> None:
    face = font(weight="strong")
    face.setPixelSize(part.high)
    while QFontMetricsF(face).horizontalAdvance(part.text) > room and face.pixelSize() > 1:
        face.setPixelSize(face.pixelSize() - 1)
    painter.setFont(face)
    painter.drawText(QPointF(part.x, part.y + part.high - QFontMetricsF(face).descent() / 2), part.text)


def _bars(painter: QPainter, part: Bars) -> None:
    modules = bars(part.kind, part.text)
    assert modules is not None
    dots = grown((modules,), across=part.module, down=part.high)
    painter.drawImage(part.x, part.y, bitmap_image(dots))
    face = font(mono=True)
    face.setPixelSize(_NUMBER_HIGH)
    painter.setFont(face)
    wide = QFontMetricsF(face).horizontalAdvance(part.text)
    start = max(0.0, part.x + (dots.width - wide) / 2)
    painter.drawText(QPointF(start, part.y + part.high + _NUMBER_HIGH - 2), part.text)
