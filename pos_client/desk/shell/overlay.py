"""Panels over a face: a veil that never covers the status line, and focus that stays inside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QEvent, QObject, QRect, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid
from typing_extensions import override

from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE, TIMES
from pos_client.desk.widgets.buttons import Painted

Spot = Literal["right", "center", "top"]


class Veil(QWidget):
    """Dims `host` and holds one panel. Esc, or a click beside it, closes what is no decision."""

    closed = Signal()

    def __init__(self, host: QWidget, panel: QWidget, *, place: Spot, width: int, dim: bool) -> None:
        super().__init__(host)
        self.panel = panel
        self._host = host
        self.place: Spot = place
        self._width = width
        self._dim = dim
        self._closing = False
        self._before = QApplication.focusWidget()
        self._leave: Callable[[], None] = self.close_panel
        panel.setParent(self)
        host.installEventFilter(self)
        panel.installEventFilter(self)
        self._slide = QVariantAnimation(self)
        self._slide.setDuration(TIMES.panel_slide)
        self._slide.valueChanged.connect(self._slid)
        self.setGeometry(host.rect())
        self._lay_out()

    def show_panel(self) -> None:
        self.show()
        self.raise_()
        self.panel.show()
        if self.place == "right":
            self._slide.setStartValue(self._width // 8)
            self._slide.setEndValue(0)
            self._slide.start()
        if not self.panel.isAncestorOf(QApplication.focusWidget() or self):
            _first_focus(self.panel)

    def fit(self) -> None:
        """Give the panel the room its content wants now."""
        self._lay_out()

    def leave_with(self, leave: Callable[[], None]) -> None:
        """What Esc and a click beside the panel do, where it is not simply closed."""
        self._leave = leave

    def close_panel(self) -> None:
        """Take the panel away and give the focus back to who had it; a panel above it keeps the hands."""
        if self._closing:
            return
        self._closing = True
        here = QApplication.focusWidget()
        above = here is not None and any(
            isinstance(other, Veil) and other is not self and other.isAncestorOf(here)
            for other in self._host.children()
        )
        self._host.removeEventFilter(self)
        self.panel.removeEventFilter(self)
        self.hide()
        if not above and self._before is not None and isValid(self._before) and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setParent(None)
        self.closed.emit()
        self.deleteLater()

    def outlive(self, below: Veil) -> None:
        """A panel underneath has gone: who had the focus before it has it after this one."""
        if self._before is None or not isValid(self._before) or below.isAncestorOf(self._before):
            self._before = below._before

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._host and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._host.rect())
            self._lay_out()
        elif watched is self.panel and event.type() == QEvent.Type.LayoutRequest and self.place != "right":
            # What stands in it has grown or shrunk; at the right it has all the height there is.
            self._lay_out()
        return super().eventFilter(watched, event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._dim:
            with QPainter(self) as painter:
                painter.fillRect(self.rect(), look().scrim())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        # Whatever the panel left over ends here: keys do not reach what waits behind the veil.
        event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.panel.geometry().contains(event.position().toPoint()):
            self._leave()
        event.accept()

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        stops = [child for child in self.panel.findChildren(QWidget) if _stops(child)]
        if not stops:
            return False
        here = QApplication.focusWidget()
        stops = _in_tab_order(stops)
        at = stops.index(here) if here in stops else (-1 if next else 0)
        reason = Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason
        stops[(at + (1 if next else -1)) % len(stops)].setFocus(reason)
        return True

    def _slid(self, offset: int) -> None:
        self._lay_out(offset)

    def resting(self) -> QRect:
        """Where the panel stands once it has slid in, in the host."""
        return self._box()

    def _lay_out(self, offset: int = 0) -> None:
        self.panel.setGeometry(self._box(offset))

    def _box(self, offset: int = 0) -> QRect:
        edge = SPACE.l
        room = self.rect().adjusted(edge, edge, -edge, -edge)
        width = min(self._width, room.width())
        if self.place == "right":
            return QRect(room.right() + 1 - width + offset, room.top(), width, room.height())
        height = min(_wanted_height(self.panel, width), room.height())
        left = room.left() + (room.width() - width) // 2
        top = room.top() + (room.height() - height) // 2
        return QRect(left, METRIC.page_head if self.place == "top" else top, width, height)


def _wanted_height(panel: QWidget, width: int) -> int:
    """Wrapped words say how high they are only once they know how wide."""
    wanted = panel.heightForWidth(width) if panel.hasHeightForWidth() else panel.sizeHint().height()
    return max(wanted, panel.minimumHeight())


def _stops(child: QWidget) -> bool:
    tabs = bool(child.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return tabs and child.isVisible() and child.isEnabled() and child.focusProxy() is None


def _in_tab_order(stops: list[QWidget]) -> list[QWidget]:
    ordered: list[QWidget] = []
    wanted = set(stops)
    child = stops[0].nextInFocusChain()
    while child is not None and child is not stops[0]:
        if child in wanted:
            ordered.append(child)
        child = child.nextInFocusChain()
    return [stops[0], *ordered]


def _first_focus(panel: QWidget) -> None:
    stops = [] if panel.focusProxy() else [child for child in panel.findChildren(QWidget) if _stops(child)]
    (stops[0] if stops else panel).setFocus(Qt.FocusReason.OtherFocusReason)


def calm(area: QWidget, *, calm: bool) -> None:
    """Take the fill from an area's own primary buttons while a panel has one, and give it back."""
    for button in area.findChildren(Painted):
        button.set_below(below=calm)
