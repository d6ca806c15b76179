"""Reads of the queue: services, tickets of a day, and which branch a display belongs to."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.branches import queries as branches
from backoffice_server.features.queue.tables import queue_display, queue_service, ticket
from backoffice_server.kernel.unit import Unit
from shared_models.rules.queue import (
    Ticket,
    figures_of,
    last_calls,
    served_by_hour,
    waiting_in_turn,
)
from shared_models.values.codes import ErrorCode, TicketState
from shared_models.values.ids import BranchId
from shared_models.values.moments import business_date, zone_of
from shared_models.values.refusals import Refusal
from shared_models.wire.queue import (
    QueueBoard,
    QueueFiguresLine,
    QueueServiceRow,
    ShownCall,
    ShownQueue,
    ShownService,
    TicketRow,
)
from shared_models.wire.replica import BranchRow


def services(unit: Unit, branch: UUID) -> list[QueueServiceRow]:
    """All services of a branch in their order."""
    own = queue_service.c
    query = select(queue_service).where(own.branch_id == branch).order_by(own.place, own.code)
    return [
        QueueServiceRow(
            id=row.service_id,
            code=row.code,
            name_id=row.name_id,
            name_en=row.name_en,
            active=row.active,
            order=row.place,
        )
        for row in unit.connection.execute(query)
    ]


def tickets_of_day(unit: Unit, branch: UUID, day: date) -> list[Ticket]:
    """Every ticket of a business day."""
    query = select(ticket).where(ticket.c.branch_id == branch, ticket.c.bdate == day)
    return [as_ticket(row) for row in unit.connection.execute(query)]


def tickets_by_id(unit: Unit, branch: UUID, ids: Iterable[UUID]) -> dict[UUID, Ticket]:
    """Those of the tickets that are known."""
    query = select(ticket).where(ticket.c.branch_id == branch, ticket.c.ticket_id.in_(set(ids)))
    return {row.ticket_id: as_ticket(row) for row in unit.connection.execute(query)}


def ticket_of(unit: Unit, branch: UUID, ticket_id: UUID) -> Ticket:
    """One ticket, or a refusal."""
    found = tickets_by_id(unit, branch, [ticket_id]).get(ticket_id)
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND, what="ticket")
    return found


def day_of(unit: Unit, place: BranchRow) -> date:
    """The business day of a branch now."""
    return business_date(unit.now(), place.zone, day_starts_at_hour=place.day_starts_at_hour)


def board(unit: Unit, branch: UUID, day: date | None = None) -> QueueBoard:
    """The queue of a branch on a day, today when none is named."""
    place = branches.branch_row(unit, branch)
    day = day or day_of(unit, place)
    known = services(unit, branch)
    tickets = tickets_of_day(unit, branch, day)
    skipped = [one for one in tickets if one.state is TicketState.SKIPPED]
    by_hour = served_by_hour(tickets, zone_of(place.zone))
    return QueueBoard(
        branch=branch,
        day=day,
        at=unit.now(),
        services=tuple(known),
        waiting=tuple(TicketRow.of(one) for one in waiting_in_turn(tickets)),
        called=tuple(TicketRow.of(one) for one in last_calls(tickets, len(tickets))),
        skipped=tuple(TicketRow.of(one) for one in sorted(skipped, key=lambda one: one.last_at)),
        figures=tuple(_line(unit, one, tickets, by_hour) for one in known),
    )


def shown(unit: Unit, branch: UUID) -> ShownQueue:
    """What anybody may see."""
    place = branches.branch_row(unit, branch)
    tickets = tickets_of_day(unit, branch, day_of(unit, place))
    waiting = waiting_in_turn(tickets)
    return ShownQueue(
        branch=place.name,
        calls=tuple(
            ShownCall(number=one.number, counter=one.counter, order=one.calls) for one in last_calls(tickets)
        ),
        services=tuple(
            ShownService(
                code=one.code,
                name_id=one.name_id,
                name_en=one.name_en,
                waiting=sum(held.service == one.id for held in waiting),
            )
            for one in services(unit, branch)
            if one.active
        ),
    )


def branch_shown_at(unit: Unit, address: str) -> BranchId:
    """The branch of a public display, or a refusal that says nothing."""
    query = select(queue_display.c.branch_id).where(queue_display.c.address == address)
    found = unit.connection.execute(query).scalar()
    if found is None:
        raise Refusal(ErrorCode.NOT_FOUND)
    return BranchId(found)


def address_of(unit: Unit, branch: UUID) -> str | None:
    """The address of a branch's display; null while nobody has asked for one."""
    query = select(queue_display.c.address).where(queue_display.c.branch_id == branch)
    found: str | None = unit.connection.execute(query).scalar()
    return found


def as_ticket(row: Any) -> Ticket:
    """A row of the table as the rules know it."""
    return Ticket(
        ticket=row.ticket_id,
        number=row.number,
        service=row.service_id,
        bdate=row.bdate,
        state=TicketState(row.state),
        counter=row.counter,
        issued_at=row.issued_at,
        called_at=row.called_at,
        last_at=row.last_at,
        closed_at=row.closed_at,
        calls=row.calls,
        steps=row.steps,
    )


def _line(
    unit: Unit, service: QueueServiceRow, tickets: list[Ticket], by_hour: dict[tuple[UUID, int], int]
) -> QueueFiguresLine:
    own = figures_of([one for one in tickets if one.service == service.id], unit.now())
    hours = sorted((hour, count) for (of, hour), count in by_hour.items() if of == service.id)
    return QueueFiguresLine(
        service=service.id,
        issued=own.issued,
        waiting=own.waiting,
        called=own.called,
        skipped=own.skipped,
        served=own.served,
        mean_wait_s=own.mean_wait_s,
        longest_wait_s=own.longest_wait_s,
        longest_now_s=own.longest_now_s,
        by_hour=tuple(hours),
    )
