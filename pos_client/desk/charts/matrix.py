"""Counts in a small matrix (speed by value). A cell that is clicked filters the table under it."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE, Colour
from pos_client.desk.widgets.words import Words, said
from pos_client.texts import amount

Option = tuple[str, Words]
Cell = tuple[str, str]


class Matrix(QWidget):
    """Rows and columns best first; the last row is what does not move. `chosen` ("", "") clears."""

    chosen = Signal(str, str)

    def __init__(self, rows: Sequence[Option], columns: Sequence[Option]) -> None:
        super().__init__()
        self._rows = tuple(rows)
        self._columns = tuple(columns)
        self._counts: Mapping[Cell, int] = {}
        self._picked: Cell | None = None
        self._focus: tuple[int, int] = (0, 0)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        look().language_changed.connect(self.update)

    def show_counts(self, counts: Mapping[Cell, int]) -> None:
        """Products by (row key, column key)."""
        self._counts = dict(counts)
        self.update()

    def picked(self) -> Cell | None:
        return self._picked

    def cell_rect(self, row: str, column: str) -> QRect:
        """Where a cell stands."""
        keys = [key for key, _words in self._rows], [key for key, _words in self._columns]
        return self._rect(keys[0].index(row), keys[1].index(column))

    @override
    def sizeHint(self) -> QSize:
        wide = METRIC.side_panel
        return QSize(wide, METRIC.icon_large + len(self._rows) * (METRIC.touch_min + METRIC.matrix_gap))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(METRIC.side_menu, self.sizeHint().height())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        moves = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        if key in moves:
            line, place = self._focus
            self._focus = (
                (line + moves[key][0]) % len(self._rows),
                (place + moves[key][1]) % len(self._columns),
            )
            self.update()
        elif key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self._pick(*self._focus)
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        for line in range(len(self._rows)):
            for place in range(len(self._columns)):
                if self._rect(line, place).contains(event.position().toPoint()):
                    self._focus = (line, place)
                    self._pick(line, place)
                    return

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setFont(font())
            for place, (_key, words) in enumerate(self._columns):
                cell = self._rect(0, place)
                head = QRect(cell.left(), 0, cell.width(), METRIC.icon_large)
                paint.text(painter, head, said(words), "ink_muted", Qt.AlignmentFlag.AlignHCenter)
            for line, (_key, words) in enumerate(self._rows):
                cell = self._rect(line, 0)
                side = QRect(0, cell.top(), cell.left(), cell.height())
                painter.setFont(font())
                paint.text(painter, side, said(words), "ink_muted", Qt.AlignmentFlag.AlignLeft)
                for place in range(len(self._columns)):
                    self._paint_cell(painter, line, place)

    def _paint_cell(self, painter: QPainter, line: int, place: int) -> None:
        rect = self._rect(line, place)
        key = (self._rows[line][0], self._columns[place][0])
        fill = self._fill(line, place)
        edge: Colour | None = None
        if self._picked == key:
            edge = "ink"
        elif self.hasFocus() and self._focus == (line, place):
            edge = "ink" if fill == "accent" else "accent"
        paint.frame(painter, rect, fill=fill, edge=edge, width=BORDER.focus, radius=SPACE.xs)
        painter.setFont(font("text", "strong"))
        ink: Colour = "on_accent" if fill == "accent" else "ink"
        room = rect.adjusted(SPACE.s, 0, -SPACE.m, 0)
        paint.text(painter, room, amount(self._counts.get(key, 0)), ink, Qt.AlignmentFlag.AlignRight)

    def _fill(self, line: int, place: int) -> Colour:
        """Accent where speed and value meet, paler away from there; what does not move is a warning."""
        if line == len(self._rows) - 1:
            return "warn_soft"
        return ("accent", "accent_mid", "accent_soft")[min(2, line + place)]

    def _rect(self, line: int, place: int) -> QRect:
        left = max(metrics().horizontalAdvance(said(words)) for _key, words in self._rows) + SPACE.l
        top = METRIC.icon_large
        gap = METRIC.matrix_gap
        wide = (self.width() - left - gap * (len(self._columns) - 1)) // len(self._columns)
        high = (self.height() - top - gap * (len(self._rows) - 1)) // len(self._rows)
        high = min(high, METRIC.row_touch)
        return QRect(left + place * (wide + gap), top + line * (high + gap), wide, high)

    def _pick(self, line: int, place: int) -> None:
        key = (self._rows[line][0], self._columns[place][0])
        self._picked = None if self._picked == key else key
        self.update()
        self.chosen.emit(*(self._picked or ("", "")))
