"""A sparkline: the shape of some figures, without axis or scale."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC


def paint_sparkline(painter: QPainter, room: QRect, values: object) -> None:
    """Paint whole numbers as a line in the middle of `room`. Fewer than two give no line."""
    points = [value for value in values if isinstance(value, int)] if isinstance(values, Sequence) else []
    if len(points) < 2:
        return
    width = min(METRIC.sparkline, room.width())
    height = min(METRIC.sparkline_height, room.height()) - 2 * METRIC.icon_stroke
    low, high = min(points), max(points)
    left = room.left() + (room.width() - width) / 2
    middle = room.top() + room.height() / 2
    step = width / (len(points) - 1)
    spread = high - low
    line = QPolygonF()
    for at, value in enumerate(points):
        share = (value - low) / spread - 0.5 if spread else 0.0
        line.append(QPointF(left + at * step, middle - share * height))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(look().colour("ink_muted"), METRIC.icon_stroke)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline(line)
    painter.restore()


class Sparkline(QWidget):
    def __init__(self, values: Sequence[int] = ()) -> None:
        super().__init__()
        self._values = tuple(values)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_values(self, values: Sequence[int]) -> None:
        self._values = tuple(values)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(METRIC.sparkline, METRIC.sparkline_height)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_sparkline(painter, self.rect(), self._values)
