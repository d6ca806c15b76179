"""A slip on the screen as it comes out of the printer: on paper colour in both themes."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.tokens import SPACE


class _Sheet(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[str, ...] = ()
        self._columns = 0

    def show_lines(self, lines: Sequence[str], columns: int) -> None:
        self._lines = tuple(lines)
        self._columns = columns
        self.setFixedSize(self.sizeHint())
        self.setAccessibleName("\n".join(lines))
        self.update()

    def lines(self) -> tuple[str, ...]:
        return self._lines

    @override
    def sizeHint(self) -> QSize:
        face = metrics(mono=True)
        wide = face.horizontalAdvance("0") * self._columns + 2 * SPACE.xl
        return QSize(wide, face.height() * len(self._lines) + 2 * SPACE.xl)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.frame(painter, self.rect(), fill="paper")
            painter.setFont(font(mono=True))
            tall = metrics(mono=True).height()
            line = QRect(SPACE.xl, SPACE.xl, self.width() - SPACE.xl, tall)
            for words in self._lines:
                if line.bottom() >= event.rect().top() and line.top() <= event.rect().bottom():
                    paint.text(painter, line, words, "paper_ink", Qt.AlignmentFlag.AlignLeft)
                line.translate(0, tall)


class Paper(QScrollArea):
    """As wide as its columns, as tall as there is room; scrolls when the slip is longer."""

    def __init__(self, columns: int = 32) -> None:
        super().__init__()
        self._columns = columns
        self._sheet = _Sheet()
        self.setWidget(self._sheet)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.show_lines(())

    def show_lines(self, lines: Sequence[str]) -> None:
        columns = max([self._columns, *map(len, lines)])
        self._sheet.show_lines(lines, columns)
        self.setFixedWidth(self._sheet.width() + self.verticalScrollBar().sizeHint().width())
        self.verticalScrollBar().setValue(0)

    def show_sheet(self, *, shown: bool) -> None:
        """Without anything printed there is no paper; its place stays free."""
        self._sheet.setVisible(shown)

    def lines(self) -> tuple[str, ...]:
        """What stands on it."""
        return self._sheet.lines()
