"""Numbers for whoever comes in, by their own finger: a large key for each service, then the number."""

from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import QRect, QSize, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QStackedWidget, QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import Weight, font
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE
from pos_client.desk.widgets.buttons import Painted
from pos_client.desk.widgets.layouts import clear, column, holding
from pos_client.desk.widgets.words import Words
from pos_client.features.queue.presenter import TillQueue
from pos_client.features.queue.state import QueueState, name_of, waiting_words
from pos_client.features.queue.view.second import on_second_screen
from pos_client.texts import _, ngettext
from shared_models.rules.queue import Ticket
from shared_models.wire.queue import QueueServiceRow

# A number stays so long, unless a finger is done with it before: time to read it, and no hundred in a minute.
NUMBER_MS: Final = 8_000
COLUMNS: Final = 2
# Shares of the window's height.
TITLE: Final = 0.07
WORDS: Final = 0.05
NUMBER: Final = 0.3
_CENTRE: Final = Qt.AlignmentFlag.AlignHCenter


class QueueKiosk(QWidget):
    """Full screen, on the second screen where there is one. Esc closes it, which fingers cannot press."""

    def __init__(self, queue: TillQueue, shop: str) -> None:
        super().__init__()
        self._queue = queue
        self._asked: UUID | None = None
        self._offered: tuple[QueueServiceRow, ...] = ()
        self.buttons: dict[UUID, KioskButton] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Take a number"))
        self.shop = KioskWords(WORDS)
        self.shop.say(shop)
        self.title = KioskWords(TITLE, "strong")
        self.problem = KioskWords(WORDS)
        self._grid = QGridLayout()
        self._grid.setSpacing(SPACE.xl)
        self.number = KioskWords(NUMBER, "strong")
        self.ahead = KioskWords(WORDS)
        self.paper = KioskWords(WORDS)
        self.done = KioskButton(lambda: _("Done"))
        self._pages = QStackedWidget()
        self._build()
        self._back = QTimer(self, singleShot=True, interval=NUMBER_MS)
        self._back.timeout.connect(self.show_services)
        self.done.clicked.connect(self.show_services)
        queue.changed.connect(self._draw)
        queue.given.connect(self._given)
        queue.refused.connect(self._refused)
        look().language_changed.connect(self._draw)
        look().theme_changed.connect(self.update)
        queue.watch()
        self._draw()

    def open_large(self) -> None:
        """On the screen that is not the cashier's, and without taking the keys from there."""
        on_second_screen(self)

    def show_services(self) -> None:
        """For the next one who comes in."""
        self._back.stop()
        self._pages.setCurrentIndex(0)
        self.problem.say("")

    @property
    def shows_number(self) -> bool:
        return self._pages.currentIndex() == 1

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
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for words in (self.shop, self.title, self.problem, self.number, self.ahead, self.paper):
            words.set_window(self.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), look().colour("window"))

    # inside

    def _build(self) -> None:
        services = column(self.shop, self.title, self.problem, self._grid, gap="l")
        services.setStretch(3, 1)
        number = column(None, self.number, self.ahead, self.paper, None, self.done, gap="l")
        self._pages.addWidget(holding(services))
        self._pages.addWidget(holding(number))
        self.setLayout(column(self._pages, edge=("xxl", "xxl")))

    def _draw(self) -> None:
        state = self._queue.state
        if state is None:
            return
        self.title.say(_("Take a number"))
        if state.offered != self._offered or not self.buttons:
            self._list(state)
        for service in state.offered:
            waiting = waiting_words(state.figures(service.id))
            self.buttons[service.id].show_service(name_of(service), waiting)
        if not state.offered:
            self.problem.say(_("No service is set up. The back office names what people queue for."))

    def _list(self, state: QueueState) -> None:
        """One column up to three services, two beyond."""
        clear(self._grid)
        self._offered, self.buttons = state.offered, {}
        columns = 1 if len(state.offered) <= COLUMNS + 1 else COLUMNS
        for place, service in enumerate(state.offered):
            button = KioskButton("")
            button.clicked.connect(partial(self._take, service.id))
            self.buttons[service.id] = button
            self._grid.addWidget(button, place // columns, place % columns)
        self.problem.say("")

    def _take(self, service: UUID, _checked: object = None) -> None:
        """Once: until the number is shown, another touch is the same wish."""
        if self._asked is None:
            self._asked = service
            self._queue.give_out(service)

    def _given(self, ticket: Ticket) -> None:
        """Numbers that the cashier gave out are none of this screen's."""
        if self._asked != ticket.service:
            return
        self._asked = None
        state = self._queue.state
        before = 0 if state is None else len([one for one in state.waiting(ticket.service) if one != ticket])
        self.number.say(ticket.number)
        self.ahead.say(ngettext("{n} person is before you", "{n} people are before you", before))
        paper = _("Please take your ticket") if self._queue.prints else _("Please remember your number")
        self.paper.say(paper)
        self._pages.setCurrentIndex(1)
        self._back.start()

    def _refused(self, why: str) -> None:
        if self._asked is not None:
            self._asked = None
            self.problem.say(why)


class KioskWords(QWidget):
    """One line in the middle, as large as the window says; smaller rather than cut."""

    def __init__(self, share: float, weight: Weight = "normal") -> None:
        super().__init__()
        self._share = share
        self._weight: Weight = weight
        self._text = ""

    def text(self) -> str:
        return self._text

    def say(self, text: str) -> None:
        self._text = text
        self.setAccessibleName(text)
        self.setVisible(bool(text))
        self.update()

    def set_window(self, height: int) -> None:
        self.setFixedHeight(int(height * self._share * 1.3))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            _large(painter, self.rect(), self._text, int(self.height() / 1.3), self._weight)


class KioskButton(Painted):
    """What it is for, and below it how many wait."""

    def __init__(self, words: Words) -> None:
        super().__init__(words, kind="secondary", focus=False)
        self._waiting = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumHeight(METRIC.pay_touch)

    def show_service(self, name: str, waiting: str) -> None:
        self._waiting = waiting
        self.say(name)

    @override
    def sizeHint(self) -> QSize:
        return QSize(METRIC.confirm_panel, METRIC.pay_touch)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.frame(painter, self.rect(), fill=self._fill(), edge="border_strong", width=BORDER.focus)
            inner = self.rect().adjusted(SPACE.xl, SPACE.s, -SPACE.xl, -SPACE.s)
            if not self._waiting:
                _large(painter, inner, self.words(), inner.height() // 2, "strong")
                return
            upper = inner.adjusted(0, 0, 0, -inner.height() // 3)
            lower = inner.adjusted(0, inner.height() * 2 // 3, 0, 0)
            _large(painter, upper, self.words(), upper.height() // 2, "strong")
            _large(painter, lower, self._waiting, lower.height() // 2, "normal")


def _large(painter: QPainter, box: QRect, words: str, high: int, weight: Weight) -> None:
    face: QFont = font("giant", weight)
    face.setPixelSize(max(1, min(high, METRIC.side_panel)))
    wide = QFontMetrics(face).horizontalAdvance(words)
    if wide > box.width():
        face.setPixelSize(max(1, face.pixelSize() * box.width() // wide))
    painter.setFont(face)
    paint.text(painter, box, words, "ink", _CENTRE)
