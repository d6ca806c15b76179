"""Panels for decisions and for help. No message boxes."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from pos_client.desk.screens import Help
from pos_client.desk.theme.fonts import metrics
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.widgets.buttons import Button, IconButton
from pos_client.desk.widgets.layouts import column, holding, row
from pos_client.desk.widgets.panels import Divider, Surface
from pos_client.desk.widgets.words import Label
from pos_client.texts import _


@dataclass(frozen=True, slots=True)
class Question:
    """A decision: what happens, and the words of both answers. Already worded."""

    title: str
    text: str
    accept: str
    refuse: str
    details: Callable[[], QWidget] | None = None


class ConfirmPanel(Surface):
    """Enter accepts, Esc refuses; the safe answer never needs the mouse."""

    answered = Signal(bool)

    def __init__(self, question: Question) -> None:
        super().__init__(edge="border_strong")
        self.accept = Button(question.accept, kind="primary", hint="Enter")
        self.refuse = Button(question.refuse, hint="Esc")
        self.accept.clicked.connect(lambda: self.answered.emit(True))
        self.refuse.clicked.connect(lambda: self.answered.emit(False))
        words = column(
            Label(question.title, size="title", weight="strong", wrap=True),
            Label(question.text, ink="ink_muted", wrap=True),
            gap="s",
            edge=("xl", "xl"),
        )
        if question.details is not None:
            words.addWidget(question.details())
        foot = row(None, self.refuse, self.accept, edge=("xl", "l"))
        self.setLayout(column(words, Divider(), foot, gap="none"))
        self.setFocusProxy(self.accept)

    @override
    def sizeHint(self) -> QSize:
        layout = self.layout()
        assert layout is not None
        return QSize(METRIC.confirm_panel, layout.totalHeightForWidth(METRIC.confirm_panel))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.answered.emit(not self.refuse.hasFocus())
            return
        super().keyPressEvent(event)


class HelpPanel(Surface):
    """What F1 shows: the screen's own words, then its keys."""

    closed = Signal()

    def __init__(self, title: str, help_: Help) -> None:
        super().__init__(edge="border_strong")
        close = IconButton(lambda: _("Close"), icon="x")
        close.clicked.connect(self.closed)
        words = Label(title, size="title", weight="strong")
        head = holding(row(words, None, Label("F1", ink="ink_muted"), close, edge=("xl", "none")))
        head.setFixedHeight(METRIC.side_head)
        body = column(gap="l", edge=("xl", "l"))
        for paragraph in help_.paragraphs:
            body.addWidget(Label(paragraph, wrap=True))
        if help_.keys:
            body.addWidget(Label(_("Keys"), weight="strong"))
            body.addLayout(_keys(help_))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(holding(column(body, None, gap="none")))
        self.setLayout(column(head, Divider(), scroll, gap="none"))
        self.setFocusProxy(close)

    def text(self) -> str:
        return "\n".join(label.text() for label in self.findChildren(QLabel))


def _keys(help_: Help) -> QVBoxLayout:
    widest = max(metrics("text", "strong").horizontalAdvance(key) for key, _words in help_.keys)
    lines = column(gap="s")
    for key, words in help_.keys:
        name = Label(key, weight="strong")
        name.setFixedWidth(widest + SPACE.l)
        name.setAlignment(Qt.AlignmentFlag.AlignTop)
        line = row(name, Label(words, ink="ink_muted", wrap=True), gap="none")
        line.setStretch(1, 1)
        lines.addLayout(line)
    return lines
