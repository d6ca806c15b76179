"""The queue of a branch at a desk: services with their figures, tickets to call, served by hour."""

from functools import partial
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import Tone
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.dates import DayEdit
from pos_client.desk.widgets.forms import TextEdit
from pos_client.desk.widgets.layouts import column, holding, row
from pos_client.desk.widgets.panels import Divider, WithSide
from pos_client.desk.widgets.states import EmptyState
from pos_client.desk.widgets.words import Label, Words
from pos_client.features.queue_desk.presenter import QueueDesk, service_name
from pos_client.features.queue_desk.view.panels import DisplayPanel, ServicePanel
from pos_client.texts import _, ngettext
from shared_models.rules.queue import STEPS_FROM
from shared_models.values.codes import TicketState, TicketStep
from shared_models.wire.queue import QueueServiceRow, TicketRow

COUNTER: Final = "queue.counter"
COUNTER_MAX: Final = 40


def tone_of(line: Row) -> Tone | None:
    known: tuple[Tone, ...] = ("ok", "warn", "info")
    return next((one for one in known if one == line.get("tone")), None)


SERVICE_COLUMNS: Final = (
    Column("code", lambda: _("Letter"), "code", chars=5, sortable=False),
    Column("name", lambda: _("Queue service"), chars=14, stretch=True, sortable=False),
    Column("waiting", lambda: _("Waiting"), "integer", chars=7, sortable=False, strong=True),
    Column("longest_now", lambda: _("Longest, min"), "integer", chars=9, sortable=False),
    Column("called", lambda: _("Called"), "integer", chars=7, sortable=False),
    Column("served", lambda: _("Served"), "integer", chars=7, sortable=False),
    Column("skipped", lambda: _("Did not come"), "integer", chars=9, sortable=False, yields=2),
    Column("mean", lambda: _("Mean wait, min"), "integer", chars=10, sortable=False),
    Column("longest", lambda: _("Longest wait, min"), "integer", chars=12, sortable=False, yields=1),
)
TICKET_COLUMNS: Final = (
    Column("number", lambda: _("Number"), "code", chars=11),
    Column("service", lambda: _("Queue service"), chars=14, stretch=True),
    Column("state", lambda: _("State"), chars=10, tone=tone_of),
    Column("counter", lambda: _("Counter"), chars=10),
    Column("issued", lambda: _("Given out"), "clock", yields=1),
    Column("waited", lambda: _("Waited, min"), "integer", chars=9, yields=2),
)
HOUR_COLUMNS: Final = (
    Column("hour", lambda: _("Hour"), "code", chars=6, sortable=False),
    Column("service", lambda: _("Queue service"), chars=10, stretch=True, sortable=False),
    Column("served", lambda: _("Served"), "integer", chars=7, sortable=False),
)
TICKETS_SHARE: Final = 5
HOURS_SHARE: Final = 2
SERVICES_SHARE: Final = 2
LOWER_SHARE: Final = 3


