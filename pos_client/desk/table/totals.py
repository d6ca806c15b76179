"""The totals row at the table's lower edge: how many rows, and the sums under their columns."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

from pos_client.desk.table.cells import inner
from pos_client.desk.table.columns import Column, written
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.texts import MINUS, _


class Totals(QWidget):
    """Sums stand under their columns; the count at the left, a hint at the right where there is room."""

    def __init__(self, columns: tuple[Column, ...], head: QHeaderView) -> None:
        super().__init__()
        self._columns = columns
        self._head = head
        self._count = ""
        self._totals: Mapping[str, object] = {}
        self.hint = True
        self.setFixedHeight(METRIC.totals_row)
        head.sectionResized.connect(lambda *_sizes: self.update())

    def show_totals(self, count: str, totals: Mapping[str, object]) -> None:
        self._count, self._totals = count, totals
        self.update()

    def text(self) -> str:
        return self._count

    def sums(self) -> Mapping[str, object]:
        """What stands under the columns."""
        return self._totals

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.rule(painter, paint.over(self.rect()), "border_strong")
            painter.setFont(font("text", "strong"))
            taken = SPACE.l + metrics("text", "strong").horizontalAdvance(self._count)
            room = self.rect().adjusted(SPACE.l, 0, -SPACE.l, 0)
            paint.text(painter, room, self._count, "ink", Qt.AlignmentFlag.AlignLeft)
            right = taken
            for at, column in enumerate(self._columns):
                if column.key in self._totals and not self._head.isSectionHidden(at):
                    right = max(right, self._paint_sum(painter, at, column))
            self._paint_hint(painter, right)

    def _paint_sum(self, painter: QPainter, at: int, column: Column) -> int:
        """Paint one sum and give its right edge. It may be wider than its column: it grows to the left."""
        cell = QRect(self._head.sectionViewportPosition(at), 0, self._head.sectionSize(at), self.height())
        words = written(column, self._totals[column.key])
        room = inner(cell, first=at == 0)
        wide = metrics("text", "strong").horizontalAdvance(words)
        if column.side == "right":
            room.setLeft(min(room.left(), room.right() - wide))
        align = Qt.AlignmentFlag.AlignRight if column.side == "right" else Qt.AlignmentFlag.AlignLeft
        paint.text(painter, room, words, "danger" if words.startswith(MINUS) else "ink", align)
        return room.right()

    def _paint_hint(self, painter: QPainter, taken: int) -> None:
        words = _("Enter opens, right click for more")
        room = self.rect().adjusted(taken + SPACE.xl, 0, -SPACE.l, 0)
        if self.hint and metrics().horizontalAdvance(words) <= room.width():
            painter.setFont(font())
            paint.text(painter, room, words, "ink_muted", Qt.AlignmentFlag.AlignRight)
