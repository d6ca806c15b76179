"""The list of labels: a tick, name and price, and how many. Only what is in sight is painted."""

from typing import Final

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE, Colour
from pos_client.desk.widgets.finger import FingerScroll
from pos_client.features.labels.state import LabelLine, LabelState

ROW: Final = METRIC.row_touch
_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignRight


class LabelRows(QAbstractScrollArea):
    """A press at the left ticks, one elsewhere chooses."""

    chosen = Signal(int)
    ticked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[LabelLine, ...] = ()
        self._current = -1
        self._empty = ("", "")
        self.setViewport(QWidget())
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.finger = FingerScroll(self)
        look().theme_changed.connect(self.viewport().update)

    def draw(self, state: LabelState, *, empty: tuple[str, str]) -> None:
        """`empty`: title and sentence while nothing stands here."""
        self._lines, self._current, self._empty = state.lines, state.current, empty
        self._stretch()
        top, bar = self._current * ROW, self.verticalScrollBar()
        if self._current >= 0 and not bar.value() <= top <= bar.value() + self.viewport().height() - ROW:
            bar.setValue(top if top < bar.value() else top + ROW - self.viewport().height())
        self.viewport().update()

    def page(self) -> int:
        """Rows in sight."""
        return max(1, self.viewport().height() // ROW)

    def tick_rect(self, place: int) -> QRect:
        """Where the tick of a row is, in the viewport."""
        return QRect(0, place * ROW - self.verticalScrollBar().value(), METRIC.row_touch + SPACE.s, ROW)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        where = event.position().toPoint()
        place = (where.y() + self.verticalScrollBar().value()) // ROW
        if not 0 <= place < len(self._lines):
            return
        self.chosen.emit(place)
        if self.tick_rect(place).contains(where):
            self.ticked.emit(place)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self.viewport()) as painter:
            if not self._lines:
                self._paint_empty(painter)
                return
            offset = self.verticalScrollBar().value()
            last = min(len(self._lines), (offset + self.viewport().height()) // ROW + 1)
            for place in range(offset // ROW, last):
                box = QRect(0, place * ROW - offset, self.viewport().width(), ROW)
                self._paint_row(painter, box, self._lines[place], chosen=place == self._current)

    def _stretch(self) -> None:
        bar = self.verticalScrollBar()
        bar.setSingleStep(ROW)
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, len(self._lines) * ROW - self.viewport().height()))

    def _paint_empty(self, painter: QPainter) -> None:
        title, words = self._empty
        wide = self.viewport().width()
        box = QRect(SPACE.l, self.viewport().height() // 3, wide - 2 * SPACE.l, METRIC.row_till)
        painter.setFont(font("title", "medium"))
        paint.text(painter, box, title, "ink", Qt.AlignmentFlag.AlignHCenter)
        painter.setFont(font())
        painter.setPen(look().colour("ink_muted"))
        flags = int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop) | int(Qt.TextFlag.TextWordWrap)
        painter.drawText(box.adjusted(0, METRIC.row_till, 0, 3 * METRIC.row_till), flags, words)

    def _paint_row(self, painter: QPainter, box: QRect, line: LabelLine, *, chosen: bool) -> None:
        if chosen:
            painter.fillRect(box, look().colour("accent_soft"))
            paint.marker(painter, box)
        paint.rule(painter, paint.under(box))
        _paint_tick(painter, box, on=line.ticked)
        inner = box.adjusted(SPACE.l + METRIC.check + SPACE.l, SPACE.xs, -SPACE.l, -SPACE.xs)
        half = inner.height() // 2
        upper, lower = inner.adjusted(0, 0, 0, -half), inner.adjusted(0, half, 0, 0)
        ink: Colour = "ink" if line.ticked else "ink_muted"
        copies = f"{texts.amount(line.copies)} x"
        painter.setFont(font("text", "strong"))
        paint.text(painter, upper, line.price_words(), ink, _RIGHT)
        room = upper.width() - metrics("text", "strong").horizontalAdvance(line.price_words()) - SPACE.m
        painter.setFont(font("text", "medium"))
        name = metrics("text", "medium").elidedText(line.priced.name, Qt.TextElideMode.ElideRight, room)
        paint.text(painter, upper, name, ink, _LEFT)
        painter.setFont(font())
        paint.text(painter, lower, copies, ink, _RIGHT)
        facts = " · ".join(part for part in (line.priced.barcode, line.priced.unit, line.why()) if part)
        paint.text(painter, lower, facts, "ink_muted", _LEFT)


def _paint_tick(painter: QPainter, row: QRect, *, on: bool) -> None:
    size = METRIC.check
    box = QRect(row.left() + SPACE.l, row.center().y() - size // 2, size, size)
    paint.frame(
        painter,
        box,
        fill="accent" if on else "surface",
        edge="accent" if on else "border_strong",
        radius=SPACE.xs,
    )
    if not on:
        return
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look().colour("on_accent"), METRIC.icon_stroke))
    painter.drawPolyline(
        [QPoint(size * x // 18, size * y // 18) + box.topLeft() for x, y in ((4, 9), (8, 13), (14, 5))]
    )
    painter.restore()
