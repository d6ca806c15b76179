"""The lots a line's goods may be from; the one that expires first stands first."""

from collections.abc import Callable, Sequence
from datetime import date

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.till.pick_row import PickRow
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import column
from pos_client.desk.widgets.words import Label
from pos_client.texts import _
from shared_models.rules.lots import Lot


class LotPanel(TillPanel):
    """Arrows choose, Enter takes the goods from that lot."""

    chosen = Signal(object)

    def __init__(self, lots: Sequence[Lot], today: date) -> None:
        super().__init__(lambda: _("Lot"))
        self._lots = tuple(lots)
        # On the first that may be sold: what has expired is chosen only by hand.
        good = (at for at, lot in enumerate(self._lots) if lot.expires_on is None or lot.expires_on >= today)
        self._current = next(good, 0)
        self.add(Label(lambda: _("What expires first stands first."), ink="ink_muted", wrap=True))
        self.rows = [_LotRow(_words(lot, today), height=METRIC.row_till) for lot in self._lots]
        for place, entry in enumerate(self.rows):
            entry.clicked.connect(self._taker(place))
        self.add_scrolled(column(*self.rows, None, gap="none"))
        self.use = Button(lambda: _("Take this lot"), kind="primary", size="tall", hint="Enter", focus=False)
        self.use.clicked.connect(self.accept)
        self.set_foot(self.use)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._mark()

    @override
    def accept(self) -> None:
        self.chosen.emit(self._lots[self._current])

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


def _words(lot: Lot, today: date) -> str:
    left = _("{qty} left", qty=texts.quantity(lot.left))
    if lot.expires_on is None:
        return f"{lot.lot}  ·  {left}"
    day = texts.day(lot.expires_on)
    until = _("expired {day}", day=day) if lot.expires_on < today else _("until {day}", day=day)
    return f"{lot.lot}  ·  {until}  ·  {left}"


class _LotRow(PickRow):
    @override
    def paint_row(self, painter: QPainter, box: QRect) -> None:
        super().paint_row(painter, box.adjusted(SPACE.l, 0, -SPACE.l, 0))
