"""The queue at this till: what is shown of it, and what the cashier does."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from pos_client.desk.background import Background
from pos_client.desk.problems import problem_text
from shared_models.values.codes import TicketStep
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from pos_client.features.queue.actions import QueueDesk
    from pos_client.features.queue.state import QueueState
    from shared_models.rules.queue import Ticket
    from shared_models.values.ids import StaffId

# Other tills and desks call too: what they did is in the store soon after it came.
FOLLOW_MS: Final = 1_500


class TillQueue(QObject):
    """`changed`: another state. `given`: a number was given out. `refused`: why something was not done."""

    changed = Signal()
    given = Signal(object)
    refused = Signal(str)
    paper_wanted = Signal()
    troubled = Signal(object)

    def __init__(self, background: Background, *, has_printer: Callable[[], bool]) -> None:
        super().__init__(background)
        self._background = background
        self._has_printer = has_printer
        self._desk: QueueDesk | None = None
        self._watchers = 0
        self.cashier: Callable[[], StaffId | None] = lambda: None
        self.state: QueueState | None = None
        self._follow = QTimer(self, interval=FOLLOW_MS)
        self._follow.timeout.connect(self.look)

    def begin(self, desk: QueueDesk, cashier: Callable[[], StaffId | None]) -> None:
        """The store is open."""
        self._desk, self.cashier = desk, cashier

    @property
    def desk(self) -> QueueDesk:
        assert self._desk is not None
        return self._desk

    @property
    def prints(self) -> bool:
        """Whether numbers come out on paper."""
        return self._has_printer()

    def watch(self) -> None:
        """Somebody looks: keep up with what others do."""
        self._watchers += 1
        self._follow.start()
        self.look()

    def unwatch(self) -> None:
        self._watchers -= 1
        if not self._watchers:
            self._follow.stop()

    def look(self) -> None:
        if self._desk is not None:
            self._background.store(self.desk.look, then=self._show, fail=self._failed)

    def give_out(self, service: UUID) -> None:
        """A number for a service, on paper where there is a printer."""
        on_paper, actor = self.prints, self.cashier()
        self._do(lambda: self.desk.give_out(service, actor, on_paper=on_paper), self._given)

    def call_next(self, service: UUID | None) -> None:
        """Whoever waited longest, for one service or for any, comes here."""
        actor = self.cashier()
        self._do(lambda: self.desk.call_next(service, actor))

    def step(self, kind: TicketStep, *, to: UUID | None = None) -> None:
        """What becomes of whoever is at this counter."""
        here, actor = None if self.state is None else self.state.here, self.cashier()
        if here is not None:
            self._do(lambda: self.desk.step(here.ticket, kind, actor, to=to))

    def recall(self, ticket: Ticket) -> None:
        """Somebody who was not there when called, is."""
        actor = self.cashier()
        self._do(lambda: self.desk.step(ticket.ticket, TicketStep.CALLED, actor))

    def add_service(self, name: str) -> None:
        self._do(lambda: self.desk.add_service(name))

    # inside -----------------------------------------------------------------------------------------------

    def _do(self, job: Callable[[], Any], then: Callable[[Any], None] | None = None) -> None:
        def done(result: Any) -> None:
            if then is not None:
                then(result)

        self._background.store(job, then=done, fail=self._failed)
        self.look()

    def _given(self, ticket: Ticket) -> None:
        self.given.emit(ticket)
        self.paper_wanted.emit()

    def _show(self, state: QueueState) -> None:
        self.state = state
        self.changed.emit()

    def _failed(self, problem: BaseException) -> None:
        if isinstance(problem, Refusal):
            self.refused.emit(problem_text(problem.code, problem.facts))
        else:
            self.troubled.emit(problem)
