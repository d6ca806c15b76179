"""Whose prices the cart has: those of the list, or of a price level."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from typing_extensions import override

from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.till.pick_row import PickRow
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import column
from pos_client.desk.widgets.words import Label
from pos_client.texts import _
from shared_models.rules.price_choice import RETAIL


class LevelPanel(TillPanel):
    """Arrows choose, Enter sells at that level from now on."""

    chosen = Signal(str)

    def __init__(self, levels: Mapping[str, str], current: str) -> None:
        super().__init__(lambda: _("Price level"))
        self._codes = [RETAIL, *levels]
        self._current = self._codes.index(current) if current in self._codes else 0
        self.add(Label(lambda: _("Every line follows at once."), ink="ink_muted", wrap=True))
        self.rows = [_LevelRow(name, height=METRIC.row_till) for name in (_("List price"), *levels.values())]
        for place, entry in enumerate(self.rows):
            entry.clicked.connect(self._taker(place))
        self.add(column(*self.rows, gap="none"))
        self.use = Button(
            lambda: _("Use these prices"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.use.clicked.connect(self.accept)
        self.set_foot(self.use)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._mark()

    @override
    def accept(self) -> None:
        self.chosen.emit(self._codes[self._current])

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


class _LevelRow(PickRow):
    @override
    def paint_row(self, painter: QPainter, box: QRect) -> None:
        super().paint_row(painter, box.adjusted(SPACE.l, 0, -SPACE.l, 0))
