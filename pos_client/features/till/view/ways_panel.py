"""The other ways to pay: one key each, or a touch."""

from functools import partial
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme import paint
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.till.pick_row import PickRow
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import clear, column, row
from pos_client.desk.widgets.words import Label
from pos_client.features.till.state import PayState
from pos_client.features.till.ways import KEYS
from pos_client.texts import _

LOAD_KEY: Final = Qt.Key.Key_Plus


class WaysPanel(TillPanel):
    """`chosen` carries the code of a way; `loading`: a gift card is to be sold."""

    chosen = Signal(str)
    loading = Signal()

    def __init__(self) -> None:
        super().__init__(lambda: _("Other ways to pay"))
        self._codes: list[str] = []
        self.rows: list[_WayRow] = []
        self._current = 0
        self.amount = Label(size="figure", weight="strong", right=True)
        self._list = column(gap="none")
        self.add(row(Label(lambda: _("To pay"), weight="medium"), None, self.amount))
        self.add_scrolled(column(self._list, None, gap="none"))
        self.load = Button(
            lambda: _("Sell or load a gift card"), icon="plus", size="tall", hint="+", focus=False
        )
        self.load.clicked.connect(self.loading)
        self.take = Button(lambda: _("Pay this way"), kind="primary", size="tall", hint="Enter", focus=False)
        self.take.clicked.connect(self.accept)
        self.set_foot(self.load, self.take)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def draw(self, state: PayState) -> None:
        self.amount.say(texts.rupiah(state.asked))
        clear(self._list)
        self._codes = [way.code for way in state.ways]
        self.rows = [_WayRow(key, way.title()) for key, way in zip(KEYS, state.ways, strict=False)]
        for place, entry in enumerate(self.rows):
            entry.clicked.connect(partial(self._choose, place))
            self._list.addWidget(entry)
        self._mark(self._current)
        self.refuse(state.problem)

    @override
    def accept(self) -> None:
        self._choose(self._current)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        place = KEYS.find(event.text().upper()) if event.text() else -1
        if step is not None:
            self._mark(self._current + step)
        elif event.key() == LOAD_KEY:
            self.loading.emit()
        elif place >= 0:
            self._choose(place)
        else:
            super().keyPressEvent(event)

    def _choose(self, place: int) -> None:
        if 0 <= place < len(self._codes):
            self.chosen.emit(self._codes[place])

    def _mark(self, place: int) -> None:
        self._current = max(0, min(len(self.rows) - 1, place))
        for number, entry in enumerate(self.rows):
            entry.mark(chosen=number == self._current)


class _WayRow(PickRow):
    """Its key, then its name."""

    def __init__(self, key: str, name: str) -> None:
        super().__init__(name, height=METRIC.touch_min)
        self._key = key

    @override
    def paint_row(self, painter: QPainter, box: QRect) -> None:
        left = Qt.AlignmentFlag.AlignLeft
        inner = box.adjusted(SPACE.m, 0, -SPACE.m, 0)
        paint.text(painter, inner, self._key, "ink_muted", left)
        paint.text(painter, inner.adjusted(METRIC.touch_min, 0, 0, 0), self.accessibleName(), "ink", left)
