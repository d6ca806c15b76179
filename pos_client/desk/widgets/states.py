"""States in words: a sign stands beside every colour."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import Weight
from pos_client.desk.theme.tokens import METRIC, SPACE, TONE_INK, TONE_SIGN, TONE_SOFT, Colour, Tone
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import column, holding, reveal, row
from pos_client.desk.widgets.panels import Divider, Surface
from pos_client.desk.widgets.words import Label, ShyLabel, Words


class Icon(QWidget):
    """An outline in one of the token colours."""

    def __init__(self, name: str, ink: Colour = "ink_muted", size: int = METRIC.icon) -> None:
        super().__init__()
        self._name = name
        self._ink: Colour = ink
        self._size = size
        self.setFixedSize(size, size)

    def show_icon(self, name: str, ink: Colour) -> None:
        self._name = name
        self._ink = ink
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.icon(painter, QPoint(0, 0), self._name, self._ink, self._size)


class StatusText(QWidget):
    """A sign and a sentence: `StatusText("warn", lambda: _("37 sales waiting"), icon="clock-alert")`."""

    def __init__(
        self, tone: Tone, words: Words, *, icon: str | None = None, weight: Weight = "normal"
    ) -> None:
        super().__init__()
        self._icon = Icon(TONE_SIGN[tone])
        self._label = ShyLabel("", weight=weight)
        self.setLayout(row(self._icon, self._label))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.say(tone, words, icon=icon)

    def say(self, tone: Tone, words: Words, *, icon: str | None = None) -> None:
        ink = TONE_INK[tone]
        self._icon.show_icon(icon or TONE_SIGN[tone], ink)
        self._label.set_ink(ink)
        self._label.say(words)

    def text(self) -> str:
        return self._label.text()


class Tag(QWidget):
    """A short state on its soft colour: live, posted, a code."""

    def __init__(self, tone: Tone, words: Words, *, icon: str | None = None) -> None:
        super().__init__()
        self._tone: Tone = tone
        self._icon = Icon(icon or TONE_SIGN[tone], TONE_INK[tone])
        if icon is None:
            self._icon.hide()
        self._label = Label(words, weight="medium", ink=TONE_INK[tone])
        self.setLayout(row(self._icon, self._label, gap="xs", edge=("s", "xxs")))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)

    def say(self, tone: Tone, words: Words, *, icon: str | None = None) -> None:
        self._tone = tone
        self._icon.show_icon(icon or TONE_SIGN[tone], TONE_INK[tone])
        reveal(self._icon, shown=icon is not None)
        self._label.set_ink(TONE_INK[tone])
        self._label.say(words)
        self.update()

    def text(self) -> str:
        return self._label.text()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.frame(painter, self.rect(), fill=TONE_SOFT[self._tone], edge=None, radius=SPACE.xs)


class Note(QWidget):
    """A sentence in a soft well: offline since when, a list of faults, a promotion within reach."""

    def __init__(
        self,
        tone: Tone,
        words: Words,
        *,
        title: Words = "",
        icon: str | None = None,
        action: Button | None = None,
    ) -> None:
        super().__init__()
        self._tone: Tone = tone
        self._icon = Icon(icon or TONE_SIGN[tone], TONE_INK[tone])
        self._title = Label(title, weight="strong", wrap=True)
        if not title:
            self._title.hide()
        self._label = Label(words, wrap=True)
        words_box = column(self._title, self._label, gap="none")
        self._box = row(column(self._icon, None, gap="none"), words_box, gap="s", edge=("m", "s"))
        self._box.setStretch(1, 1)
        if action is not None:
            self._box.addWidget(action)
        self.setLayout(self._box)

    @override
    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in {QEvent.Type.Resize, QEvent.Type.LayoutRequest}:
            self._as_high_as_its_words()
        return done

    def say(
        self, tone: Tone, words: Words, *, title: Words = "", icon: str | None = None, ink: Colour = "ink"
    ) -> None:
        self._tone = tone
        self._icon.show_icon(icon or TONE_SIGN[tone], TONE_INK[tone])
        self._title.say(title)
        reveal(self._title, shown=bool(title))
        self._label.set_ink(ink)
        self._label.say(words)
        self.update()

    def _as_high_as_its_words(self) -> None:
        """A layout bounds a widget by the height of its widest form: wrapped words would be cut."""
        high = self._box.heightForWidth(self.width())
        if high > 0:
            self.setMaximumHeight(high)

    def text(self) -> str:
        return self._label.text()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.frame(painter, self.rect(), fill=TONE_SOFT[self._tone], edge=None)


@dataclass(frozen=True, slots=True)
class Start:
    """One way to start from an empty screen. The first given is the one to recommend: it is filled."""

    icon: str
    title: Words
    words: Words
    button: Words
    key: str


class EmptyState(QWidget):
    """What is missing, why it matters, and at most three ways to start. `chosen` names the way taken."""

    chosen = Signal(str)

    def __init__(
        self, title: Words, words: Words, starts: tuple[Start, ...] = (), *, hints: tuple[QWidget, ...] = ()
    ) -> None:
        super().__init__()
        self.buttons: list[Button] = []
        head = column(
            Label(title, size="figure", weight="strong"),
            Label(words, size="title", ink="ink_muted", wrap=True),
            gap="xs",
        )
        rows = column(gap="none")
        for start in starts:
            if self.buttons:
                rows.addWidget(Divider())
            rows.addWidget(self._start_row(start))
        box = Surface()
        box.setLayout(rows)
        if not starts:
            box.hide()
        body = holding(column(head, box, row(*hints, None, gap="xl"), gap="xl"))
        body.setMaximumWidth(METRIC.empty_state)
        body.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        middle = row(None, body, None, gap="none")
        middle.setStretch(1, METRIC.empty_state)
        # A third of the room above, two thirds below: the eye looks for it there.
        self.setLayout(column(None, middle, None, None, gap="none", edge=("l", "none")))

    def _start_row(self, start: Start) -> QWidget:
        button = Button(start.button, kind="secondary" if self.buttons else "primary")
        button.setMinimumWidth(METRIC.start_button)
        button.clicked.connect(lambda: self.chosen.emit(start.key))
        self.buttons.append(button)
        words = column(
            None,
            Label(start.title, size="title", weight="strong"),
            Label(start.words, ink="ink_muted", wrap=True),
            None,
            gap="none",
        )
        line = row(Icon(start.icon, size=METRIC.icon_large), words, button, gap="xl", edge=("xl", "none"))
        line.setStretch(1, 1)
        whole = holding(line)
        whole.setFixedHeight(METRIC.empty_row)
        return whole


def hint(key: str, words: Words) -> QWidget:
    """A key in strong, what it does in muted: for the foot of lists and empty states."""
    return holding(row(Label(key, weight="strong"), Label(words, ink="ink_muted"), gap="xs"))
