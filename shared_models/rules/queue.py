"""The queue: what becomes of a ticket step by step, who is next, and how long people waited.

Tills and back office follow the same steps. A till may act on what it heard last, so the steps of one ticket
come from several places in any order: every step is kept, and none is refused once it was made.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from typing import Final
from uuid import UUID

from shared_models.values.codes import TicketState, TicketStep

FIRST_SERIES: Final = "A"
# Last calls that a display shows.
SHOWN_CALLS: Final = 6

STEPS_FROM: Final[Mapping[TicketState, frozenset[TicketStep]]] = {
    TicketState.WAITING: frozenset({TicketStep.CALLED, TicketStep.SKIPPED, TicketStep.TRANSFERRED}),
    TicketState.CALLED: frozenset(
        {TicketStep.CALLED, TicketStep.SKIPPED, TicketStep.TRANSFERRED, TicketStep.SERVED}
    ),
    TicketState.SKIPPED: frozenset({TicketStep.CALLED, TicketStep.TRANSFERRED}),
    TicketState.SERVED: frozenset(),
}
"""What a person is offered."""
_LEADS_TO: Final[Mapping[TicketStep, TicketState]] = {
    TicketStep.ISSUED: TicketState.WAITING,
    TicketStep.CALLED: TicketState.CALLED,
    TicketStep.SKIPPED: TicketState.SKIPPED,
    TicketStep.TRANSFERRED: TicketState.WAITING,
    TicketStep.SERVED: TicketState.SERVED,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a ticket. `service`: what it waits for after it. `counter`: where it was done."""

    kind: TicketStep
    ticket: UUID
    number: str
    service: UUID
    counter: str
    at: datetime
    bdate: date


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it stands after `steps` steps. `issued_at` null: its issue is not heard of yet.

    `counter`: where it was called last; empty until then.
    """

    ticket: UUID
    number: str
    service: UUID
    bdate: date
    state: TicketState
    counter: str
    issued_at: datetime | None
    called_at: datetime | None
    last_at: datetime
    closed_at: datetime | None
    calls: int
    steps: int

    @property
    def waited(self) -> timedelta | None:
        """From its issue to its first call; two clocks that disagree make no wait below 0."""
        if self.issued_at is None or self.called_at is None:
            return None
        return max(self.called_at - self.issued_at, timedelta())

    def may(self, step: TicketStep) -> bool:
        """Whether a person is offered this step."""
        return step in STEPS_FROM[self.state]


def ticket_number(code: str, register: str, series: str, count: int) -> str:
    """`A-K1-007`: service, register and a count of its own per service and business day.

    No till needs another one to know that a number is free. A register's second life (its database was lost)
    counts in another series: `A-K1-007B`.
    """
    life = "" if series == FIRST_SERIES else series
    return f"{code}-{register}-{count:03}{life}"


def stepped(ticket: Ticket | None, step: Step) -> Ticket:
    """The ticket after a step; null before: this is the first that is heard of it.

    A served ticket stays served, and an issue that is heard of late changes nothing but its moment.
    """
    if ticket is None:
        ticket = _unheard(step)
    state, last_at = _LEADS_TO[step.kind], max(ticket.last_at, step.at)
    after = replace(ticket, steps=ticket.steps + 1, last_at=last_at)
    if step.kind is TicketStep.ISSUED:
        return replace(after, issued_at=ticket.issued_at or step.at)
    if ticket.state is TicketState.SERVED:
        return after
    after = replace(after, state=state, service=step.service)
    if step.kind is TicketStep.CALLED:
        first = ticket.called_at or step.at
        return replace(after, counter=step.counter, calls=ticket.calls + 1, called_at=first, closed_at=None)
    closes = state in {TicketState.SKIPPED, TicketState.SERVED}
    return replace(after, closed_at=step.at if closes else None)


def waiting_in_turn(tickets: Iterable[Ticket], services: frozenset[UUID] = frozenset()) -> list[Ticket]:
    """Who waits, the longest first; `services` empty: for any. A transfer keeps its place."""
    waiting = [
        one
        for one in tickets
        if one.state is TicketState.WAITING and (not services or one.service in services)
    ]
    return sorted(waiting, key=lambda one: (one.issued_at or one.last_at, one.number))


def last_calls(tickets: Iterable[Ticket], limit: int = SHOWN_CALLS) -> list[Ticket]:
    """Who was called and is not done, the latest first."""
    called = [one for one in tickets if one.state is TicketState.CALLED]
    return sorted(called, key=lambda one: (one.last_at, one.number), reverse=True)[:limit]


@dataclass(frozen=True, slots=True)
class QueueFigures:
    """One service on one business day. Waits are whole seconds from the issue to the first call.

    `longest_now_s`: of those who still wait.
    """

    issued: int = 0
    waiting: int = 0
    called: int = 0
    skipped: int = 0
    served: int = 0
    mean_wait_s: int = 0
    longest_wait_s: int = 0
    longest_now_s: int = 0


def figures_of(tickets: Iterable[Ticket], now: datetime) -> QueueFigures:
    """The figures of tickets of one day."""
    found = list(tickets)
    count = {state: sum(one.state is state for one in found) for state in TicketState}
    waits = [one.waited // timedelta(seconds=1) for one in found if one.waited is not None]
    still = [
        (now - one.issued_at) // timedelta(seconds=1)
        for one in found
        if one.state is TicketState.WAITING and one.issued_at is not None
    ]
    return QueueFigures(
        issued=len(found),
        waiting=count[TicketState.WAITING],
        called=count[TicketState.CALLED],
        skipped=count[TicketState.SKIPPED],
        served=count[TicketState.SERVED],
        mean_wait_s=round_half_up(sum(waits), len(waits)),
        longest_wait_s=max(waits, default=0),
        longest_now_s=max([0, *still]),
    )


def served_by_hour(tickets: Iterable[Ticket], zone: tzinfo) -> dict[tuple[UUID, int], int]:
    """How many were served per service and hour of the branch's wall clock."""
    served: dict[tuple[UUID, int], int] = {}
    for one in tickets:
        if one.state is TicketState.SERVED and one.closed_at is not None:
            key = one.service, one.closed_at.astimezone(zone).hour
            served[key] = served.get(key, 0) + 1
    return served


def round_half_up(total: int, parts: int) -> int:
    """`total / parts` to the nearest whole; 0 of nothing."""
    return (2 * total + parts) // (2 * parts) if parts else 0


def _unheard(step: Step) -> Ticket:
    return Ticket(
        ticket=step.ticket,
        number=step.number,
        service=step.service,
        bdate=step.bdate,
        state=TicketState.WAITING,
        counter="",
        issued_at=None,
        called_at=None,
        last_at=step.at,
        closed_at=None,
        calls=0,
        steps=0,
    )
