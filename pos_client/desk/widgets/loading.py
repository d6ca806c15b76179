"""Waiting, said in words: after 200 ms over what is being loaded, and with a bar for long work."""

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font
from pos_client.desk.theme.tokens import METRIC, SPACE, TIMES
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.cover import Cover
from pos_client.desk.widgets.layouts import column, row
from pos_client.desk.widgets.words import Label, Words, said
from pos_client.texts import _, amount


class LoadingOverlay(Cover):
    """Covers `target` once loading has taken 200 ms; what is quicker never flickers."""

    def __init__(self, target: QWidget, words: Words | None = None) -> None:
        super().__init__(target)
        self._words = words
        self._after = QTimer(self, singleShot=True, interval=TIMES.loading_after)
        self._after.timeout.connect(self.appear)

    def start(self) -> None:
        if self.isHidden() and not self._after.isActive():
            self._after.start()

    def stop(self) -> None:
        self._after.stop()
        self.hide()

    def show_while(self, *, loading: bool) -> None:
        """Start or stop, as it stands now."""
        if loading:
            self.start()
        else:
            self.stop()

    @property
    def waiting(self) -> bool:
        """Whether something is being loaded, shown or not."""
        return self._after.isActive() or not self.isHidden()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.rule(painter, self.rect(), "surface")
            painter.setFont(font())
            words = said(self._words) if self._words is not None else _("Loading")
            # High up, where the first row will stand.
            room = QRect(0, 0, self.width(), min(self.height(), 3 * METRIC.row_touch))
            paint.text(painter, room, words, "ink_muted", Qt.AlignmentFlag.AlignHCenter)


class Bar(QWidget):
    """How far along."""

    def __init__(self) -> None:
        super().__init__()
        self._done, self._total = 0, 0
        self.setFixedHeight(SPACE.xs)

    def at(self, done: int, total: int) -> None:
        self._done, self._total = done, total
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            radius = SPACE.xs // 2
            paint.frame(painter, self.rect(), fill="border", edge=None, radius=radius)
            if self._total:
                filled = QRect(0, 0, self.width() * self._done // self._total, self.height())
                paint.frame(painter, filled, fill="accent", edge=None, radius=radius)


class Working(QWidget):
    """Long work under way: what it does, how far it is, and a way to stop it."""

    cancelled = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._label = Label(words, weight="medium")
        self._count = Label("", ink="ink_muted")
        self._bar = Bar()
        self.cancel = Button(lambda: _("Cancel"), size="compact")
        self.cancel.clicked.connect(self.cancelled)
        words_line = row(self._label, None, self._count)
        line = row(column(words_line, self._bar, gap="s"), self.cancel, gap="l", edge=("l", "m"))
        line.setStretch(0, 1)
        self.setLayout(line)

    def at(self, done: int, total: int) -> None:
        self._bar.at(done, total)
        self._count.say(_("{done} of {total}", done=amount(done), total=amount(total)))

    def text(self) -> str:
        return self._count.text()

    @override
    def sizeHint(self) -> QSize:
        return QSize(METRIC.toast_width, super().sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.frame(painter, self.rect(), edge="border_strong")
