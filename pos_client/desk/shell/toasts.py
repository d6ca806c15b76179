"""News: a line at the lower edge that goes by itself, by a click or by Esc. Never a decision."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QRect, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_client.desk.theme.tokens import METRIC, SPACE, TIMES, TONE_INK, TONE_SIGN, Tone
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import row
from pos_client.desk.widgets.panels import Surface
from pos_client.desk.widgets.states import Icon
from pos_client.desk.widgets.words import Label, Words

AT_MOST = 3


class Toast(Surface):
    gone = Signal(object)

    def __init__(self, tone: Tone, words: Words, action: Button | None) -> None:
        super().__init__(edge="border_strong")
        self._label = Label(words, wrap=True)
        sign = Icon(TONE_SIGN[tone], TONE_INK[tone])
        line = row(sign, self._label, gap="m", edge=("l", "m"))
        line.setStretch(1, 1)
        if action is not None:
            line.addWidget(action)
            action.clicked.connect(lambda: self.gone.emit(self))
        self.setLayout(line)
        self.setFixedWidth(METRIC.toast_width)
        # What went wrong stays twice as long: it has more to read.
        self._timer = QTimer(self, singleShot=True, interval=TIMES.toast * (2 if tone == "danger" else 1))
        self._timer.timeout.connect(lambda: self.gone.emit(self))
        self._timer.start()

    def text(self) -> str:
        return self._label.text()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.gone.emit(self)


class Toasts(QObject):
    """Stacks at most three over `host`, above the lower edge of the room it gives them, the newest lowest."""

    def __init__(self, host: QWidget, room: Callable[[], QRect]) -> None:
        super().__init__(host)
        self._host = host
        self._room = room
        self._shown: list[Toast] = []
        host.installEventFilter(self)

    def say(self, tone: Tone, words: Words, *, action: Button | None = None) -> None:
        toast = Toast(tone, words, action)
        toast.setParent(self._host)
        toast.gone.connect(self._drop)
        self._shown.append(toast)
        while len(self._shown) > AT_MOST:
            self._drop(self._shown[0])
        toast.show()
        self.lay_out()

    def texts(self) -> list[str]:
        return [toast.text() for toast in self._shown]

    def dismiss(self) -> bool:
        """Take the newest away. False when there was none."""
        if not self._shown:
            return False
        self._drop(self._shown[-1])
        return True

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.lay_out()
        return super().eventFilter(watched, event)

    def _drop(self, toast: Toast) -> None:
        if toast in self._shown:
            self._shown.remove(toast)
            toast.hide()
            toast.deleteLater()
            self.lay_out()

    def lay_out(self) -> None:
        room = self._room()
        bottom = room.bottom() + 1
        for toast in reversed(self._shown):
            toast.adjustSize()
            bottom -= toast.height()
            toast.move(room.left() + (room.width() - toast.width()) // 2, bottom)
            toast.raise_()
            bottom -= SPACE.s
