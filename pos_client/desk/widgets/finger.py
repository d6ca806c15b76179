"""Scrolling by finger: what lies under it follows it, and comes to rest on a whole row."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPropertyAnimation, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar
from typing_extensions import override

from pos_client.desk.theme.tokens import TIMES

# A fingertip trembles by less than this while it presses.
STILL_PX: Final = 12


class FingerScroll(QObject):
    """Touch arrives as mouse events. `began`: it is a scroll now, and no press."""

    began = Signal()

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._from: tuple[int, int] | None = None
        self._moving = False
        self._last = 0
        self._glide = QPropertyAnimation(self._bar, b"value", self)
        self._glide.setDuration(TIMES.panel_slide)
        area.viewport().installEventFilter(self)

    @property
    def moving(self) -> bool:
        return self._moving

    @property
    def _bar(self) -> QScrollBar:
        # Asked for anew each time: what Python holds of a part that Qt made can lose it while the part lives,
        # and no touch would be heard after that.
        return self._area.verticalScrollBar()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(event, QMouseEvent):
            return False
        match event.type():
            case QEvent.Type.MouseButtonPress if event.button() == Qt.MouseButton.LeftButton:
                self._glide.stop()
                self._from = (round(event.position().y()), self._bar.value())
                self._last, self._moving = 0, False
            case QEvent.Type.MouseMove if self._from is not None:
                return self._follow(round(event.position().y()))
            case QEvent.Type.MouseButtonRelease if self._from is not None:
                return self._rest()
            case _:
                pass
        return False

    def _follow(self, y: int) -> bool:
        assert self._from is not None
        start, value = self._from
        way = start - y
        if not self._moving and abs(way) >= STILL_PX:
            self._moving = True
            self.began.emit()
        if self._moving:
            before = self._bar.value()
            self._bar.setValue(value + way)
            self._last = (self._bar.value() - before) or self._last
        return self._moving

    def _rest(self) -> bool:
        self._from = None
        if not self._moving:
            return False
        self._moving = False
        row = self._bar.singleStep()
        value, most = self._bar.value(), self._bar.maximum()
        if 0 < value < most and row > 1:
            down, rest = divmod(value, row)
            target = (down + 1 if self._last > 0 and rest else down) * row
            self._glide.setStartValue(value)
            self._glide.setEndValue(min(target, most))
            self._glide.start()
        return True
