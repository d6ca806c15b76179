"""Steps of tickets, of tills and of desks, noted one after the other; services and the display's address."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.queue import queries
from backoffice_server.features.queue.tables import queue_display, queue_service, ticket, ticket_step
from backoffice_server.kernel.unit import Unit
from shared_models.rules.queue import Step, Ticket, stepped, waiting_in_turn
from shared_models.values.codes import ErrorCode, TicketStep
from shared_models.values.ids import BranchId, StaffId, StreamId
from shared_models.values.refusals import Fault, Refusal, invalid
from shared_models.wire.queue import CallNext, QueueServiceRow, StepTicket, TicketRow
from shared_models.wire.sync import Entity

# 128 bits that nobody guesses.
ADDRESS_BYTES: Final = 16
# A desk only moves what is there: numbers are given out at tills.
_AT_A_DESK: Final = frozenset(TicketStep) - {TicketStep.ISSUED}


@dataclass(frozen=True, slots=True)
class Origin:
    """The event a step comes from, or the person at a desk."""

    document: UUID
    stream: StreamId | None = None
    seq: int | None = None
    hash: bytes | None = None
    staff: StaffId | None = None


Noted = tuple[Step, Origin]


def note_steps(unit: Unit, branch: BranchId, noted: Sequence[Noted]) -> list[Noted]:
    """Write steps in their order and tell the tills. Call under the branch lock.

    Returns the issues whose number was given out already that day: somebody has to look at them.
    """
    if not noted:
        return []
    known = queries.tickets_by_id(unit, branch, (step.ticket for step, _ in noted))
    twice = _numbers_given_twice(unit, branch, noted)
    rows = []
    for step, origin in noted:
        after = stepped(known.get(step.ticket), step)
        known[step.ticket] = after
        rows.append(_step_row(branch, after.steps, step, origin))
    unit.insert(ticket_step, rows)
    unit.upsert(ticket, [_row(branch, one) for one in known.values()])
    for one in known.values():
        unit.change(Entity.TICKET, one.number, TicketRow.of(one), branch)
    return twice


def call_next(unit: Unit, branch_id: UUID, wanted: CallNext, by: StaffId) -> TicketRow:
    """Call whoever waited longest. Refuses QUEUE_EMPTY."""
    branch = _locked(unit, branch_id)
    day = _today(unit, branch)
    waiting = waiting_in_turn(queries.tickets_of_day(unit, branch, day), frozenset(wanted.services))
    if not waiting:
        raise Refusal(ErrorCode.QUEUE_EMPTY)
    return _done(unit, branch, waiting[0], StepTicket(step=TicketStep.CALLED, counter=wanted.counter), by)


def step_ticket(unit: Unit, branch_id: UUID, ticket_id: UUID, wanted: StepTicket, by: StaffId) -> TicketRow:
    """One step of one ticket. Refuses TICKET_STEP_UNFIT when the ticket has moved on meanwhile."""
    branch = _locked(unit, branch_id)
    found = queries.ticket_of(unit, branch, ticket_id)
    if wanted.step not in _AT_A_DESK or not found.may(wanted.step):
        raise Refusal(ErrorCode.TICKET_STEP_UNFIT, number=found.number, state=found.state.value)
    if wanted.step is TicketStep.TRANSFERRED:
        _refuse_unknown_service(unit, branch, found, wanted.to)
    return _done(unit, branch, found, wanted, by)


def save_service(unit: Unit, branch_id: UUID, row: QueueServiceRow) -> QueueServiceRow:
    """Add or change a service; the branch's tills give out its numbers from their next pull on."""
    branch = _locked(unit, branch_id)
    others = [one for one in queries.services(unit, branch) if one.id != row.id]
    if any(one.code == row.code for one in others):
        raise invalid([Fault(field="code", code=ErrorCode.CONFLICT)])
    values = (branch, row.id, row.code, row.name_id, row.name_en, row.active, row.order)
    unit.upsert(queue_service, [values])
    unit.change(Entity.QUEUE_SERVICE, str(row.id), row, branch)
    return row


def display_address(unit: Unit, branch_id: UUID, *, renew: bool) -> str:
    """The address of the branch's public display, made when it is first asked for.

    `renew`: the old one leads nowhere from now on.
    """
    branch = _locked(unit, branch_id)
    known = queries.address_of(unit, branch)
    if known is not None and not renew:
        return known
    made = base64.urlsafe_b64encode(unit.random_bytes(ADDRESS_BYTES)).decode().rstrip("=")
    unit.upsert(queue_display, [(branch, made)])
    return made


def _done(unit: Unit, branch: BranchId, found: Ticket, wanted: StepTicket, by: StaffId) -> TicketRow:
    step = Step(
        kind=wanted.step,
        ticket=found.ticket,
        number=found.number,
        service=wanted.to or found.service,
        counter=wanted.counter,
        at=unit.now(),
        bdate=found.bdate,
    )
    note_steps(unit, branch, [(step, Origin(unit.new_id(), staff=by))])
    return TicketRow.of(queries.ticket_of(unit, branch, found.ticket))


def _locked(unit: Unit, branch_id: UUID) -> BranchId:
    branches.branch_row(unit, branch_id)
    branch = BranchId(branch_id)
    unit.lock_branch(branch)
    return branch


def _today(unit: Unit, branch: BranchId) -> date:
    return queries.day_of(unit, branches.branch_row(unit, branch))


def _refuse_unknown_service(unit: Unit, branch: BranchId, found: Ticket, to: UUID | None) -> None:
    there = {one.id for one in queries.services(unit, branch) if one.active}
    if to not in there or to == found.service:
        raise invalid([Fault(field="to", code=ErrorCode.INVALID)])


def _numbers_given_twice(unit: Unit, branch: BranchId, noted: Sequence[Noted]) -> list[Noted]:
    issues = [one for one in noted if one[0].kind is TicketStep.ISSUED]
    if not issues:
        return []
    own = ticket_step.c
    query = select(own.bdate, own.number, own.ticket_id).where(
        own.branch_id == branch,
        own.kind == TicketStep.ISSUED.value,
        own.number.in_({step.number for step, _ in issues}),
        own.bdate.in_({step.bdate for step, _ in issues}),
    )
    holders = {(row.bdate, row.number): row.ticket_id for row in unit.connection.execute(query)}
    twice = []
    for step, origin in issues:
        if holders.setdefault((step.bdate, step.number), step.ticket) != step.ticket:
            twice.append((step, origin))
    return twice


def _step_row(branch: BranchId, n: int, step: Step, origin: Origin) -> tuple[object, ...]:
    return (
        branch,
        step.ticket,
        n,
        step.kind.value,
        step.number,
        step.service,
        step.counter,
        step.at,
        step.bdate,
        origin.document,
        origin.stream,
        origin.seq,
        origin.hash,
        origin.staff,
    )


def _row(branch: BranchId, one: Ticket) -> tuple[object, ...]:
    return (
        branch,
        one.ticket,
        one.number,
        one.service,
        one.bdate,
        one.state.value,
        one.counter,
        one.issued_at,
        one.called_at,
        one.last_at,
        one.closed_at,
        one.calls,
        one.steps,
    )
