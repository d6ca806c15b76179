"""A print-out on paper colour, whatever the theme, scrolled where it is longer than its panel."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.tokens import SPACE
from pos_client.desk.widgets.layouts import column, row


class Paper(QWidget):
    """Lines of text in the receipt's own letters."""

    def __init__(self, columns: int) -> None:
        super().__init__()
        self._columns = columns
        self._lines: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_lines(self, lines: Sequence[str]) -> None:
        self._lines = tuple(lines)
        self.updateGeometry()
        self.update()

    def lines(self) -> tuple[str, ...]:
        return self._lines

    @override
    def sizeHint(self) -> QSize:
        letters = metrics("text", mono=True)
        width = letters.horizontalAdvance("0" * self._columns) + 2 * SPACE.s
        return QSize(width, len(self._lines) * self._step() + 2 * SPACE.m)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.frame(painter, self.rect(), fill="paper", edge="border", radius=0)
            painter.setFont(font(mono=True))
            line = QRect(SPACE.s, SPACE.m, self.width() - 2 * SPACE.s, self._step())
            for words in self._lines:
                paint.text(painter, line, words, "paper_ink", Qt.AlignmentFlag.AlignLeft)
                line.translate(0, self._step())

    @staticmethod
    def _step() -> int:
        return metrics("text", mono=True).height()


class PaperWell(QWidget):
    """The well a print-out lies in."""

    def __init__(self, paper: Paper) -> None:
        super().__init__()
        self.setLayout(column(row(None, paper, None, gap="none"), None, gap="none", edge=("s", "m")))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.rule(painter, self.rect(), "hover")


def paper_well(paper: Paper) -> QScrollArea:
    """A print-out in its well, scrolled where it is longer than its panel."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(PaperWell(paper))
    return area
