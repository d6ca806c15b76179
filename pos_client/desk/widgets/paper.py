"""A page as the paper shows it: what a printer made of its bytes, drawn dot for dot at 203 dpi."""

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPen

from pos_client.desk.theme.fonts import font
from pos_client.devices.bitmap import Bitmap
from pos_client.devices.escpos_page import (
    FONT_DOTS,
    SPACING,
    Code,
    CutMark,
    Line,
    Mark,
    PaperFeed,
    Picture,
    Run,
    Style,
)
from pos_client.printing.codes import bars, grown, squares

DOTS_PER_METRE: Final = 7992
"""203 dots per inch."""
PAPER_DOTS: Final = {58: 464, 80: 640}
PRINT_DOTS: Final = {58: 384, 80: 576}
LONGEST_DOTS: Final = 24_000
"""Three metres: a picture must fit memory; the rest of a longer page is not drawn."""
_EDGE: Final = 24
_CUT_DOTS: Final = 24
_INK: Final = Qt.GlobalColor.black
_SPREAD: Final = {"left": 0, "centre": 1, "right": 2}


def paper_image(marks: Iterable[Mark], *, mm: int = 80) -> QImage:
    """The page on paper of 58 or 80 mm, black on white. Pulses and questions leave no trace on it."""
    sheet = _Sheet(mm, list(marks))
    image = QImage(PAPER_DOTS[mm], sheet.height, QImage.Format.Format_Grayscale8)
    image.setDotsPerMeterX(DOTS_PER_METRE)
    image.setDotsPerMeterY(DOTS_PER_METRE)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        painter.translate((PAPER_DOTS[mm] - PRINT_DOTS[mm]) // 2, _EDGE)
        sheet.paint(painter)
    return image


def bitmap_image(bitmap: Bitmap) -> QImage:
    """Dots as a picture, black on white."""
    wide = -(-bitmap.width // 8)
    image = QImage(bitmap.dots, bitmap.width, bitmap.height, wide, QImage.Format.Format_Mono)
    image.setColorTable([0xFFFFFFFF, 0xFF000000])
    return image.copy()


class _Sheet:
    """Where everything stands: heights first, then the paint."""

    def __init__(self, mm: int, marks: Sequence[Mark]) -> None:
        self._width = PRINT_DOTS[mm]
        self._placed: list[tuple[int, Mark]] = []
        top = 0
        for mark in marks:
            high = _height(mark)
            if top + high > LONGEST_DOTS:
                break
            if high:
                self._placed.append((top, mark))
            top += high
        self.height = top + 2 * _EDGE

    def paint(self, painter: QPainter) -> None:
        for top, mark in self._placed:
            match mark:
                case Line():
                    self._line(painter, top, mark)
                case Picture():
                    _picture(painter, self._start(mark.align, mark.width), top, mark)
                case Code():
                    self._code(painter, top, mark)
                case CutMark():
                    self._cut(painter, top)
                case _:
                    pass

    def _start(self, align: str, wide: int) -> int:
        return max(0, (self._width - wide) * _SPREAD[align] // 2)

    def _line(self, painter: QPainter, top: int, line: Line) -> None:
        start = self._start(line.align, max(map(_right, line.parts), default=0))
        for part in line.parts:
            if isinstance(part, Run):
                _run(painter, start + part.x, top + line.high, part)
            else:
                _picture(painter, start + part.x, top + line.high - part.height, part)

    def _code(self, painter: QPainter, top: int, code: Code) -> None:
        above, below = _words_heights(code)
        dots = code_dots(code)
        if dots is None:
            _boxed(painter, QRect(0, top + above, self._width, SPACING), f"[{code.kind}] {code.text}")
            return
        start = self._start(code.align, dots.width)
        painter.drawImage(start, top + above, bitmap_image(dots))
        for shown, base in ((above, top + above), (below, top + above + dots.height + below)):
            if shown:
                run = Run(code.text)
                _run(painter, start + max(0, (dots.width - _right(run)) // 2), base - 3, run)

    def _cut(self, painter: QPainter, top: int) -> None:
        painter.setPen(QPen(Qt.GlobalColor.gray, 1, Qt.PenStyle.DashLine))
        painter.drawLine(0, top + _CUT_DOTS // 2, self._width, top + _CUT_DOTS // 2)


def code_dots(code: Code) -> Bitmap | None:
    """A code as the printer draws it, None for a kind that is only named on the picture."""
    if code.kind == "qr":
        rows = squares(code.data, level=code.level)
        return grown(rows, across=code.module, down=code.module) if rows and code.module else None
    modules = bars(code.kind, code.text)
    if modules is None or not code.module or not code.height:
        return None
    return grown((modules,), across=code.module, down=code.height)


def _height(mark: Mark) -> int:
    match mark:
        case Line():
            return max(mark.spacing, mark.high)
        case Picture(height=high):
            return high
        case PaperFeed(dots=moved):
            return moved
        case CutMark():
            return _CUT_DOTS
        case Code():
            dots = code_dots(mark)
            return sum(_words_heights(mark)) + (dots.height if dots else SPACING)
        case _:
            return 0


def _words_heights(code: Code) -> tuple[int, int]:
    words = 0 if code.kind == "qr" else code.words
    return SPACING * bool(words & 1), SPACING * bool(words & 2)


def _right(part: Run | Picture) -> int:
    return part.x + (part.style.cell[0] * len(part.text) if isinstance(part, Run) else part.width)


def _picture(painter: QPainter, x: int, y: int, picture: Picture) -> None:
    painter.drawImage(QRect(x, y, picture.width, picture.height), bitmap_image(picture.bitmap))


def _boxed(painter: QPainter, box: QRect, words: str) -> None:
    painter.setPen(_INK)
    painter.drawRect(box.adjusted(0, 2, -1, -3))
    _run(painter, box.left() + 8, box.bottom() - 2, Run(words[:60], Style(font="B")))


def _run(painter: QPainter, x: int, base: int, run: Run) -> None:
    """Each character in the cell the printer gives it; `base` is the lower edge of the line."""
    wide, high = run.style.cell
    area = QRectF(x, base - high, wide * len(run.text), high)
    if run.style.reverse:
        painter.fillRect(area, _INK)
    painter.save()
    _ready(painter, run.style)
    painter.translate(x, base - high)
    painter.scale(run.style.width, run.style.height)
    cell = FONT_DOTS[run.style.font]
    drop = QFontMetricsF(painter.font()).descent()
    for place, mark in enumerate(run.text):
        painter.drawText(QPointF(place * cell[0], cell[1] - drop), mark)
    painter.restore()
    if run.style.underline:
        painter.fillRect(QRectF(x, base - run.style.underline, area.width(), run.style.underline), _INK)


def _ready(painter: QPainter, style: Style) -> None:
    """The app's typewriter font at the size whose characters fill the printer's cell."""
    face = font(weight="strong" if style.bold else "normal", mono=True)
    wide, high = FONT_DOTS[style.font]
    face.setPixelSize(high)
    while QFontMetricsF(face).horizontalAdvance("0") > wide and face.pixelSize() > 1:
        face.setPixelSize(face.pixelSize() - 1)
    painter.setFont(face)
    painter.setPen(Qt.GlobalColor.white if style.reverse else _INK)
