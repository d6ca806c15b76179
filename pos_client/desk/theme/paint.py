"""Strokes every self-painted widget shares: frames, dividers, markers and icons, sharp on any screen."""

from PySide6.QtCore import QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import BORDER, METRIC, RADIUS, Colour


def frame(
    painter: QPainter,
    rect: QRect,
    *,
    fill: Colour | QColor | None = "surface",
    edge: Colour | None = "border",
    width: int = BORDER.hair,
    radius: int = RADIUS,
) -> None:
    """A filled, rounded box whose border lies wholly inside `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    half = width / 2 if edge else 0.0
    inner = QRectF(rect).adjusted(half, half, -half, -half)
    painter.setPen(QPen(look().colour(edge), width) if edge else Qt.PenStyle.NoPen)
    painter.setBrush(_brush(fill))
    painter.drawRoundedRect(inner, radius - half, radius - half)
    painter.restore()


def _brush(fill: Colour | QColor | None) -> QColor | Qt.BrushStyle:
    if fill is None:
        return Qt.BrushStyle.NoBrush
    return fill if isinstance(fill, QColor) else look().colour(fill)


def rule(painter: QPainter, rect: QRect, colour: Colour = "border") -> None:
    """A hair line filling `rect`."""
    painter.fillRect(rect, look().colour(colour))


def under(rect: QRect) -> QRect:
    """The hair line at the lower edge of `rect`."""
    return QRect(rect.left(), rect.bottom() + 1 - BORDER.hair, rect.width(), BORDER.hair)


def over(rect: QRect) -> QRect:
    """The hair line at the upper edge of `rect`."""
    return QRect(rect.left(), rect.top(), rect.width(), BORDER.hair)


def marker(painter: QPainter, rect: QRect) -> None:
    """The accent mark at the left edge of a selected row."""
    painter.fillRect(QRect(rect.left(), rect.top(), BORDER.marker, rect.height()), look().colour("accent"))


def icon(painter: QPainter, at: QPoint, name: str, colour: Colour, size: int = METRIC.icon) -> None:
    """An icon with its upper left corner at `at`."""
    ratio = painter.device().devicePixelRatio()
    painter.drawPixmap(at, look().pixmap(name, colour, size, ratio))


def text(painter: QPainter, rect: QRect, words: str, colour: Colour, align: Qt.AlignmentFlag) -> None:
    """One line of text in the painter's font."""
    painter.setPen(look().colour(colour))
    painter.drawText(rect, int(align | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine), words)