class QueueDeskView(OfficePage):
    def __init__(self, desk: QueueDesk, shell: Shell) -> None:
        super().__init__(desk.office, lambda: _("Queue"))
        self._desk = desk
        self._shell = shell
        self.place = Label(size="title", weight="medium")
        self.day = DayEdit(desk.office.today())
        self.counter = TextEdit(lambda: _("Desk 1"))
        self.counter.setMaxLength(COUNTER_MAX)
        self.display = Button(lambda: _("Public display"), icon="monitor", size="compact")
        self.add_service = Button(lambda: _("New service"), icon="plus", size="compact")
        self.call = Button(lambda: _("Call the next one"), kind="primary", hint="F9", size="compact")
        self.services = TablePage(SERVICE_COLUMNS, key="queue-services", framed=False)
        self.tickets = TablePage(TICKET_COLUMNS, key="queue-tickets", remember=shell.remember, framed=False)
        self.hours = TablePage(HOUR_COLUMNS, key="queue-hours", framed=False)
        self._build()
        self._wire()

    @override
    def load(self) -> None:
        self.whole.close_side()
        self.day.set_value(self.office.today())
        self._desk.day = None
        self._desk.load()

    @override
    def refresh(self) -> None:
        self._desk.load()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._desk.followed = True

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._desk.followed = False

    def _build(self) -> None:
        self.services.set_noun(lambda count: ngettext("{n} service", "{n} services", count))
        self.services.set_actions((Action(lambda: _("Open"), self._open_service, "pencil"),))
        self.services.set_empty(
            EmptyState(
                lambda: _("Nobody queues here yet"),
                lambda: _("Name what people queue for; the tills then give out numbers."),
            )
        )
        self.tickets.set_noun(lambda count: ngettext("{n} number", "{n} numbers", count))
        self.tickets.set_title(lambda: _("Numbers"))
        self.tickets.set_empty(
            EmptyState(lambda: _("Nobody waits"), lambda: _("Tills give out numbers with Ctrl+Q."))
        )
        self.hours.set_noun(lambda count: ngettext("{n} line", "{n} lines", count))
        self.hours.set_empty(EmptyState(lambda: _("Nobody was served yet"), ""))
        for action in (self.display, self.add_service, export_button(self.tickets, self._shell), self.call):
            self.head.add_action(action)
        wish = row(
            Label(lambda: _("This desk")),
            self.counter,
            Label(lambda: _("Day")),
            self.day,
            None,
            gap="m",
            edge=("l", "m"),
        )
        services = column(_title(lambda: _("Services of the queue")), self.services, gap="none")
        numbers = _title(lambda: _("Numbers"), *self._steps())
        tickets = column(numbers, self.tickets, gap="none")
        hours = column(_title(lambda: _("Served by hour")), self.hours, gap="none")
        lower = row(gap="none")
        lower.addLayout(tickets, TICKETS_SHARE)
        lower.addWidget(Divider(upright=True))
        lower.addLayout(hours, HOURS_SHARE)
        parts = column(wish, Divider(), gap="none")
        parts.addLayout(services, SERVICES_SHARE)
        parts.addWidget(Divider())
        parts.addLayout(lower, LOWER_SHARE)
        self.head.add_left(self.place)
        self.whole = WithSide(holding(parts))
        self.add(self.whole, stretch=1)
        self.counter.setText(str(self._shell.remember.get(COUNTER) or ""))
        self.setFocusProxy(self.tickets)

    def _steps(self) -> tuple[Button, ...]:
        """What can be done with the chosen number, for a hand on the mouse."""
        self.recall = Button(lambda: _("Call"), size="compact", focus=False)
        self.absent = Button(lambda: _("Not here"), size="compact", focus=False)
        self.served = Button(lambda: _("Served"), size="compact", focus=False)
        self._step_of = {
            self.recall: TicketStep.CALLED,
            self.absent: TicketStep.SKIPPED,
            self.served: TicketStep.SERVED,
        }
        for button, step in self._step_of.items():
            button.clicked.connect(partial(self._step_chosen, step))
        return tuple(self._step_of)

    def _wire(self) -> None:
        desk = self._desk
        self.call.clicked.connect(self._call_next)
        self.add_service.clicked.connect(lambda: self._show_service(desk.next_service(), fresh=True))
        self.display.clicked.connect(self._find_display)
        self.day.value_changed.connect(lambda day: desk.show_day(day) if day else None)
        self.counter.editingFinished.connect(
            lambda: self._shell.remember.put(COUNTER, self.counter.text().strip())
        )
        self.services.opened.connect(self._open_service)
        self.tickets.opened.connect(lambda line: self._step(line, TicketStep.CALLED))
        self.tickets.moved.connect(lambda _line: self._offer())
        desk.changed.connect(self._draw)
        desk.done.connect(self._say_done)
        desk.saved.connect(lambda _row: self.whole.close_side())
        desk.addressed.connect(self._show_address)
        look().language_changed.connect(self._draw)
        shortcut = QShortcut(QKeySequence("F9"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._call_next)

    # doing ------------------------------------------------------------------------------------------------

    def desk_name(self) -> str:
        """As people know this desk; whoever sits there, where it has no name."""
        person = self.office.person
        return self.counter.text().strip() or ("" if person is None else person.name)

    def _call_next(self) -> None:
        if self._desk.today:
            self._desk.call_next(self.desk_name())

    def _find_display(self) -> None:
        self._desk.find_display()

    def _step_chosen(self, step: TicketStep) -> None:
        line = self.tickets.current()
        if line is not None and _may(line, step):
            self._step(line, step)

    def _offer(self) -> None:
        """Only what the chosen number can come to."""
        line = self.tickets.current()
        for button, step in self._step_of.items():
            button.setEnabled(self._desk.today and line is not None and _may(line, step))

    def _step(self, line: Row, step: TicketStep, to: UUID | None = None) -> None:
        ticket = line["ticket"]
        if isinstance(ticket, TicketRow) and self._desk.today:
            self._desk.step(ticket.ticket, step, self.desk_name(), to=to)

    def _say_done(self, ticket: TicketRow) -> None:
        if ticket.state is TicketState.CALLED:
            words = _("{number} is called to {counter}", number=ticket.number, counter=ticket.counter)
            self._shell.toast("ok", words)

    def _open_service(self, line: Row) -> None:
        service = line["row"]
        if isinstance(service, QueueServiceRow):
            self._show_service(service, fresh=False)

    def _show_service(self, service: QueueServiceRow, *, fresh: bool) -> None:
        if not self._desk.may_set_up:
            return
        panel = ServicePanel(service, fresh=fresh)
        panel.wanted.connect(self._desk.save_service)
        self.whole.open_side(panel)
        panel.start()

    def _show_address(self, address: str) -> None:
        panel = DisplayPanel(address)
        panel.renewed.connect(lambda: self._desk.find_display(renew=True))
        self.whole.open_side(panel)

    # drawing ----------------------------------------------------------------------------------------------

    def _draw(self) -> None:
        desk = self._desk
        side = self.whole.side
        if isinstance(side, ServicePanel) and desk.refusal is not None:
            side.show_refusal(desk.refusal)
        else:
            self.show_refusal(desk.refusal)
        place = self.office.branch_row()
        self.place.say("" if place is None else place.name)
        for button in (self.display, self.add_service):
            button.setVisible(desk.may_set_up)
        self.call.setEnabled(desk.today and bool(desk.board and desk.board.waiting))
        if desk.board is not None:
            self.services.show_rows(desk.service_rows())
            self._show_tickets(desk.ticket_rows())
            self.hours.show_rows(desk.hour_rows())
            self.tickets.set_actions(self._ticket_actions())
        self._offer()

    def _show_tickets(self, rows: list[Row]) -> None:
        """Others call too: the number that was chosen stays chosen."""
        chosen = self.tickets.current()
        self.tickets.show_rows(rows)
        kept = [at for at, line in enumerate(rows) if chosen is not None and line["id"] == chosen["id"]]
        if kept:
            self.tickets.view.select_row(kept[0])

    def _ticket_actions(self) -> tuple[Action, ...]:
        found = [
            self._action(lambda: _("Call"), TicketStep.CALLED, "radio"),
            self._action(lambda: _("Not here"), TicketStep.SKIPPED, "x"),
            self._action(lambda: _("Served"), TicketStep.SERVED, "check"),
        ]
        found += [self._sending(one) for one in self._desk.services if one.active]
        return tuple(found)

    def _action(self, words: Words, step: TicketStep, icon: str) -> Action:
        return Action(words, lambda line: self._step(line, step), icon, lambda line: _may(line, step))

    def _sending(self, service: QueueServiceRow) -> Action:
        """To another service."""

        def offered(line: Row) -> bool:
            ticket = line["ticket"]
            elsewhere = isinstance(ticket, TicketRow) and ticket.service != service.id
            return elsewhere and _may(line, TicketStep.TRANSFERRED)

        return Action(
            lambda: _("Send to {service}", service=service_name(service)),
            lambda line: self._step(line, TicketStep.TRANSFERRED, service.id),
            "log-in",
            offered,
        )


def _title(words: Words, *actions: QWidget) -> QHBoxLayout:
    return row(Label(words, size="title", weight="strong"), None, *actions, edge=("l", "s"))


def _may(line: Row, step: TicketStep) -> bool:
    ticket = line["ticket"]
    return isinstance(ticket, TicketRow) and step in STEPS_FROM[ticket.state]
