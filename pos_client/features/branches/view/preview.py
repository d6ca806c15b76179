"""The sample receipt beside the form, drawn as the printer would print it."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.widgets.layouts import column, row
from pos_client.desk.widgets.panels import Panel
from pos_client.desk.widgets.paper import paper_image
from pos_client.devices.escpos_page import Mark
from pos_client.features.branches.actions import PAPER_MM
from pos_client.texts import _

# Dots of the printer per pixel of the screen: 58 mm of paper fit a side panel and can be read.
SHRUNK: Final = (3, 4)
QWIDGETSIZE_MAX: Final = (1 << 24) - 1
"""Qt's own word for no limit."""


class PaperPicture(QWidget):
    """A printed page on white, whatever the theme."""

    def __init__(self) -> None:
        super().__init__()
        self.image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_marks(self, marks: Iterable[Mark]) -> None:
        self.image = paper_image(marks, mm=PAPER_MM)
        self.updateGeometry()
        self.update()

    @override
    def sizeHint(self) -> QSize:
        up, down = SHRUNK
        return QSize(self.image.width() * up // down, self.image.height() * up // down)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self.image.isNull():
            return
        with QPainter(self) as painter:
            ratio = self.devicePixelRatioF()
            mode = Qt.TransformationMode.SmoothTransformation
            shown = self.image.scaled(self.size() * ratio, mode=mode)
            shown.setDevicePixelRatio(ratio)
            painter.drawImage(0, 0, shown)
            paint.frame(painter, self.rect(), fill=None, edge="border", radius=0)


class _Well(QWidget):
    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.rule(painter, self.rect(), "hover")


class PreviewPanel(Panel):
    """The receipt in its well: beside the form as high as that, among its sections as high as the paper."""

    def __init__(self) -> None:
        super().__init__(lambda: _("Sample receipt"), note=lambda: _("58 mm"))
        self.paper = PaperPicture()
        well = _Well()
        well.setLayout(column(row(None, self.paper, None, gap="none"), None, gap="none", edge=("s", "m")))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(well)
        self._whole = False
        self.add(self._area, stretch=1)
        self.show_whole(whole=False)

    def show_marks(self, marks: Iterable[Mark]) -> None:
        self.paper.show_marks(marks)
        self._fit()

    def show_whole(self, *, whole: bool) -> None:
        """Among the sections nothing of it is scrolled away inside it."""
        self._whole = whole
        self.setMinimumWidth(0 if whole else METRIC.side_panel)
        self.setMaximumWidth(QWIDGETSIZE_MAX if whole else METRIC.side_panel)
        self._fit()

    def _fit(self) -> None:
        high = self.paper.sizeHint().height() + 2 * SPACE.m
        self._area.setMinimumHeight(high if self._whole else 0)
