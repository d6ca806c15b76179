"""Paints the cells: figures right and tabular, units muted, negatives in danger, the selected row marked."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from pos_client.desk.table.columns import WHOLE, Column, Row, negative, shown
from pos_client.desk.table.header import CELL_EDGE
from pos_client.desk.table.model import TableModel
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import Weight, font, metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE, TONE_INK, Colour
from pos_client.desk.widgets.sparkline import paint_sparkline

_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}


class Cells(QStyledItemDelegate):
    """`height` of a row; two lines stand in rows of the touch height."""

    def __init__(self, model: TableModel, height: int) -> None:
        super().__init__(model)
        self._model = model
        self._height = height
        self.hover_row = -1

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self._height)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(rect, look().colour("accent_soft"))
        elif index.row() == self.hover_row:
            painter.fillRect(rect, look().colour("hover"))
        if selected and index.column() == 0:
            paint.marker(painter, rect)
        painter.fillRect(paint.under(rect), look().colour("border"))
        row = self._model.row(index.row())
        if row is not None:
            column = self._model.columns[index.column()]
            self._paint_value(painter, inner(rect, first=index.column() == 0), column, row)

    def _paint_value(self, painter: QPainter, room: QRect, column: Column, row: Row) -> None:
        if column.kind == "spark":
            paint_sparkline(painter, room, row.get(column.key))
            return
        note = str(row.get(column.note) or "") if column.note else ""
        if note and self._height >= METRIC.key - SPACE.s:
            line = METRIC.icon
            top = room.top() + (room.height() - 2 * line) // 2
            painter.setFont(font())
            below = QRect(room.left(), top + line, room.width(), line)
            paint.text(painter, below, fitted(note, "normal", room.width()), "ink_muted", _ALIGN[column.side])
            room = QRect(room.left(), top, room.width(), line)
        unit = str(row.get(column.unit) or "") if column.unit else ""
        if unit:
            painter.setFont(font())
            paint.text(painter, room, unit, "ink_muted", Qt.AlignmentFlag.AlignRight)
            room = room.adjusted(0, 0, -(metrics().horizontalAdvance(unit) + SPACE.xs), 0)
        weight = weight_of(column, row)
        painter.setFont(font("text", weight))
        words = shown(column, row)
        if column.kind not in WHOLE:
            words = fitted(words, weight, room.width())
        paint.text(painter, room, words, ink_of(column, row), _ALIGN[column.side])


def inner(rect: QRect, *, first: bool) -> QRect:
    """The room for text inside a cell."""
    return rect.adjusted(SPACE.l if first else CELL_EDGE, 0, -CELL_EDGE, 0)


def fitted(words: str, weight: Weight, width: int) -> str:
    return metrics("text", weight).elidedText(words, Qt.TextElideMode.ElideRight, width)


def weight_of(column: Column, row: Row) -> Weight:
    toned = column.tone is not None and column.tone(row) is not None
    return "strong" if column.strong or column.kind == "class" or toned else "normal"


def ink_of(column: Column, row: Row) -> Colour:
    tone = column.tone(row) if column.tone is not None else None
    if tone is not None:
        return TONE_INK[tone]
    if negative(column, row):
        return "danger"
    if column.link:
        return "accent"
    empty = row.get(column.key) is None
    return "ink_muted" if column.muted or column.kind == "code" or empty else "ink"


def wanted_width(column: Column, row: Row) -> int:
    """Px that the cell's text and unit need."""
    # Measures are rounded; a hair's breadth less would cut the words.
    words = metrics("text", weight_of(column, row)).horizontalAdvance(shown(column, row)) + BORDER.hair
    unit = str(row.get(column.unit) or "") if column.unit else ""
    return words + (metrics().horizontalAdvance(unit) + SPACE.xs if unit else 0)
