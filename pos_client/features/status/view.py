"""The sync panel: how the till stands with the back office, and what of its own is looked at there."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtWidgets import QVBoxLayout
from typing_extensions import override

from pos_client import texts
from pos_client.desk.office.reviews import review_text
from pos_client.desk.problems import problem_text
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import clear, column, holding, row
from pos_client.desk.widgets.panels import Divider
from pos_client.desk.widgets.states import StatusText
from pos_client.desk.widgets.words import Label
from pos_client.features.status.presenter import Status
from pos_client.texts import _
from shared_models.wire.tills import OwnReview

Local = Callable[[datetime], datetime]


def _go_on() -> str:
    return _("Go on selling: all of it is kept here, and sent by itself once the back office answers.")


class SyncPanel(TillPanel):
    """Enter and Esc close it. `local` gives the shop's own time of a moment."""

    def __init__(self, status: Status, local: Local) -> None:
        super().__init__(lambda: _("Till and back office"))
        self._status = status
        self._local = local
        self._lines = column(gap="s")
        self._reviews = column(gap="m")
        self.add(self._lines)
        self.add(Divider())
        self.add(Label(lambda: _("Looked at in the back office"), weight="strong"))
        self.add_scrolled(column(self._reviews, None, gap="none"))
        self.done = Button(lambda: _("Done"), kind="primary", size="tall", hint="Enter", focus=False)
        self.done.clicked.connect(self.accept)
        self.set_foot(self.done)
        status.setParent(self)
        status.changed.connect(self._draw)
        self.left.connect(status.forget)
        self._draw()

    @override
    def accept(self) -> None:
        self.left.emit()

    def words(self) -> list[str]:
        """What is listed of the till's own, line by line."""
        found = (self._reviews.itemAt(at) for at in range(self._reviews.count()))
        return [
            label.text()
            for item in found
            if item is not None and (widget := item.widget()) is not None
            for label in widget.findChildren(Label)
        ]

    def _draw(self) -> None:
        state = self._status.state
        clear(self._lines)
        for line in state.lines:
            self._lines.addWidget(StatusText(line.tone, line.text, icon=line.icon))
        if any(line.tone == "warn" for line in state.lines[:1]):
            self._lines.addWidget(Label(_go_on, ink="ink_muted", wrap=True))
        clear(self._reviews)
        if state.refusal is not None:
            words = problem_text(state.refusal.code, state.refusal.facts)
            self._say(words)
        elif state.reviews is None:
            self._say(_("Asking the back office"))
        elif not state.reviews:
            self._say(_("Nothing of this till. What was sold is booked."))
        for one in state.reviews or ():
            self._reviews.addWidget(holding(self._review(one)))

    def _say(self, words: str) -> None:
        self._reviews.addWidget(holding(row(Label(words, ink="ink_muted", wrap=True))))

    def _review(self, one: OwnReview) -> QVBoxLayout:
        what = review_text(one.code)
        head = what if one.count == 1 else f"{what} ({texts.amount(one.count)})"
        when = texts.moment(self._local(one.at))
        where = f"{one.receipt} · {when}" if one.receipt else when
        return column(Label(head, wrap=True), Label(where, ink="ink_muted"), gap="none")
