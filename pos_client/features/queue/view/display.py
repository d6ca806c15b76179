"""The display for those who wait: a window for a second screen, to be read from five metres."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QCloseEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import Weight, font
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import Colour
from pos_client.features.queue.presenter import TillQueue
from pos_client.features.queue.state import name_of
from pos_client.features.queue.view.second import on_second_screen
from pos_client.texts import _
from shared_models.rules.queue import SHOWN_CALLS, Ticket

# Shares of the window's height. The smallest is 3 cm on a screen of 43 inches: a letter is read from as far
# as two hundred times its height.
SMALL: Final = 0.06
EARLIER: Final = 0.085
COUNTER: Final = 0.12
NEWEST: Final = 0.26
EDGE: Final = 0.04
# Of the width, for the newest call.
MAIN: Final = 0.6
_LEFT: Final = Qt.AlignmentFlag.AlignLeft
_RIGHT: Final = Qt.AlignmentFlag.AlignRight


class QueueDisplay(QWidget):
    """Full screen, on the second screen where there is one. Esc closes it."""

    def __init__(self, queue: TillQueue, shop: str) -> None:
        super().__init__()
        self._queue = queue
        self._shop = shop
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Queue"))
        queue.changed.connect(self.update)
        look().theme_changed.connect(self.update)
        look().language_changed.connect(self.update)
        queue.watch()

    def open_large(self) -> None:
        """On the screen that is not the cashier's."""
        on_second_screen(self)

    def shown_calls(self) -> list[Ticket]:
        """The newest first."""
        state = self._queue.state
        return [] if state is None else state.calls(SHOWN_CALLS)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._queue.unwatch()
        super().closeEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), look().colour("window"))
            edge = self._px(EDGE)
            inner = self.rect().adjusted(edge, edge, -edge, -edge)
            line = self._px(SMALL * 1.4)
            head = QRect(inner.left(), inner.top(), inner.width(), line)
            foot = QRect(inner.left(), inner.bottom() - line, inner.width(), line)
            self._words(painter, head, self._shop, SMALL, "ink", weight="strong")
            self._waiting(painter, foot)
            middle = inner.adjusted(0, line + edge // 2, 0, -line - edge // 2)
            calls = self.shown_calls()
            main = QRect(middle.topLeft(), middle.size())
            main.setWidth(int(middle.width() * MAIN))
            self._newest(painter, main, calls[0] if calls else None)
            rest = QRect(main.right() + edge // 2, middle.top(), middle.right() - main.right() - edge // 2, 0)
            rest.setHeight(middle.height())
            self._earlier(painter, rest, calls[1:])

    def _newest(self, painter: QPainter, box: QRect, ticket: Ticket | None) -> None:
        paint.frame(painter, box, fill="accent", edge=None)
        edge = self._px(EDGE)
        inner = box.adjusted(edge, edge, -edge, -edge)
        third = inner.height() // 4
        upper = QRect(inner.left(), inner.top(), inner.width(), third)
        number = QRect(inner.left(), upper.bottom(), inner.width(), inner.height() - 2 * third)
        below = QRect(inner.left(), inner.bottom() - third, inner.width(), third)
        self._words(painter, upper, _("Now calling"), SMALL, "on_accent")
        said = "–" if ticket is None else ticket.number
        self._words(painter, number, said, NEWEST, "on_accent", weight="strong")
        counter = _("Nobody has been called yet") if ticket is None else ticket.counter
        self._words(painter, below, counter, COUNTER, "on_accent", weight="medium")

    def _earlier(self, painter: QPainter, box: QRect, tickets: Sequence[Ticket]) -> None:
        paint.frame(painter, box)
        edge = self._px(EDGE)
        inner = box.adjusted(edge, edge // 2, -edge, -edge // 2)
        tall = inner.height() // SHOWN_CALLS
        head = QRect(inner.left(), inner.top(), inner.width(), tall)
        self._words(painter, head, _("Called before"), SMALL, "ink_muted")
        for place, ticket in enumerate(tickets, 1):
            line = QRect(inner.left(), inner.top() + place * tall, inner.width(), tall)
            paint.rule(painter, paint.over(line))
            taken = self._words(painter, line, ticket.number, EARLIER, "ink", weight="strong")
            rest = line.adjusted(taken + edge // 2, 0, 0, 0)
            self._words(painter, rest, ticket.counter, SMALL, "ink_muted", align=_RIGHT)

    def _words(
        self,
        painter: QPainter,
        box: QRect,
        words: str,
        share: float,
        ink: Colour,
        *,
        weight: Weight = "normal",
        align: Qt.AlignmentFlag = _LEFT,
    ) -> int:
        """One line, smaller rather than cut. How wide it became."""
        face = self._face(share, weight)
        wide = QFontMetrics(face).horizontalAdvance(words)
        if wide > box.width() > 0:
            face.setPixelSize(max(1, face.pixelSize() * box.width() // wide))
            wide = QFontMetrics(face).horizontalAdvance(words)
        painter.setFont(face)
        paint.text(painter, box, words, ink, align)
        return wide

    def _waiting(self, painter: QPainter, box: QRect) -> None:
        """How many wait for each service: letter and count whole, the name as far as there is room."""
        state = self._queue.state
        offered = () if state is None else state.offered
        face, gap = self._face(SMALL, "normal"), self._px(EDGE)
        if not offered:
            return
        left = self._words(painter, box, _("Waiting:"), SMALL, "ink_muted") + gap
        wide = (box.width() - left) // len(offered)
        for place, service in enumerate(offered):
            cell = QRect(box.left() + left + place * wide, box.top(), wide - gap, box.height())
            count = str(0 if state is None else len(state.waiting(service.id)))
            taken = self._words(painter, cell, count, SMALL, "ink", align=_RIGHT, weight="strong")
            room = cell.adjusted(0, 0, -taken - gap // 2, 0)
            name = f"{service.code}  {name_of(service)}"
            words = QFontMetrics(face).elidedText(name, Qt.TextElideMode.ElideRight, room.width())
            self._words(painter, room, words, SMALL, "ink_muted")

    def _face(self, share: float, weight: Weight) -> QFont:
        face = font("giant", weight)
        face.setPixelSize(max(1, self._px(share)))
        return face

    def _px(self, share: float) -> int:
        return int(self.height() * share)
