"""The shelves as a row of buttons: favourites, as many categories as fit, and the way to all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE, Colour
from pos_client.desk.widgets.buttons import Painted
from pos_client.desk.widgets.layouts import clear, row
from pos_client.desk.widgets.words import Words
from pos_client.features.till.shelving import Place, Shelving, shelf_name
from pos_client.texts import _

if TYPE_CHECKING:
    from pos_client.store.shelves import Shelf

_WRAPPED: Final = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)


class ShelfButton(Painted):
    """One shelf; the one that is shown stands on a soft accent."""

    def __init__(self, words: Words, *, chosen: bool) -> None:
        super().__init__(words, kind="soft", focus=False)
        self.chosen = chosen
        self.setFixedHeight(METRIC.shelf)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        wide = metrics("text", "medium").horizontalAdvance(self.words())
        return QSize(max(METRIC.key, wide + 2 * SPACE.m), METRIC.shelf)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(METRIC.key, METRIC.shelf)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self.chosen:
                paint.frame(painter, self.rect(), fill="accent_soft", edge="border", width=BORDER.hair)
            else:
                self._paint_frame(painter)
            painter.setFont(font("text", "strong" if self.chosen else "medium"))
            ink: Colour = "accent" if self.chosen else "ink"
            room = self.rect().adjusted(SPACE.xs, 0, -SPACE.xs, 0)
            painter.setPen(look().colour(ink))
            painter.drawText(room, _WRAPPED, self._shown(painter.fontMetrics(), room))

    def _shown(self, measures: QFontMetrics, room: QRect) -> str:
        """A name of two words stands on two lines; what does not fit there either is cut."""
        needs = measures.boundingRect(room, _WRAPPED, self.words())
        fits = needs.height() <= room.height() and needs.width() <= room.width()
        cut = measures.elidedText(self.words(), Qt.TextElideMode.ElideRight, room.width())
        self.setToolTip("" if fits else self.words())
        return self.words() if fits else cut


class ShelfBar(QWidget):
    """Follows the shelves; a shelf that has no room here is reached through the last button."""

    chosen = Signal(object)

    def __init__(self, shelving: Shelving) -> None:
        super().__init__()
        self._shelving = shelving
        self._line = row(gap="s")
        self.setLayout(self._line)
        self.setFixedHeight(METRIC.shelf)
        self.buttons: dict[Place | Shelf, ShelfButton] = {}
        shelving.changed.connect(self._draw)
        look().language_changed.connect(self._draw)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._draw()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(METRIC.key * 3, METRIC.shelf)

    def _draw(self) -> None:
        clear(self._line)
        self.buttons = {}
        self._add(Place.FAVOURITES, lambda: _("Favourites"))
        shown, rest = self._fitting()
        for shelf in shown:
            self._add(shelf, shelf_name(shelf, alone=len(self._shelving.shelves) == 1))
        if rest:
            count = len(self._shelving.shelves)
            self._add(Place.SHELVES, lambda: _("All ({n})", n=count))

    def _fitting(self) -> tuple[list[Shelf], bool]:
        """Those with room beside the favourites; the one in use is always among them."""
        shelves = list(self._shelving.shelves)
        most = max(1, (self.width() + SPACE.s) // (METRIC.tile_width * 2 // 3 + SPACE.s) - 1)
        if len(shelves) <= most:
            return shelves, False
        shown, here = shelves[: most - 1], self._shelving.here
        if not isinstance(here, Place) and here not in shown:
            shown[-1] = here
        return shown, True

    def _add(self, place: Place | Shelf, words: Words) -> None:
        button = ShelfButton(words, chosen=place == self._shelving.here)
        button.clicked.connect(self._chooser(place))
        self.buttons[place] = button
        self._line.addWidget(button, 1)

    def _chooser(self, place: Place | Shelf) -> Callable[[], None]:
        return lambda: self.chosen.emit(place)
