"""Queue tickets at this till: given out and called, with or without a back office."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from pos_client.engine.print_jobs import add_ticket_job
from pos_client.engine.shift_rows import open_shift_row
from pos_client.engine.ticket_rows import forget_old, next_count, note_step, services, tickets_of
from pos_client.engine.till import this_till, today
from pos_client.store import Rows, StoreUnit
from pos_client.store.journal import Draft, append
from pos_client.store.replica import keep
from shared_models.rules.queue import Step, Ticket, ticket_number, waiting_in_turn
from shared_models.values.codes import ErrorCode, TicketStep
from shared_models.values.ids import StaffId
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.queue import (
    QueueServiceRow,
    TicketCalled,
    TicketIssued,
    TicketPayload,
    TicketServed,
    TicketSkipped,
    TicketTransferred,
    step_of,
)
from shared_models.wire.sync import Entity

FIRST_CODE: Final = "A"
_PLAIN: Final[dict[TicketStep, type[TicketCalled | TicketSkipped | TicketServed]]] = {
    TicketStep.CALLED: TicketCalled,
    TicketStep.SKIPPED: TicketSkipped,
    TicketStep.SERVED: TicketServed,
}


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue as this till knows it. `counter`: how people know this till."""

    day: date
    now: datetime
    counter: str
    services: tuple[QueueServiceRow, ...]
    tickets: tuple[Ticket, ...]
    stand_alone: bool


def queue_today(unit: StoreUnit) -> Queue:
    """Services and tickets of this business day. Refuses NOT_ENROLLED."""
    till, day = this_till(unit), today(unit)
    return Queue(
        day=day,
        now=unit.now(),
        counter=till.register_name,
        services=services(unit),
        tickets=tuple(tickets_of(unit, day).values()),
        stand_alone=till.stand_alone,
    )


def give_out(unit: StoreUnit, *, service: UUID, actor: StaffId | None, on_paper: bool) -> Ticket:
    """A number for whoever comes in. Refuses NOT_FOUND for a service that is not offered."""
    offered = _offered(unit, service)
    till, day = this_till(unit), today(unit)
    count = next_count(unit, series=till.series, code=offered.code, day=day)
    if count == 1:
        forget_old(unit, day)
    number = ticket_number(offered.code, till.register_code, till.series, count)
    payload = TicketIssued(ticket=unit.new_id(), number=number, service=offered.id, name=offered.name_id)
    ticket = _write(unit, payload, day, actor)
    if on_paper:
        add_ticket_job(unit, ticket.ticket)
    return ticket


def call_next(unit: StoreUnit, *, actor: StaffId | None, services: frozenset[UUID] = frozenset()) -> Ticket:
    """Call whoever waited longest to this till. Refuses QUEUE_EMPTY."""
    waiting = waiting_in_turn(tickets_of(unit, today(unit)).values(), services)
    if not waiting:
        raise Refusal(ErrorCode.QUEUE_EMPTY)
    return take_step(unit, ticket=waiting[0].ticket, kind=TicketStep.CALLED, actor=actor)


def take_step(
    unit: StoreUnit, *, ticket: UUID, kind: TicketStep, actor: StaffId | None, to: UUID | None = None
) -> Ticket:
    """One step of a ticket. Refuses TICKET_STEP_UNFIT when it has moved on meanwhile, NOT_FOUND."""
    found = tickets_of(unit, today(unit)).get(ticket)
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND)
    if kind is TicketStep.ISSUED or not found.may(kind):
        raise Refusal(ErrorCode.TICKET_STEP_UNFIT, number=found.number, state=found.state.value)
    return _write(unit, _payload(unit, found, kind, to), found.bdate, actor)


def ticket_today(rows: Rows, ticket: UUID) -> Ticket | None:
    """A ticket of any day this till still knows."""
    found = rows.execute("SELECT bdate FROM ticket WHERE ticket = ?", (ticket.bytes,)).fetchone()
    return None if found is None else tickets_of(rows, date.fromordinal(found[0])).get(ticket)


def add_service(unit: StoreUnit, *, name: str) -> QueueServiceRow:
    """A service of a shop without a back office; its letter is the next one free.

    Refuses NOT_ALLOWED where the back office keeps them, INVALID without a name or a letter.
    """
    if not this_till(unit).stand_alone:
        raise Refusal(ErrorCode.NOT_ALLOWED)
    known = services(unit)
    code = chr(max((ord(one.code) for one in known), default=ord(FIRST_CODE) - 1) + 1)
    if not name.strip() or not code.isalpha():
        raise invalid([Fault("name", ErrorCode.FIELD_REQUIRED)])
    row = QueueServiceRow(
        id=unit.new_id(), code=code, name_id=name.strip(), name_en=name.strip(), order=len(known) + 1
    )
    keep(unit, Entity.QUEUE_SERVICE, str(row.id), row)
    return row


def _offered(unit: StoreUnit, service: UUID) -> QueueServiceRow:
    found = next((one for one in services(unit) if one.id == service and one.active), None)
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND)
    return found


def _payload(unit: StoreUnit, found: Ticket, kind: TicketStep, to: UUID | None) -> TicketPayload:
    ticket, number, counter = found.ticket, found.number, this_till(unit).register_name
    if kind is TicketStep.TRANSFERRED:
        if to is None or to == found.service:
            raise invalid([Fault("to", ErrorCode.INVALID)])
        service, before = _offered(unit, to).id, found.service
        return TicketTransferred(
            ticket=ticket, number=number, service=service, before=before, counter=counter
        )
    model = _PLAIN[kind]
    return model(ticket=ticket, number=number, service=found.service, counter=counter)


def _write(unit: StoreUnit, payload: TicketPayload, day: date, actor: StaffId | None) -> Ticket:
    """The event and the row, in one transaction."""
    step: Step = step_of(payload, at=unit.now(), bdate=day)
    shift = open_shift_row(unit)
    draft = Draft(
        f"ticket.{step.kind.value}", payload, bdate=day, shift=None if shift is None else shift.shift,
        actor=actor,
    )  # fmt: skip
    append(unit, draft)
    return note_step(unit, step)
