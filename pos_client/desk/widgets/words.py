"""Words of a widget: a finished text, or a function that words it anew when the language changes."""

import re
from collections.abc import Callable
from typing import ClassVar, Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget
from typing_extensions import override

from pos_client.desk.theme.fonts import Weight, font
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import Colour, TextSize

Words = str | Callable[[], str]
_SIZE: Final = re.compile(r"(?<=\d) (?=[A-Za-z]{1,4}\b)|(?<=\bisi) (?=\d)")


def said(words: Words) -> str:
    """The text of `words` in the language in use."""
    return words if isinstance(words, str) else words()


class Label(QLabel):
    """Plain text in one of the token sizes and colours. Never interprets markup."""

    def __init__(
        self,
        words: Words = "",
        *,
        size: TextSize = "text",
        weight: Weight = "normal",
        ink: Colour = "ink",
        wrap: bool = False,
        right: bool = False,
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(font(size, weight))
        self.setWordWrap(wrap)
        across = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        self.setAlignment(across | Qt.AlignmentFlag.AlignVCenter)
        self._words: Words = ""
        self.set_ink(ink)
        self.say(words)
        look().language_changed.connect(self._reword)

    def say(self, words: Words) -> None:
        self._words = words
        self._reword()

    def set_ink(self, ink: Colour) -> None:
        if self.property("ink") != ink:
            self.setProperty("ink", ink)
            if self.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
                self.style().unpolish(self)
                self.style().polish(self)

    def _reword(self) -> None:
        text = said(self._words)
        if text != self.text():
            self.setText(text)


class CutLabel(Label):
    """A name that may be cut where room is short; the whole stands in its tooltip then."""

    WIDTH: ClassVar = QSizePolicy.Policy.Ignored

    def __init__(
        self, words: Words = "", *, size: TextSize = "text", weight: Weight = "normal", ink: Colour = "ink"
    ) -> None:
        super().__init__(words, size=size, weight=weight, ink=ink)
        self.setSizePolicy(self.WIDTH, QSizePolicy.Policy.Preferred)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.setToolTip(self.text() if shown != self.text() else "")
        with QPainter(self) as painter:
            painter.setFont(self.font())
            painter.setPen(look().colour(self.property("ink")))
            painter.drawText(self.rect(), self.alignment(), shown)


class NameLabel(CutLabel):
    """A name that first takes a second line, where its height has one."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        name = kept_together(self.text())
        wrapped = int(self.alignment() | Qt.TextFlag.TextWordWrap)
        needs = self.fontMetrics().boundingRect(self.rect(), wrapped, name)
        if needs.height() > self.height() or needs.width() > self.width():
            super().paintEvent(event)
            return
        self.setToolTip("")
        with QPainter(self) as painter:
            painter.setFont(self.font())
            painter.setPen(look().colour(self.property("ink")))
            painter.drawText(self.rect(), wrapped, name)


class ShyLabel(CutLabel):
    """Takes what it needs and no more; where there is too little for all it is the first to give way."""

    WIDTH: ClassVar = QSizePolicy.Policy.Maximum

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())


def kept_together(name: str) -> str:
    """A name that wraps, but never within "350 ml": that is one word to whoever reads it."""
    return _SIZE.sub("\N{NO-BREAK SPACE}", name)


def plane(widget: QWidget, tone: Colour) -> QWidget:
    """Give a plain widget one of the two surface tones as its background."""
    widget.setProperty("plane", tone)
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    return widget
