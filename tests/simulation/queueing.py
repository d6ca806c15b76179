"""Queue numbers: given out and called at the tills, called at desks of the office too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Final
from uuid import UUID

from backoffice_server.features.queue import queries, service
from pos_client.engine import tickets
from pos_client.engine.ticket_rows import services, tickets_of
from shared_models.rules.queue import Ticket
from shared_models.values.codes import ErrorCode, TicketState, TicketStep
from shared_models.values.ids import StaffId
from shared_models.values.refusals import Refusal
from shared_models.wire.queue import CallNext, QueueServiceRow

if TYPE_CHECKING:
    from tests.simulation.till import Till
    from tests.simulation.world import World

SERVICES: Final = (UUID(int=0xA0), UUID(int=0xB0))
_ENDS: Final = (TicketStep.SERVED, TicketStep.SKIPPED, TicketStep.CALLED, TicketStep.TRANSFERRED)


def name_services(world: World, till: Till) -> None:
    """What people queue for, in the branch of this till."""
    branch = world.office.shop.branch(till.place[0])
    with world.office.used_by_people(), world.office.database.write() as unit:
        for code, key in zip("AB", SERVICES, strict=True):
            row = QueueServiceRow(id=key, code=code, name_id=code, name_en=code)
            service.save_service(unit, branch, row)


def queue_up(world: World, till: Till) -> None:
    """Some come, some are called, and something becomes of whoever was."""
    offered = services(till.reader)
    for _ in range(world.random.randint(1, 3) if offered else 0):
        wanted = world.random.choice(offered).id
        with till.store.write() as unit:
            given = tickets.give_out(unit, service=wanted, actor=world.budi, on_paper=False)
        if not till.plate.dark:
            world.note("number", till.name, given.number)
        world.promise(till)
    for _ in range(world.random.randint(0, 3)):
        _call(world, till)


def _call(world: World, till: Till) -> None:
    end, to = world.random.choice(_ENDS), world.random.choice(SERVICES)
    try:
        with till.store.write() as unit:
            called = tickets.call_next(unit, actor=world.budi)
    except Refusal as refused:
        if refused.code is not ErrorCode.QUEUE_EMPTY:
            raise
        return
    world.promise(till)
    if end is not TicketStep.TRANSFERRED or to != called.service:
        with till.store.write() as unit:
            tickets.take_step(unit, ticket=called.ticket, kind=end, actor=world.budi, to=to)
        world.promise(till)


def desk_calls(world: World, till: Till) -> None:
    """Somebody in the office calls whoever waited longest there."""
    branch = world.office.shop.branch(till.place[0])
    with (
        suppress(Refusal),
        world.office.used_by_people(),
        world.office.database.write() as unit,
    ):
        service.call_next(unit, branch, CallNext(counter="Meja 1"), StaffId(world.budi))


def tickets_agree(world: World) -> Iterator[str]:
    """What a till shows of the numbers it gave out or moved is what the office has of them.

    Another till may have lost its steps of the same ticket with its disk, after this one had heard of them.
    """
    harmed = {till.place[0] for till in world.tills if till.harmed}
    with world.office.database.read() as unit:
        for till in world.tills:
            own = _own(till)
            branch = world.office.shop.branch(till.place[0])
            there = queries.tickets_by_id(unit, branch, own)
            for ticket in own.values():
                held = there.get(ticket.ticket)
                if (held is None or _facts(held) != _facts(ticket)) and till.place[0] not in harmed:
                    yield f"{till.name}: ticket {ticket.number} is {ticket}, the office has {held}"


def _own(till: Till) -> dict[UUID, Ticket]:
    rows = till.reader.execute("SELECT ticket, bdate FROM ticket").fetchall()
    days = {bdate: tickets_of(till.reader, date.fromordinal(bdate)) for _, bdate in rows}
    return {UUID(bytes=key): days[bdate][UUID(bytes=key)] for key, bdate in rows}


def _facts(ticket: Ticket) -> tuple[str, UUID, TicketState, int]:
    return ticket.number, ticket.service, ticket.state, ticket.steps
