"""The queue: tickets beside their steps, steps beside the log, and numbers that nobody was given twice."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from sqlalchemy import and_, func, select

from backoffice_server.features.events.outcomes import is_last_word
from backoffice_server.features.events.tables import event, event_outcome
from backoffice_server.features.queue.queries import as_ticket
from backoffice_server.features.queue.tables import ticket, ticket_step
from backoffice_server.kernel.unit import Unit
from backoffice_server.proof.findings import Finding, count, finding
from backoffice_server.proof.reviews import documents_with
from shared_models.rules.queue import Step, Ticket, stepped
from shared_models.values.codes import EventOutcome, ReviewCode, TicketStep
from shared_models.wire.queue import STEP_OF

TICKET_EVENTS: Final = tuple(f"ticket.{step.value}" for step in STEP_OF.values())


def queue_holds(unit: Unit) -> Iterable[Finding]:
    """I13 and I1 for tickets, and lesson 18: one number, one holder."""
    rows = unit.connection.execute(select(ticket)).all()
    stands = {(row.branch_id, row.ticket_id): as_ticket(row) for row in rows}
    rebuilt = dict(_rebuilt(unit))
    off = (
        f"ticket {one[1]}" for one in stands.keys() | rebuilt.keys() if stands.get(one) != rebuilt.get(one)
    )
    yield finding("I13", "tickets = rebuild from their steps", len(stands), off)
    checked = count(unit, select(func.count()).select_from(event).where(event.c.type.in_(TICKET_EVENTS)))
    yield finding("I1", "each ticket event of a till is one step", checked, _not_one_step(unit))
    yield finding("I18", "repeated ticket numbers are flagged", *_given_twice(unit))
    yield finding("I13", "tickets issued = waiting + called + skipped + served", *_not_counted(unit))


def _rebuilt(unit: Unit) -> Iterator[tuple[tuple[Any, Any], Ticket]]:
    own = ticket_step.c
    order = (own.branch_id, own.ticket_id, own.n)
    last: tuple[tuple[Any, Any], Ticket] | None = None
    for row in unit.connection.execute(select(ticket_step).order_by(*order)):
        step = Step(
            kind=TicketStep(row.kind),
            ticket=row.ticket_id,
            number=row.number,
            service=row.service_id,
            counter=row.counter,
            at=row.at,
            bdate=row.bdate,
        )
        key = (row.branch_id, row.ticket_id)
        if last is not None and last[0] != key:
            yield last
        last = key, stepped(last[1] if last is not None and last[0] == key else None, step)
    if last is not None:
        yield last


def _not_one_step(unit: Unit) -> Iterator[str]:
    """Noted ticket events without their step, steps without their event, and events with two."""
    said, step = event_outcome.c, ticket_step.c
    same = and_(*(event.c[name] == said[name] for name in ("branch_id", "stream_id", "seq", "hash")))
    noted = (
        select(event.c.branch_id, event.c.stream_id, event.c.seq, event.c.hash)
        .join(event_outcome, same)
        .where(event.c.type.in_(TICKET_EVENTS), said.outcome == EventOutcome.NOTED, is_last_word())
    )
    steps = select(step.branch_id, step.stream_id, step.seq, step.hash).where(step.stream_id.is_not(None))
    logged = {tuple(row) for row in unit.connection.execute(noted)}
    told = [tuple(row) for row in unit.connection.execute(steps)]
    yield from (f"stream {one[1]} seq {one[2]}" for one in logged ^ set(told))
    if len(told) != len(set(told)):
        yield f"{len(told) - len(set(told))} steps are there twice"


def _given_twice(unit: Unit) -> tuple[int, list[str]]:
    """Of the holders of one number on one day all but the first are before somebody's eye."""
    own = ticket_step.c
    issued = select(own.branch_id, own.bdate, own.number, own.ticket_id, own.document_id).where(
        own.kind == TicketStep.ISSUED.value
    )
    flagged = documents_with(unit, ReviewCode.DUPLICATE_TICKET_NUMBER)
    holders: dict[tuple[Any, ...], set[Any]] = {}
    for row in unit.connection.execute(issued):
        if (row.branch_id, row.document_id) not in flagged:
            holders.setdefault((row.branch_id, row.bdate, row.number), set()).add(row.ticket_id)
    return len(holders), [f"{number} {day}" for (_, day, number), ids in holders.items() if len(ids) > 1]


def _not_counted(unit: Unit) -> tuple[int, list[str]]:
    """Per branch and day: distinct numbers given out, against the states of the tickets that hold them."""
    own = ticket_step.c
    issued = (
        select(own.branch_id, own.bdate, func.count(own.ticket_id.distinct()).label("issued"))
        .where(own.kind == TicketStep.ISSUED.value)
        .group_by(own.branch_id, own.bdate)
    )
    stands = (
        select(ticket.c.branch_id, ticket.c.bdate, func.count().label("stand"))
        .where(ticket.c.issued_at.is_not(None))
        .group_by(ticket.c.branch_id, ticket.c.bdate)
    )
    given = {(row.branch_id, row.bdate): row.issued for row in unit.connection.execute(issued)}
    standing = {(row.branch_id, row.bdate): row.stand for row in unit.connection.execute(stands)}
    off = [str(day[1]) for day in given.keys() | standing.keys() if given.get(day) != standing.get(day)]
    return len(given), off
