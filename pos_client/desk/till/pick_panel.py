"""A panel in which one of some rows is chosen: by arrows and Enter, or by a touch."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from typing_extensions import override

from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.till.pick_row import PickRow
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import column
from pos_client.desk.widgets.words import Label, Words


class PickPanel(TillPanel):
    """`chosen` carries the one of `choices` whose row it was."""

    chosen = Signal(object)

    def __init__(self, title: Words, told: Words, accept: Words) -> None:
        super().__init__(title)
        self._choices: tuple[object, ...] = ()
        self._current = 0
        self.rows: list[PickRow] = []
        self.add(Label(told, ink="ink_muted", wrap=True))
        self.use = Button(accept, kind="primary", size="tall", hint="Enter", focus=False)
        self.use.clicked.connect(self.accept)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def offer(self, choices: Sequence[object], words: Sequence[str], *, current: int) -> None:
        """What there is, a row each. Once."""
        self._choices, self._current = tuple(choices), current
        self.rows = [_Row(name, height=METRIC.row_till) for name in words]
        for place, entry in enumerate(self.rows):
            entry.clicked.connect(self._taker(place))
        self.add_scrolled(column(*self.rows, None, gap="none"))
        self.set_foot(self.use)
        self._mark()

    @override
    def accept(self) -> None:
        self.chosen.emit(self._choices[self._current])

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self._current = max(0, min(len(self.rows) - 1, self._current + step))
            self._mark()

    def _taker(self, place: int) -> Callable[[], None]:
        def take() -> None:
            self._current = place
            self._mark()
            self.accept()

        return take

    def _mark(self) -> None:
        for place, entry in enumerate(self.rows):
            entry.mark(chosen=place == self._current)


class _Row(PickRow):
    @override
    def paint_row(self, painter: QPainter, box: QRect) -> None:
        super().paint_row(painter, box.adjusted(SPACE.l, 0, -SPACE.l, 0))
