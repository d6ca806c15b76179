"""An admin page: a head of 64 with title, period and actions, then its content."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QSizePolicy, QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.widgets.buttons import Button, Painted
from pos_client.desk.widgets.layouts import column, holding, reveal, row
from pos_client.desk.widgets.words import Label, ShyLabel, Words
from pos_client.texts import _

SEARCH_KEY = "Ctrl+K"


class SearchButton(Painted):
    """Looks like a field; opens the search over screens, products and documents."""

    def __init__(self) -> None:
        super().__init__(lambda: _("Search"), kind="secondary", focus=True)
        self.setFixedSize(METRIC.search_box, METRIC.button_compact)

    @override
    def sizeHint(self) -> QSize:
        return QSize(METRIC.search_box, METRIC.button_compact)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            self._paint_frame(painter)
            top = (self.height() - METRIC.icon) // 2
            paint.icon(painter, QRect(SPACE.s, top, 0, 0).topLeft(), "search", "ink_muted")
            painter.setFont(font())
            left = 2 * SPACE.s + METRIC.icon
            room = QRect(left, 0, self.width() - left - SPACE.s, self.height())
            paint.text(painter, room, self.words(), "ink_muted", Qt.AlignmentFlag.AlignLeft)
            paint.text(painter, room, SEARCH_KEY, "ink_muted", Qt.AlignmentFlag.AlignRight)


class PageHead(QWidget):
    """Title and period left, actions, then search. In a narrow window periods and actions stand below."""

    search_wanted = Signal()

    def __init__(self, title: Words, subtitle: Words) -> None:
        super().__init__()
        self.setFixedHeight(METRIC.page_head)
        self._crumb = Button("", kind="link")
        self._crumb.hide()
        self._crumb_clicked: Callable[[], None] | None = None
        self._crumb.clicked.connect(self._go_up)
        self._slash = Label("/", size="figure", ink="ink_muted")
        self._slash.hide()
        self.title = ShyLabel(title, size="figure", weight="strong")
        self.subtitle = ShyLabel(subtitle, ink="ink_muted")
        self._left = row(gap="m")
        self._right = row(gap="m")
        self.search = SearchButton()
        self.search.clicked.connect(self.search_wanted)
        words = row(self._crumb, self._slash, self.title, gap="s")
        self._line = row(words, self.subtitle, self._left, None, self._right, self.search, gap="m")
        self._below = row(None, gap="m")
        self._folded = False
        self._one = holding(self._line)
        self._one.setFixedHeight(METRIC.page_head)
        self._two = holding(self._below)
        self._two.setFixedHeight(METRIC.button_compact)
        self._two.hide()
        self.setLayout(column(self._one, self._two, None, gap="none", edge=("xl", "none")))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    @override
    def event(self, event: QEvent) -> bool:
        # Words got longer, a button came: what fitted may not fit any more.
        if event.type() == QEvent.Type.LayoutRequest:
            self._fold()
        return super().event(event)

    def _fold(self) -> None:
        folded = self._wanted() > self.width() - 2 * SPACE.xl
        if folded == self._folded:
            return
        self._folded = folded
        for layout in (self._left, self._right):
            (self._line if folded else self._below).removeItem(layout)
            layout.setParent(None)
        if folded:
            self._below.insertLayout(0, self._left)
            self._below.addLayout(self._right)
        else:
            self._line.insertLayout(2, self._left)
            self._line.insertLayout(4, self._right)
        self._two.setVisible(folded)
        self.setFixedHeight(METRIC.page_head + (METRIC.panel_head if folded else 0))

    def _wanted(self) -> int:
        """Px that everything in one line needs."""
        names = [self.title, self.subtitle, self._crumb, self._slash]
        shown = [name.sizeHint().width() for name in names if not name.isHidden()]
        boxes = [box.sizeHint().width() for box in (self._left, self._right) if not box.isEmpty()]
        parts = [*shown, *boxes, METRIC.search_box]
        return sum(parts) + SPACE.m * (len(parts) - 1)

    def set_crumb(self, words: Words, go: Callable[[], None]) -> None:
        """Where this document belongs: `Receipts / A-018402`."""
        self._crumb.say(words)
        self._crumb_clicked = go
        reveal(self._crumb, shown=True)
        reveal(self._slash, shown=True)

    def add_left(self, widget: QWidget) -> None:
        """A period, a branch, a state: beside the title."""
        self._left.addWidget(widget)

    def add_action(self, widget: QWidget) -> None:
        """An action: before the search box."""
        self._right.addWidget(widget)

    def _go_up(self) -> None:
        if self._crumb_clicked is not None:
            self._crumb_clicked()


class Page(QWidget):
    """Base of the admin screens. Add content to `body`; override `enter` and `unsaved` where needed."""

    def __init__(self, title: Words, subtitle: Words = "") -> None:
        super().__init__()
        self.head = PageHead(title, subtitle)
        self.body = column(gap="l")
        content = holding(self.body)
        layout = self.body
        layout.setContentsMargins(SPACE.xl, 0, SPACE.xl, SPACE.xl)
        self.setLayout(column(self.head, content, gap="none"))

    def add(self, item: QWidget | QLayout, *, stretch: int = 0) -> None:
        if isinstance(item, QWidget):
            self.body.addWidget(item, stretch)
        else:
            self.body.addLayout(item, stretch)

    def add_row(self, *items: tuple[QWidget, int]) -> QHBoxLayout:
        """Panels side by side: (panel, share of the width)."""
        line = row(gap="l")
        for widget, share in items:
            # The shares decide, not the contents: columns of several rows stand under each other.
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, widget.sizePolicy().verticalPolicy())
            line.addWidget(widget, share)
        self.body.addLayout(line)
        return line

    def enter(self, **facts: object) -> None:
        """Called each time the page is shown, with what `shell.open(key, **facts)` was given."""

    def unsaved(self) -> bool:
        """Whether leaving would lose what was typed; the shell asks before it goes on."""
        return False
