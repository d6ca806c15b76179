"""The rows: a QTableView that paints through Cells, selects whole rows, and asks for pages as it scrolls."""

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QTableView,
    QToolTip,
    QWidget,
)
from typing_extensions import override

from pos_client.desk.table.cells import Cells, inner, wanted_width, weight_of
from pos_client.desk.table.columns import WHOLE, Column, shown
from pos_client.desk.table.fitting import Want, leaving, shared
from pos_client.desk.table.header import CELL_EDGE, Head, column_widths
from pos_client.desk.table.model import TableModel
from pos_client.desk.theme.fonts import metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
_KEYBOARD = {
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
}


class View(QTableView):
    opened = Signal(int)
    menu_wanted = Signal(int, QPoint)
    moved = Signal(int)
    ring_changed = Signal(bool)
    filters_wanted = Signal()

    def __init__(self, model: TableModel, head: Head, row_height: int) -> None:
        super().__init__()
        self._rows = model
        self._head = head
        # What columns have at first, what was chosen for them by hand (0: nothing), what their rows want.
        self._base: list[int] = column_widths(model.columns)
        self._chosen: list[int] = [0] * len(self._base)
        self._wish: list[int] = [0] * len(self._base)
        self._left: set[int] = set()
        self._fitting = False
        self.cells = Cells(model, row_height)
        self.setModel(model)
        self.setItemDelegate(self.cells)
        self.setHorizontalHeader(head)
        self._set_up(row_height)
        self._size_columns()
        head.sectionResized.connect(self._resized)
        head.sort_shown.connect(self._fit)
        look().language_changed.connect(self._reworded)
        model.page_came.connect(self._page_came)
        model.modelReset.connect(self.ask_for_rows)
        self.verticalScrollBar().valueChanged.connect(self.ask_for_rows)

    def _set_up(self, row_height: int) -> None:
        side = self.verticalHeader()
        side.hide()
        side.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        side.setMinimumSectionSize(row_height)
        side.setDefaultSectionSize(row_height)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        above = QWidget()
        above.setFixedHeight(self._head.sizeHint().height())
        self.addScrollBarWidget(above, Qt.AlignmentFlag.AlignTop)

    def _size_columns(self) -> None:
        for at, column in enumerate(self._rows.columns):
            self._head.resizeSection(at, self._base[at])
            self.setColumnHidden(at, column.hidden)
        self._fit()

    # rows

    def current_row(self) -> int:
        """Number of the selected row, -1 for none."""
        index = self.currentIndex()
        return index.row() if index.isValid() else -1

    def select_row(self, at: int) -> None:
        index = self._rows.index(at, self._first_column())
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    def ask_for_rows(self) -> None:
        """Have the model fetch what is in sight, and a little more."""
        top = self.rowAt(0)
        bottom = self.rowAt(self.viewport().height() - 1)
        first = max(0, top)
        self._rows.need(first, bottom if bottom >= 0 else max(first, self._rows.rowCount() - 1))

    def chosen_width(self, at: int) -> int:
        """Px chosen by hand for a column, 0 while its width is left to the table."""
        return self._chosen[at]

    def choose_width(self, at: int, width: int) -> None:
        """A width as chosen by hand; 0 leaves it to the table."""
        self._chosen[at] = 0 if self._rows.columns[at].stretch else max(0, width)

    def is_wanted(self, at: int) -> bool:
        """The column is shown, or would be if there was room."""
        return at in self._left or not self.isColumnHidden(at)

    def want(self, at: int, *, wanted: bool) -> None:
        """Show or hide a column, as chosen by hand."""
        self._left.discard(at)
        self.setColumnHidden(at, not wanted)

    def _fit(self) -> None:
        """Share the width out: see `fitting`."""
        if self._fitting:
            return
        room = self.viewport().width()
        wants = {at: self._want(at) for at in range(len(self._base)) if self.is_wanted(at)}
        places = list(wants)
        left = {places[at] for at in leaving(list(wants.values()), room)}
        seen = [at for at in places if at not in left]
        sizes = shared([wants[at] for at in seen], room)
        self._fitting = True
        for at in left ^ self._left:
            self.setColumnHidden(at, at in left)
        self._left = left
        for at, size in zip(seen, sizes, strict=True):
            self._head.resizeSection(at, size)
        self._fitting = False

    def _want(self, at: int) -> Want:
        column = self._rows.columns[at]
        whole = self._wish[at] if column.kind in WHOLE else 0
        if chosen := self._chosen[at]:
            width = max(chosen, whole)
            return Want(width, width, width, fixed=True, yields=column.yields)
        heading = self._head.room_for(at)
        base = max(self._base[at], heading, whole)
        if column.stretch:
            return Want(base, self._wish[at], max(self._base[at] * 2 // 3, whole), stretch=True)
        # Before rows have come nobody knows what a column could spare; a filter needs room to type in.
        settled = not self._wish[at] or column.filter is not None
        least = base if settled else min(base, max(heading, self._wish[at]))
        return Want(base, self._wish[at], least, yields=column.yields)

    def _resized(self, at: int, old: int, new: int) -> None:
        # A column that is hidden or shown again comes from or goes to nothing: no hand chose that.
        if not self._fitting and old and new:
            self.choose_width(at, new)
            self._fit()

    def _reworded(self) -> None:
        self._base = column_widths(self._rows.columns)
        self._fit()

    def columns(self) -> tuple[Column, ...]:
        """All columns, hidden ones too."""
        return self._rows.columns

    def columns_shown(self) -> list[Column]:
        """The columns one wants to see, left to right, also those the room is too narrow for."""
        return [c for at, c in enumerate(self._rows.columns) if self.is_wanted(at)]

    def _page_came(self) -> None:
        self.widen()
        self.ask_for_rows()

    def widen(self) -> None:
        """Codes and amounts are never cut: their columns grow to what has come so far, and never shrink."""
        top = max(0, self.rowAt(0))
        rows = [row for at in range(top, top + METRIC.side_menu) if (row := self._rows.row(at)) is not None]
        for at, column in enumerate(self._rows.columns):
            if column.kind != "spark" and self.is_wanted(at):
                edge = 2 * CELL_EDGE + (SPACE.xs if at == 0 else 0)
                most = max((wanted_width(column, row) for row in rows), default=0)
                self._wish[at] = max(self._wish[at], most + edge if most else 0)
        self._fit()

    def _first_column(self) -> int:
        return next((at for at in range(len(self._rows.columns)) if not self.isColumnHidden(at)), 0)

    # hands

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.current_row()
        if event.key() in _ENTER and at >= 0:
            self.opened.emit(at)
            return
        if event.matches(QKeySequence.StandardKey.Copy):
            self._copy(at)
            return
        if event.key() == Qt.Key.Key_Up and at <= 0 and self._head.editors:
            self.filters_wanted.emit()
            return
        super().keyPressEvent(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        at = self.rowAt(event.position().toPoint().y())
        if at >= 0:
            self.opened.emit(at)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self.rowAt(event.position().toPoint().y()))
        super().mouseMoveEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._hover(-1)
        super().leaveEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = self.rowAt(event.pos().y())
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            at = self.current_row()
        if at >= 0:
            self.select_row(at)
            self.menu_wanted.emit(at, event.globalPos())

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            words = self.tip_at(event.pos())
            QToolTip.showText(event.globalPos(), words, self.viewport()) if words else QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def tip_at(self, at: QPoint) -> str:
        """The whole text of a cell that shows only part of it."""
        index = self.indexAt(at)
        row = self._rows.row(index.row()) if index.isValid() else None
        if row is None:
            return ""
        column = self._rows.columns[index.column()]
        words = shown(column, row)
        room = inner(self.visualRect(index), first=index.column() == 0).width()
        wide = metrics("text", weight_of(column, row)).horizontalAdvance(words)
        return words if wide > room and column.kind != "spark" else ""

    @override
    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self.moved.emit(current.row() if current.isValid() else -1)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._rows.rowCount():
            self.select_row(0)
        # Whoever came by keyboard sees a ring around the table; the pointer knows where it is.
        self.ring_changed.emit(event.reason() in _KEYBOARD)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.ring_changed.emit(False)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        self.ask_for_rows()

    def _hover(self, at: int) -> None:
        if at != self.cells.hover_row:
            self.cells.hover_row = at
            self.viewport().update()

    def _copy(self, at: int) -> None:
        row = self._rows.row(at) if at >= 0 else None
        if row is not None:
            QApplication.clipboard().setText("\t".join(shown(c, row) for c in self.columns_shown()))
