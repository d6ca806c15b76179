"""A print-out as the printer draws it, dot for dot, from the very bytes it is sent."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.widgets.paper import paper_image
from pos_client.devices.escpos_page import Mark

WIDE: Final = METRIC.side_panel


class _Sheet(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()

    def show_image(self, image: QImage) -> None:
        self.image = image
        self.setFixedSize(self.sizeHint())
        self.update()

    @override
    def sizeHint(self) -> QSize:
        if self.image.isNull():
            return QSize(WIDE, 2 * SPACE.xl)
        return QSize(WIDE, self.image.height() * WIDE // self.image.width())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.frame(painter, self.rect(), fill="paper")
            if not self.image.isNull():
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
                painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
                painter.drawImage(self.rect().adjusted(1, 1, -1, -1), self.image)


class PaperPicture(QScrollArea):
    """As wide as a side panel, scrolled where the slip is longer. `lines` is the same as text."""

    def __init__(self) -> None:
        super().__init__()
        self._sheet = _Sheet()
        self._lines: tuple[str, ...] = ()
        self.setWidget(self._sheet)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self.setFixedWidth(WIDE + self.verticalScrollBar().sizeHint().width())

    @property
    def image(self) -> QImage:
        return self._sheet.image

    def lines(self) -> tuple[str, ...]:
        """What stands on it."""
        return self._lines

    def show_slip(self, marks: Sequence[Mark], mm: int, lines: Sequence[str]) -> None:
        """What a printer with paper of `mm` made of its bytes; `lines` for whoever reads it as text."""
        self._lines = tuple(lines)
        self._sheet.show_image(paper_image(marks, mm=mm) if marks else QImage())
        self._sheet.setAccessibleName("\n".join(lines))
        self.verticalScrollBar().setValue(0)

    def show_sheet(self, *, shown: bool) -> None:
        """Without anything printed there is no paper; its place stays free."""
        self._sheet.setVisible(shown)
