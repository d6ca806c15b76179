"""Key figures: one strip with dividers. Figures change in place; nothing moves."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE, TONE_INK, Tone
from pos_client.texts import DASH, MINUS

_LEFT = Qt.AlignmentFlag.AlignLeft


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, already worded. `unit` stands muted after it, `note` below in the colour of its tone."""

    key: str
    title: str
    value: str = DASH
    unit: str = ""
    note: str = ""
    tone: Tone = "plain"


class KeyFigures(QWidget):
    """`chosen` names a figure that was clicked: it opens what it counts."""

    chosen = Signal(str)

    def __init__(self, figures: Sequence[Figure] = ()) -> None:
        super().__init__()
        self._figures = tuple(figures)
        self.setFixedHeight(METRIC.key_figures)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_figures(self, figures: Sequence[Figure]) -> None:
        if tuple(figures) != self._figures:
            self._figures = tuple(figures)
            self.update()

    def figures(self) -> tuple[Figure, ...]:
        return self._figures

    def open_on_click(self) -> None:
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @override
    def sizeHint(self) -> QSize:
        return QSize(METRIC.side_menu * max(1, len(self._figures)), METRIC.key_figures)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        for figure, cell in zip(self._figures, self._cells(), strict=True):
            if cell.contains(event.position().toPoint()):
                self.chosen.emit(figure.key)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.frame(painter, self.rect())
            for at, (figure, cell) in enumerate(zip(self._figures, self._cells(), strict=True)):
                if at:
                    paint.rule(painter, QRect(cell.left(), 0, BORDER.hair, self.height()))
                self._paint_cell(painter, figure, cell.adjusted(SPACE.l, 0, -SPACE.l, 0))

    def _paint_cell(self, painter: QPainter, figure: Figure, cell: QRect) -> None:
        line = METRIC.icon
        big = METRIC.row_desk
        top = (self.height() - 2 * line - big) // 2
        title = QRect(cell.left(), top, cell.width(), line)
        value = QRect(cell.left(), title.bottom() + 1, cell.width(), big)
        note = QRect(cell.left(), value.bottom() + 1, cell.width(), line)
        painter.setFont(font())
        paint.text(painter, title, _cut(figure.title, title), "ink_muted", _LEFT)
        paint.text(painter, note, _cut(figure.note, note), TONE_INK[figure.tone], _LEFT)
        wide = metrics("figure", "strong").horizontalAdvance(figure.value)
        after = value.adjusted(wide + SPACE.xs + SPACE.xxs, SPACE.xs, 0, SPACE.xs)
        if figure.unit and wide + metrics().horizontalAdvance(figure.unit) < value.width():
            paint.text(painter, after, figure.unit, "ink_muted", _LEFT)
        # An amount is never cut: where it is wider than its cell it is set smaller.
        painter.setFont(font("figure" if wide <= value.width() else "title", "strong"))
        negative = figure.value.startswith(MINUS)
        paint.text(painter, value, figure.value, "danger" if negative else "ink", _LEFT)

    def _cells(self) -> list[QRect]:
        count = len(self._figures)
        edges = [self.width() * at // count for at in range(count + 1)] if count else []
        return [QRect(left, 0, right - left, self.height()) for left, right in pairwise(edges)]


def _cut(words: str, room: QRect) -> str:
    return metrics().elidedText(words, Qt.TextElideMode.ElideRight, room.width())
