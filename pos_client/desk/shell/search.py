"""Ctrl+K: one box that jumps to any screen, product or document, through providers that features register."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from shiboken6 import isValid
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE, TIMES
from pos_client.desk.widgets.layouts import column, holding, row
from pos_client.desk.widgets.panels import Divider, Surface
from pos_client.desk.widgets.states import Icon, hint
from pos_client.desk.widgets.words import Label, Words, said
from pos_client.texts import _

PER_PROVIDER = 5
PICKED_FROM = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: what it is called, a note (its code, its date), and how to get there."""

    title: str
    note: str
    icon: str
    go: Callable[[], None]


Answer = Callable[[Sequence[Hit]], None]
Provider = Callable[[str, Answer], None]
"""Looks for a text and answers, now or later, on the GUI thread. Answers to old questions are dropped."""


@dataclass(frozen=True, slots=True)
class _Source:
    title: Words
    find: Provider


class _HitRow(QWidget):
    clicked = Signal(object)

    def __init__(self, hit: Hit) -> None:
        super().__init__()
        self.hit = hit
        self.chosen = False
        self.setFixedHeight(METRIC.row_till)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.clicked.emit(self.hit)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self.chosen:
                paint.rule(painter, self.rect(), "accent_soft")
                paint.marker(painter, self.rect())
            top = (self.height() - METRIC.icon) // 2
            paint.icon(painter, QPoint(SPACE.l, top), self.hit.icon, "ink_muted")
            room = self.rect().adjusted(2 * SPACE.l + METRIC.icon, 0, -SPACE.l, 0)
            painter.setFont(font())
            note = painter.fontMetrics().horizontalAdvance(self.hit.note)
            paint.text(painter, room, self.hit.note, "ink_muted", Qt.AlignmentFlag.AlignRight)
            painter.setFont(font("text", "medium"))
            words = QRect(room.left(), room.top(), room.width() - note - SPACE.l, room.height())
            title = painter.fontMetrics().elidedText(
                self.hit.title, Qt.TextElideMode.ElideRight, words.width()
            )
            paint.text(painter, words, title, "ink", Qt.AlignmentFlag.AlignLeft)


class SearchPanel(Surface):
    """The box and what was found. `done` when something was chosen."""

    done = Signal()
    grown = Signal()

    def __init__(self, sources: Sequence[_Source], placeholder: Words, *, most: int = PER_PROVIDER) -> None:
        super().__init__(edge="border_strong")
        self._sources = sources
        self._most = most
        self._found: dict[int, Sequence[Hit]] = {}
        self._question = 0
        self._entered = False
        self._rows: list[_HitRow] = []
        self._at = 0
        self.field = QLineEdit()
        self.field.setProperty("bare", "true")
        self.field.setFont(font("figure"))
        self.field.setPlaceholderText(said(placeholder))
        self.field.installEventFilter(self)
        self._after = QTimer(self, singleShot=True, interval=TIMES.search_after)
        self._after.timeout.connect(self._ask)
        self.field.textChanged.connect(self._after.start)
        line = row(Icon("search", size=METRIC.icon_large), self.field, gap="m", edge=("l", "none"))
        head = holding(line)
        head.setFixedHeight(METRIC.input_line)
        self._list = column(gap="none")
        foot = row(
            hint("↑ ↓", lambda: _("choose")),
            hint("Enter", lambda: _("open")),
            None,
            hint("Esc", lambda: _("close")),
            gap="xl",
            edge=("l", "s"),
        )
        box = column(head, Divider(), self._list, Divider(), foot, gap="none")
        hair = BORDER.focus
        box.setContentsMargins(hair, hair, hair, hair)
        self.setLayout(box)
        self.setFocusProxy(self.field)
        self._ask()

    def titles(self) -> list[str]:
        return [line.hit.title for line in self._rows]

    @override
    def sizeHint(self) -> QSize:
        return QSize(METRIC.search_panel, super().sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        # The field inside is bare: the one focus border of the screen is the panel's.
        with QPainter(self) as painter:
            paint.frame(painter, self.rect(), edge="accent", width=BORDER.focus)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
            if (step := steps.get(Qt.Key(event.key()))) is not None:
                self._move(step)
                return True
            if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self._enter()
                return True
        return super().eventFilter(watched, event)

    def _ask(self) -> None:
        self._after.stop()
        self._entered = False
        self._question += 1
        self._found = {}
        asked = self._question
        words = self.field.text().strip()
        for number, source in enumerate(self._sources):
            source.find(words, partial(self._hear, asked, number))
        self._draw()

    def _hear(self, asked: int, number: int, hits: Sequence[Hit]) -> None:
        # The box may have been closed before the last provider answers.
        if asked == self._question and isValid(self):
            self._found[number] = hits[: self._most]
            self._draw()
            if self._entered and self._rows:
                self._go(self._rows[0].hit)

    def _draw(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self._rows = []
        for number, source in enumerate(self._sources):
            hits = self._found.get(number, ())
            if hits:
                self._add_group(source.title, hits)
        # Some providers ask the server: "nothing" is said when the last of them has answered.
        if not self._rows and self.field.text() and len(self._found) == len(self._sources):
            nothing = Label(_("Nothing is called that"), ink="ink_muted")
            self._list.addWidget(holding(row(nothing, edge=("l", "m"))))
        self._at = min(self._at, max(0, len(self._rows) - 1))
        self._mark()
        self._show_added()
        self.grown.emit()

    def _show_added(self) -> None:
        """Qt shows new children one turn later; until then they would not count in the panel's height."""
        for at in range(self._list.count() if self.isVisible() else 0):
            item = self._list.itemAt(at)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.show()

    def _add_group(self, title: Words, hits: Sequence[Hit]) -> None:
        head = holding(row(Label(said(title), ink="ink_muted"), edge=("l", "none")))
        head.setFixedHeight(METRIC.table_head)
        self._list.addWidget(head)
        for hit in hits:
            line = _HitRow(hit)
            line.clicked.connect(self._go)
            self._list.addWidget(line)
            self._rows.append(line)

    def _move(self, step: int) -> None:
        if self._rows:
            self._at = (self._at + step) % len(self._rows)
            self._mark()

    def _mark(self) -> None:
        for number, line in enumerate(self._rows):
            line.chosen = number == self._at
            line.update()

    def _enter(self) -> None:
        # A fast typist presses Enter before the pause is over: ask first, then take the best.
        if self._after.isActive():
            self._ask()
        # Whoever answers later is taken once that answer is there.
        self._entered = not self._rows
        if self._rows:
            self._go(self._rows[self._at].hit)

    def _go(self, hit: Hit) -> None:
        self.done.emit()
        hit.go()


def pick_panel(title: Words, provider: Provider, placeholder: Words) -> SearchPanel:
    """A panel that finds things of one kind; a hit's `go` says what is done with the one chosen."""
    return SearchPanel([_Source(title, provider)], placeholder, most=PICKED_FROM)


class Search:
    """The providers, in the order their findings are shown."""

    def __init__(self) -> None:
        self._sources: list[_Source] = []

    def register(self, title: Words, provider: Provider) -> None:
        self._sources.append(_Source(title, provider))

    def panel(self) -> SearchPanel:
        return SearchPanel(self._sources, lambda: _("Screen, product or document"))
