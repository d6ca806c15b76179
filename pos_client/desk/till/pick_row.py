"""A row of a short list that is picked with a finger, the mouse or the arrows: what all of them share."""

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.look import look


class PickRow(QWidget):
    """Subclasses paint what stands in the row; here are its height, its mark, and the rule below it."""

    clicked = Signal()

    def __init__(self, name: str, *, height: int) -> None:
        super().__init__()
        self._chosen = False
        self.setFixedHeight(height)
        self.setAccessibleName(name)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def mark(self, *, chosen: bool) -> None:
        """Whether Enter means this row."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def paint_row(self, painter: QPainter, box: QRect) -> None:
        """Paint what stands in the row, over its ground: its name, where nothing else is said."""
        paint.text(painter, box, self.accessibleName(), "ink", Qt.AlignmentFlag.AlignLeft)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            box = self.rect()
            if self._chosen:
                painter.fillRect(box, look().colour("accent_soft"))
                paint.marker(painter, box)
            paint.rule(painter, paint.under(box))
            self.paint_row(painter, box)
