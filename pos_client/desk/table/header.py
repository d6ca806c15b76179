"""The table's head: headings with the sort arrow, and under them the row of filters."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QLineEdit
from typing_extensions import override

from pos_client.desk.table.columns import NUMBERS, Column, Filter, read_filter
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE, TIMES, Colour
from pos_client.desk.widgets.choices import Choice
from pos_client.desk.widgets.layouts import px
from pos_client.desk.widgets.words import said
from pos_client.texts import _

_ALIGN = {
    "left": Qt.AlignmentFlag.AlignLeft,
    "center": Qt.AlignmentFlag.AlignHCenter,
    "right": Qt.AlignmentFlag.AlignRight,
}
CELL_EDGE = SPACE.m


class Head(QHeaderView):
    """`sorted_by` when a heading is clicked, `filtered` shortly after a filter was typed."""

    sorted_by = Signal(str)
    filtered = Signal(tuple)
    menu_wanted = Signal(QPoint)
    left_downward = Signal()
    sort_shown = Signal()

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._columns = tuple(columns)
        self._sort = ""
        self._descending = False
        self.editors: dict[str, QLineEdit | Choice] = {}
        self._after = QTimer(self, singleShot=True, interval=TIMES.filter_after)
        self._after.timeout.connect(self._tell)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(METRIC.column_min)
        self.setSectionsMovable(False)
        self.sectionClicked.connect(self._clicked)
        self.sectionResized.connect(self.place_editors)
        for column in self._columns:
            if column.filter is not None:
                self._add_editor(column)
        look().language_changed.connect(self._reword)
        self._reword()

    def show_sort(self, key: str, *, descending: bool) -> None:
        self._sort, self._descending = key, descending
        self.sort_shown.emit()
        self.viewport().update()

    def room_for(self, at: int) -> int:
        """Px that a heading needs, with its arrow where it has one, and the words of a choice under it."""
        column = self._columns[at]
        arrow = METRIC.icon + SPACE.xs if column.key == self._sort and not column.stretch else 0
        heading = heading_width(column, first=at == 0) + arrow
        editor = self.editors.get(column.key)
        if not isinstance(editor, Choice):
            return heading
        every = metrics().horizontalAdvance(editor.itemText(0))
        return max(heading, every + METRIC.icon + 3 * SPACE.l)

    def filters(self) -> tuple[Filter, ...]:
        """What the filter row asks for now."""
        found = (read_filter(column, self._typed(column.key)) for column in self._columns)
        return tuple(rule for rule in found if rule is not None)

    def set_filter(self, key: str, text: str) -> None:
        """Fill in a filter: a chart that was clicked narrows the table under it."""
        editor = self.editors[key]
        if isinstance(editor, Choice):
            editor.set_key(text)
        else:
            editor.setText(text)
        self._tell()

    def clear_filters(self) -> None:
        for editor in self.editors.values():
            if isinstance(editor, Choice):
                editor.set_key("")
            else:
                editor.clear()
        self._tell()

    def focus_filter(self) -> None:
        """Go to the first filter."""
        for editor in self.editors.values():
            if editor.isVisible():
                editor.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def place_editors(self) -> None:
        """Put every filter under its heading."""
        height = METRIC.field_compact
        for at, column in enumerate(self._columns):
            editor = self.editors.get(column.key)
            if editor is None:
                continue
            left = self.sectionViewportPosition(at) + px("xs")
            editor.setGeometry(left, METRIC.table_head, self.sectionSize(at) - 2 * px("xs"), height)
            editor.setVisible(not self.isSectionHidden(at))

    @override
    def sizeHint(self) -> QSize:
        height = METRIC.table_head + (METRIC.filter_row if self.editors else 0)
        return QSize(super().sizeHint().width(), height)

    @override
    def updateGeometries(self) -> None:
        super().updateGeometries()
        self.place_editors()

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        column = self._columns[logicalIndex]
        paint.rule(painter, rect, "surface")
        heading = QRect(rect.left(), 0, rect.width(), METRIC.table_head)
        paint.rule(painter, paint.under(heading))
        if self.editors:
            paint.rule(painter, paint.under(rect))
        here = column.key == self._sort
        ink: Colour = "accent" if here else "ink_muted"
        room = heading.adjusted(CELL_EDGE, 0, -CELL_EDGE, 0)
        if logicalIndex == 0:
            room.setLeft(heading.left() + SPACE.l)
        painter.setFont(font("text", "medium"))
        words = said(column.label)
        if here:
            room = self._paint_arrow(painter, room, words, column)
        cut = metrics("text", "medium").elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        paint.text(painter, room, cut, ink, _ALIGN[column.side])

    def _paint_arrow(self, painter: QPainter, room: QRect, words: str, column: Column) -> QRect:
        """The arrow stands on the free side of the heading, which keeps its own place."""
        arrow = "arrow-down" if self._descending else "arrow-up"
        wide = min(metrics("text", "medium").horizontalAdvance(words), room.width())
        gap = SPACE.xs
        if column.side == "right":
            x = max(room.left() - SPACE.s, room.right() - wide - gap - METRIC.icon)
        elif column.side == "center":
            x = room.center().x() + wide // 2 + gap
        else:
            x = min(room.left() + wide + gap, room.right() - METRIC.icon)
        paint.icon(painter, QPoint(x, (METRIC.table_head - METRIC.icon) // 2), arrow, "accent")
        return room

    def _add_editor(self, column: Column) -> None:
        editor: QLineEdit | Choice
        if column.filter == "choice":
            editor = Choice((("", lambda: _("All")), *column.choices), compact=True, soft=True)
            editor.chosen.connect(lambda _key: self._tell())
        else:
            editor = QLineEdit()
            editor.setProperty("compact", "true")
            editor.setProperty("soft", "true")
            editor.textChanged.connect(self._after.start)
            editor.returnPressed.connect(self._enter)
        editor.setParent(self)
        self.editors[column.key] = editor

    def _reword(self) -> None:
        for column in self._columns:
            editor = self.editors.get(column.key)
            if isinstance(editor, QLineEdit):
                editor.setPlaceholderText(self._placeholder(column))
                editor.setAccessibleName(said(column.label))
        self.viewport().update()

    @staticmethod
    def _placeholder(column: Column) -> str:
        if column.kind in NUMBERS:
            return "≤" if column.operator == "at_most" else "≥"
        return _("Filter")

    def _typed(self, key: str) -> str:
        editor = self.editors.get(key)
        if editor is None:
            return ""
        return editor.key() if isinstance(editor, Choice) else editor.text()

    def _enter(self) -> None:
        self._tell()
        self.left_downward.emit()

    def _tell(self) -> None:
        self._after.stop()
        self.filtered.emit(self.filters())

    def _clicked(self, section: int) -> None:
        column = self._columns[section]
        if column.sortable:
            self.sorted_by.emit(column.key)


def heading_width(column: Column, *, first: bool) -> int:
    """Px that a heading needs with its margins."""
    # Measures are rounded; a hair's breadth less would cut the heading.
    words = metrics("text", "medium").horizontalAdvance(said(column.label)) + BORDER.hair
    return words + 2 * CELL_EDGE + (SPACE.xs if first else 0)


def column_widths(columns: Sequence[Column]) -> list[int]:
    """Widths in px from widths in digits, never narrower than the heading."""
    digit = metrics().horizontalAdvance("0")
    return [
        max(column.width * digit + 2 * CELL_EDGE, heading_width(column, first=at == 0))
        for at, column in enumerate(columns)
    ]
