"""After closing: the Z as it is printed, and what the back office holds of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.till.panel import ENTER
from pos_client.desk.till.paper import Paper
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import column, row
from pos_client.desk.widgets.panels import Divider, Panel
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label
from pos_client.features.shift.state import ClosedShift, ConfirmedZ
from pos_client.features.shift.view.close_view import Difference
from pos_client.texts import _


class ClosedView(QWidget):
    """Enter goes on to the next shift."""

    go_on = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._shown: ClosedShift | None = None
        self.paper = Paper()
        self._panel = Panel(lambda: _("Shift closed"))
        self._word = Label(size="title", weight="strong")
        self.difference = Difference()
        self.sent = Note("ok", "")
        self.next_button = Button(
            lambda: _("Next shift"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.next_button.clicked.connect(self.go_on)
        body = column(self._word, self.difference, self.sent, gap="m")
        body.setContentsMargins(SPACE.xl, SPACE.xl, SPACE.xl, SPACE.xl)
        foot = row(self.next_button)
        foot.setContentsMargins(SPACE.xl, SPACE.l, SPACE.xl, SPACE.l)
        self._panel.add(body)
        self._panel.add(QWidget(), stretch=1)
        self._panel.add(Divider())
        self._panel.add(foot)
        self._panel.setFixedWidth(METRIC.confirm_panel)
        line = row(None, self._panel, self.paper, None, gap="l")
        outer = column(line, gap="none")
        outer.setContentsMargins(SPACE.xl, SPACE.xl, SPACE.xl, SPACE.xl)
        self.setLayout(outer)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_confirmed(self, told: ConfirmedZ) -> None:
        """The back office's own Z takes the place of the till's."""
        if self._shown is None or told.shift != self._shown.shift:
            return
        self.paper.show_lines(told.slip)
        words = _(
            "{issued} issued, {acknowledged} acknowledged, {posted} posted",
            issued=texts.amount(told.issued),
            acknowledged=texts.amount(told.acknowledged),
            posted=texts.amount(told.posted),
        )
        self.sent.say("ok" if told.agrees else "danger", words)

    def draw(self, closed: ClosedShift) -> None:
        self._shown = closed
        self._panel.title.say(_("Shift {number} closed", number=closed.number))
        words = _("The drawer was right") if not closed.difference else _("Difference")
        self._word.say(words)
        self.difference.say(closed.difference)
        self.sent.setVisible(closed.sends)
        self.show_sent(closed.issued, closed.unacknowledged)
        self.paper.show_lines(closed.slip)

    def show_sent(self, issued: int, waiting: int) -> None:
        """N issued, n not yet acknowledged: as printed, then as it becomes."""
        if waiting:
            words = _(
                "{issued} issued, {waiting} not yet acknowledged",
                issued=texts.amount(issued),
                waiting=texts.amount(waiting),
            )
            self.sent.say("warn", words, icon="clock-alert")
        else:
            self.sent.say("ok", _("{issued} issued, all acknowledged", issued=texts.amount(issued)))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.go_on.emit()
        else:
            super().keyPressEvent(event)
