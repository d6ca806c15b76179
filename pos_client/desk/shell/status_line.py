"""The till's status line: who and where at the left, what is true of sync and printer at the right."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import Weight
from pos_client.desk.theme.tokens import METRIC, TONE_SIGN, Tone
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import clear, holding, row
from pos_client.desk.widgets.states import StatusText
from pos_client.desk.widgets.words import Label
from pos_client.texts import _


@dataclass(frozen=True, slots=True)
class State:
    """One sentence of the status line, already worded. A tone other than plain is set in strong."""

    text: str
    tone: Tone = "plain"
    icon: str | None = None


class StatusLine(QWidget):
    """Never covered by a panel."""

    admin_wanted = Signal()
    states_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(METRIC.status_line)
        self._who = row(gap="l")
        self._states = row(gap="l")
        self._clock = Label(weight="strong")
        self.admin = Button(lambda: _("Back office"), kind="quiet", size="compact", focus=False)
        self.admin.setFixedHeight(METRIC.status_line)
        self.admin.clicked.connect(self.admin_wanted)
        self.admin.hide()
        self._shown: dict[str, tuple[object, ...]] = {}
        left, right = holding(self._who), holding(self._states)
        self._right = right
        self.setLayout(row(left, None, self.admin, right, self._clock, gap="l", edge=("l", "none")))

    def show_who(self, who: str, *where: str) -> None:
        """Cashier in strong, then shift, till and branch."""
        if self._same("who", who, where):
            return
        clear(self._who)
        self._who.addWidget(Label(who, weight="strong"))
        for word in where:
            self._who.addWidget(Label(word, ink="ink_muted"))

    def show_states(self, states: Sequence[State]) -> None:
        """Sync in a full sentence, then the printer."""
        if self._same("states", *states):
            return
        clear(self._states)
        for state in states:
            strong = state.tone in {"warn", "danger"}
            icon = state.icon or TONE_SIGN[state.tone]
            weight: Weight = "strong" if strong else "normal"
            self._states.addWidget(StatusText(state.tone, state.text, icon=icon, weight=weight))

    def show_clock(self, words: str) -> None:
        self._clock.say(words)

    def texts(self) -> list[str]:
        """What is written on the line, left to right."""
        return [label.text() for label in self.findChildren(Label) if label.text()]

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint.rule(painter, self.rect(), "surface")
            paint.rule(painter, paint.over(self.rect()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._right.geometry().contains(event.position().toPoint()):
            self.states_wanted.emit()

    def _same(self, part: str, *shown: object) -> bool:
        if self._shown.get(part) == shown:
            return True
        self._shown[part] = shown
        return False
