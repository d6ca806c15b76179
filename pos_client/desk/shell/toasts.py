"""News: a line at the lower edge that goes by itself, by a click or by Esc. No decision, never in the way."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, QTimer, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_client.desk.theme.tokens import METRIC, SPACE, TIMES, TONE_INK, TONE_SIGN, Tone
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import row
from pos_client.desk.widgets.panels import Surface
from pos_client.desk.widgets.states import Icon
from pos_client.desk.widgets.words import Label, Words

AT_MOST: Final = 3
# What goes wrong is read before it goes; other news is old as soon as the hands go on.
_STAYS: Final = frozenset({"warn", "danger"})


class Toast(Surface):
    gone = Signal(object)

    def __init__(self, tone: Tone, words: Words, action: Button | None) -> None:
        super().__init__(edge="border_strong")
        self.tone: Tone = tone
        self._label = Label(words, wrap=True)
        sign = Icon(TONE_SIGN[tone], TONE_INK[tone])
        line = row(sign, self._label, gap="m", edge=("l", "m"))
        line.setStretch(1, 1)
        if action is not None:
            line.addWidget(action)
            action.clicked.connect(lambda: self.gone.emit(self))
        self.setLayout(line)
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
    """Stacks at most three over `host`, the newest lowest in the room it gives, clear of its `controls`."""

    def __init__(
        self, host: QWidget, room: Callable[[], QRect], controls: Callable[[], Sequence[QRect]]
    ) -> None:
        super().__init__(host)
        self._host = host
        self._room = room
        self._controls = controls
        self._shown: list[Toast] = []
        # What news stands clear of comes and goes without a word: while there is news, look again.
        self._again = QTimer(self, interval=TIMES.panel_slide)
        self._again.timeout.connect(self.lay_out)
        host.installEventFilter(self)

    def say(self, tone: Tone, words: Words, *, action: Button | None = None) -> None:
        toast = Toast(tone, words, action)
        toast.setParent(self._host)
        toast.gone.connect(self._drop)
        for same in [old for old in self._shown if old.text() == toast.text()]:
            self._drop(same)
        self._shown.append(toast)
        while len(self._shown) > AT_MOST:
            self._drop(self._shown[0])
        self.lay_out()

    def texts(self) -> list[str]:
        return [toast.text() for toast in self._shown]

    def dismiss(self) -> bool:
        """Take the newest away. False when there was none."""
        if not self._shown:
            return False
        self._drop(self._shown[-1])
        return True

    def pass_by(self) -> None:
        """The hands went on: what was good news is old."""
        for toast in [one for one in self._shown if one.tone not in _STAYS]:
            self._drop(toast)

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
        if not self._shown:
            self._again.stop()
            return
        self._again.start()
        room = self._room()
        taken = list(self._controls())
        for toast in reversed(self._shown):
            toast.setFixedWidth(min(METRIC.toast_width, room.width()))
            toast.adjustSize()
            place = _free_place(toast.size(), room, taken)
            # Where a decision fills a small screen, news waits behind it.
            toast.setVisible(place is not None)
            if place is None:
                continue
            toast.move(place.topLeft())
            toast.raise_()
            taken.append(place.adjusted(0, -SPACE.s, 0, 0))


def _free_place(size: QSize, room: QRect, taken: Sequence[QRect]) -> QRect | None:
    """The lowest place that covers nothing one presses: in the middle, else at a side, else there is none."""
    spare = room.width() - size.width()
    lowest = room.bottom() + 1 - size.height()
    for left in (spare // 2, 0, spare):
        place = QRect(QPoint(room.left() + left, lowest), size)
        while place.top() >= room.top():
            below = [box for box in taken if box.intersects(place)]
            if not below:
                return place
            place.moveBottom(min(box.top() for box in below) - SPACE.l)
    return None
