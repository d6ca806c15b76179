"""The queue over the till: who is at this counter, who waits, and a number for whoever comes in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout
from typing_extensions import override

from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import clear, column, holding, row
from pos_client.desk.widgets.panels import Divider
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label
from pos_client.features.queue.presenter import TillQueue
from pos_client.features.queue.state import day_words, waiting_words
from pos_client.features.queue.view.rows import ServiceRow
from pos_client.texts import _
from shared_models.rules.queue import Ticket
from shared_models.values.codes import TicketState, TicketStep
from shared_models.wire.queue import QueueServiceRow

AGAIN, ABSENT, SERVED, MOVE, RECALL = "F5", "F6", "F8", "F9", "F7"
NAME_MAX: Final = 60


class QueuePanel(TillPanel):
    """Enter calls the next one, Alt and a service's letter gives out a number. `display_wanted`: the large
    screen for those who wait. `kiosk_wanted`: the one where people take their numbers themselves.
    """

    display_wanted = Signal()
    kiosk_wanted = Signal()

    def __init__(self, queue: TillQueue) -> None:
        super().__init__(lambda: _("Queue"))
        self._queue = queue
        self._current = 0
        self._moving = False
        self.rows: list[ServiceRow] = []
        self.number = Label(size="giant", weight="strong")
        self.where = Label(ink="ink_muted", wrap=True)
        self.given = Note("ok", "")
        self.given.hide()
        self._services: QVBoxLayout = column(gap="none")
        self.day = Label(ink="ink_muted", wrap=True)
        self.name = QLineEdit()
        self.name.setMaxLength(NAME_MAX)
        self._first = holding(
            column(Label(lambda: _("What do people queue for?"), weight="medium"), self.name)
        )
        self._none = Note(
            "info", lambda: _("No service is set up. The back office names what people queue for.")
        )
        for beginning in (self._first, self._none):
            beginning.hide()
        self.call = Button(
            lambda: _("Call the next one"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.display = Button(lambda: _("Large display"), icon="monitor", focus=False)
        self.kiosk = Button(lambda: _("Kiosk"), focus=False)
        self._build()
        queue.changed.connect(self.draw)
        queue.given.connect(self._say_given)
        queue.refused.connect(self.refuse)
        look().language_changed.connect(self.draw)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.draw()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        self._queue.watch()
        super().showEvent(event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._queue.unwatch()
        super().hideEvent(event)

    @override
    def accept(self) -> None:
        """Call the next one; while somebody is sent on, to the chosen service."""
        self.refuse("")
        self._show_given(shown=False)
        state, service = self._queue.state, self._chosen()
        if state is None:
            return
        if not state.offered:
            self._add_service()
        elif self._moving:
            self._moving = False
            if service is not None:
                self._queue.step(TicketStep.TRANSFERRED, to=service)
        else:
            self._queue.call_next(service)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and self._give_by_letter(event.key()):
            return
        doing: dict[Qt.Key, Callable[[], None]] = {
            Qt.Key.Key_F5: self.again,
            Qt.Key.Key_F6: self.absent,
            Qt.Key.Key_F7: self.recall,
            Qt.Key.Key_F8: self.served,
            Qt.Key.Key_F9: self.move_on,
            Qt.Key.Key_Up: lambda: self._choose(self._current - 1),
            Qt.Key.Key_Down: lambda: self._choose(self._current + 1),
        }
        if key in doing:
            doing[key]()
        elif key == Qt.Key.Key_Escape and self._moving:
            self._moving = False
            self.draw()
        else:
            super().keyPressEvent(event)

    def again(self) -> None:
        self._step(TicketStep.CALLED)

    def absent(self) -> None:
        self._step(TicketStep.SKIPPED)

    def served(self) -> None:
        self._step(TicketStep.SERVED)

    def recall(self) -> None:
        """Whoever did not come last, after all."""
        state = self._queue.state
        skipped = [] if state is None else [one for one in state.tickets if one.state is TicketState.SKIPPED]
        if skipped:
            self._queue.recall(max(skipped, key=lambda one: one.last_at))

    def move_on(self) -> None:
        """To another service: the next Enter says which."""
        state = self._queue.state
        if state is not None and state.here is not None:
            self._moving = not self._moving
            self._choose(max(1, self._current))

    def draw(self) -> None:
        """Paint what the presenter holds."""
        state = self._queue.state
        if state is None:
            return
        here = state.here
        self.number.say("–" if here is None else here.number)
        self.where.say(lambda: self._where_words(here))
        for button in self._steps:
            button.setEnabled(here is not None)
        self.back.setVisible(any(one.state is TicketState.SKIPPED for one in state.tickets))
        self._draw_services(state.offered)
        self.day.say(day_words(state.figures()))
        self.call.say(self._call_words)

    def _build(self) -> None:
        buttons = (
            Button(lambda: _("Call again"), hint=AGAIN, focus=False),
            Button(lambda: _("Not here"), hint=ABSENT, focus=False),
            Button(lambda: _("Served"), hint=SERVED, focus=False),
            Button(lambda: _("Other service"), hint=MOVE, focus=False),
        )
        for button, act in zip(buttons, (self.again, self.absent, self.served, self.move_on), strict=True):
            button.setMinimumHeight(METRIC.touch_min)
            button.clicked.connect(act)
        self._steps = buttons
        self.back = Button(lambda: _("Who was not here is back"), hint=RECALL, focus=False)
        self.back.setMinimumHeight(METRIC.touch_min)
        self.back.hide()
        self.back.clicked.connect(self.recall)
        self.call.clicked.connect(self.accept)
        self.display.clicked.connect(self.display_wanted)
        self.kiosk.clicked.connect(self.kiosk_wanted)
        self.add(column(self.where, self.number, gap="none"))
        for left, right in (buttons[:2], buttons[2:]):
            pair = row(left, right)
            pair.setStretch(0, 1)
            pair.setStretch(1, 1)
            self.add(pair)
        self.add(self.back)
        self.add(Divider())
        self.add(self._none)
        self.add(self._first)
        self.add_scrolled(column(self._services, None, gap="none"))
        self.add(self.day)
        self.add(self.given)
        screens = row(self.display, self.kiosk)
        for place in range(2):
            screens.setStretch(place, 1)
        self.add(screens)
        self.set_foot(self.call)

    def _draw_services(self, offered: tuple[QueueServiceRow, ...]) -> None:
        state = self._queue.state
        assert state is not None
        self._draw_beginning(needed=not offered, alone=state.stand_alone)
        several = len(offered) > 1
        chosen: list[QueueServiceRow | None] = [*([None] if several else []), *offered]
        if chosen != [line.service for line in self.rows]:
            self._list(chosen)
        for line in self.rows:
            line.say(waiting_words(state.figures(None if line.service is None else line.service.id)))
        self._choose(self._current)

    def _list(self, services: list[QueueServiceRow | None]) -> None:
        clear(self._services)
        self.rows = [ServiceRow(service) for service in services]
        for place, line in enumerate(self.rows):
            line.clicked.connect(partial(self._choose, place))
            line.given.connect(self._queue.give_out)
            self._services.addWidget(line)
            line.show()

    def _draw_beginning(self, *, needed: bool, alone: bool) -> None:
        """Without services there is nothing to give out: a shop alone names its first one here."""
        self._none.setVisible(needed and not alone)
        asked = needed and alone
        if asked != self._first.isVisible():
            self._first.setVisible(asked)
            (self.name if asked else self).setFocus()

    def _add_service(self) -> None:
        if self.name.text().strip():
            self._queue.add_service(self.name.text())
            self.name.clear()

    def _choose(self, place: int) -> None:
        first = 1 if self._moving and len(self.rows) > 1 else 0
        self._current = max(first, min(len(self.rows) - 1, place))
        for number, line in enumerate(self.rows):
            line.mark(chosen=number == self._current)
        self.call.say(self._call_words)

    def _chosen(self) -> UUID | None:
        service = self.rows[self._current].service if self.rows else None
        return None if service is None else service.id

    def _step(self, kind: TicketStep) -> None:
        self.refuse("")
        self._show_given(shown=False)
        self._moving = False
        self._queue.step(kind)

    def _give_by_letter(self, key: int) -> bool:
        letter = chr(key) if ord("A") <= key <= ord("Z") else ""
        found = next((one.service for one in self.rows if one.service and one.service.code == letter), None)
        if found is not None:
            self._queue.give_out(found.id)
        return found is not None

    def _say_given(self, ticket: Ticket) -> None:
        self.refuse("")
        self.given.say("ok", lambda: _("{number} was given out", number=ticket.number))
        self._show_given(shown=True)

    def _show_given(self, *, shown: bool) -> None:
        """It takes the place of the day's figures until something else is done."""
        self.given.setVisible(shown)
        self.day.setVisible(not shown)

    def _call_words(self) -> str:
        if self._moving:
            return _("Send to the chosen service")
        state = self._queue.state
        return _("Add the service") if state is not None and not state.offered else _("Call the next one")

    def _where_words(self, here: Ticket | None) -> str:
        state = self._queue.state
        if state is None:
            return ""
        if here is None:
            return _("Nobody is called to {counter}", counter=state.counter)
        return _("{service}, at {counter}", service=state.named(here.service), counter=here.counter)
