"""Widgets that lie over others and follow their size."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import BORDER, RADIUS, Colour


class Cover(QWidget):
    """Lies over the whole of `target` while it is shown."""

    def __init__(self, target: QWidget) -> None:
        super().__init__(target)
        target.installEventFilter(self)
        self.hide()

    def appear(self) -> None:
        self._cover()
        self.show()
        self.raise_()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._cover()
        return super().eventFilter(watched, event)

    def _cover(self) -> None:
        target = self.parentWidget()
        if target is not None:
            self.setGeometry(target.rect())


class Edge(Cover):
    """The border of a panel, over its content: rounds the content's corners, and is the focus ring.

    `around` is the tone the panel stands on.
    """

    def __init__(self, target: QWidget, *, edge: Colour = "border", around: Colour = "window") -> None:
        super().__init__(target)
        self._edge: Colour = edge
        self._around: Colour = around
        self._ring = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.appear()

    def set_ring(self, *, ring: bool) -> None:
        self._ring = ring
        self.update()

    @property
    def ring(self) -> bool:
        """Whether this is the one focus border on the screen."""
        return self._ring

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ChildPolished:
            self.raise_()
        return super().eventFilter(watched, event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            corners, box = QPainterPath(), QPainterPath()
            corners.addRect(QRectF(self.rect()))
            box.addRoundedRect(QRectF(self.rect()), RADIUS, RADIUS)
            painter.fillPath(corners.subtracted(box), look().colour(self._around))
            width = BORDER.focus if self._ring else BORDER.hair
            edge: Colour = "accent" if self._ring else self._edge
            paint.frame(painter, self.rect(), fill=None, edge=edge, width=width)
