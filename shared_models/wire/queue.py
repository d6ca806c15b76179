"""The queue: what a till says of its tickets (events, version 1), and what a desk asks and is told."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from shared_models.rules.queue import Step, Ticket
from shared_models.values.codes import TicketState, TicketStep
from shared_models.wire.base import ApiModel, Code, Count, Instant, Name, Text, WireModel

ServiceCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]$")]


class TicketIssued(WireModel):
    """A number was given out. `name`: of its service, as the slip says it."""

    ticket: UUID
    number: Code
    service: UUID
    name: Name


class TicketCalled(WireModel):
    """A number was called to a counter, for the first time or again."""

    ticket: UUID
    number: Code
    service: UUID
    counter: Name


class TicketSkipped(WireModel):
    """Nobody came for a number."""

    ticket: UUID
    number: Code
    service: UUID
    counter: Name


class TicketTransferred(WireModel):
    """A number waits for another service: `service`."""

    ticket: UUID
    number: Code
    service: UUID
    before: UUID
    counter: Name


class TicketServed(WireModel):
    """Whoever held a number is served."""

    ticket: UUID
    number: Code
    service: UUID
    counter: Name


TicketPayload = TicketIssued | TicketCalled | TicketSkipped | TicketTransferred | TicketServed
STEP_OF: dict[type[WireModel], TicketStep] = {
    TicketIssued: TicketStep.ISSUED,
    TicketCalled: TicketStep.CALLED,
    TicketSkipped: TicketStep.SKIPPED,
    TicketTransferred: TicketStep.TRANSFERRED,
    TicketServed: TicketStep.SERVED,
}


def step_of(payload: TicketPayload, *, at: datetime, bdate: date) -> Step:
    """The step an event tells of."""
    counter = "" if isinstance(payload, TicketIssued) else payload.counter
    kind = STEP_OF[type(payload)]
    return Step(kind, payload.ticket, payload.number, payload.service, counter, at, bdate)


class QueueServiceRow(ApiModel):
    """A service people queue for in a branch; key = service id. `code` leads its numbers."""

    id: UUID
    code: ServiceCode
    name_id: Name
    name_en: Name
    active: bool = True
    order: Count = 0


class TicketRow(ApiModel):
    """A ticket as the back office has it; key = its number, so that tomorrow's takes its place."""

    ticket: UUID
    number: Code
    service: UUID
    bdate: date
    state: TicketState
    counter: Text
    issued_at: Instant | None
    called_at: Instant | None
    last_at: Instant
    closed_at: Instant | None
    calls: Count
    steps: Count

    @classmethod
    def of(cls, ticket: Ticket) -> Self:
        """The row of a ticket."""
        return cls(**{name: getattr(ticket, name) for name in cls.model_fields})

    def to_rules(self) -> Ticket:
        """The ticket as the rules know it."""
        return Ticket(**{name: getattr(self, name) for name in type(self).model_fields})


class QueueFiguresLine(ApiModel):
    """Figures of one service on one day; waits in whole seconds (rules/queue.QueueFigures)."""

    service: UUID
    issued: Count
    waiting: Count
    called: Count
    skipped: Count
    served: Count
    mean_wait_s: Count
    longest_wait_s: Count
    longest_now_s: Count
    by_hour: tuple[tuple[Count, Count], ...]  # hour of the branch's clock, served in it


class QueueBoard(ApiModel):
    """The queue of a branch today: services in their order, open tickets, and figures."""

    branch: UUID
    day: date
    at: Instant
    services: tuple[QueueServiceRow, ...]
    waiting: tuple[TicketRow, ...]
    called: tuple[TicketRow, ...]
    skipped: tuple[TicketRow, ...]
    figures: tuple[QueueFiguresLine, ...]


class CallNext(ApiModel):
    """Whoever waited longest, for one of `services` (empty: for any), comes to `counter`."""

    counter: Name
    services: tuple[UUID, ...] = ()


class StepTicket(ApiModel):
    """A step of one ticket, done at a desk. `to`: the service it is transferred to."""

    step: TicketStep
    counter: Name
    to: UUID | None = None


class DisplayAddress(ApiModel):
    """Where any browser sees the numbers of a branch: a path of the back office nobody can guess."""

    path: Text


class ShownCall(ApiModel):
    """A called number on the public display; `order` tells a repeated call from the first."""

    number: Code
    counter: Text
    order: Count


class ShownService(ApiModel):
    """How many wait for a service, on the public display."""

    code: ServiceCode
    name_id: Name
    name_en: Name
    waiting: Count


class ShownQueue(ApiModel):
    """All that the public display is told: numbers and counters."""

    branch: Name
    calls: tuple[ShownCall, ...] = Field(max_length=50)
    services: tuple[ShownService, ...]
