"""The queue of a branch: services, what tills say of tickets, desks that call, and the proof of it all."""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final
from uuid import UUID

import pytest
from sqlalchemy import func, select, text

from backoffice_server.features.queue import queries
from backoffice_server.features.queue.tables import ticket
from backoffice_server.features.reviews.tables import review
from backoffice_server.proof.verify import verify
from shared_models.values.codes import EventOutcome
from shared_models.wire import queue as wire
from shared_models.wire.queue import TicketRow
from shared_models.wire.sync import Entity
from tests.factories.events import TillWriter
from tests.factories.warung import BRANCH, SECRET, Warung

KASIR: Final = UUID(int=0xA)
CS: Final = UUID(int=0xB)


def held(number: int) -> dict[str, Any]:
    return {"ticket": UUID(int=0x7000 + number), "number": f"A-K1-{number:03}", "service": KASIR}


def issue(till: TillWriter, number: int, **changes: Any) -> None:
    till.write("ticket.issued", wire.TicketIssued(**held(number) | changes, name="Kasir"))


def call(till: TillWriter, number: int, counter: str = "Kasir 1") -> None:
    till.write("ticket.called", wire.TicketCalled(**held(number), counter=counter))


def states(warung: Warung) -> dict[str, tuple[str, str, int]]:
    rows = warung.rows(select(ticket))
    return {row.number: (row.state, row.counter, row.steps) for row in rows}


def holds(warung: Warung) -> None:
    with warung.database.read() as unit:
        assert [one for one in verify(unit, SECRET) if not one.holds] == []


def test_steps_of_a_till_are_noted_in_their_order(warung: Warung) -> None:
    till = warung.opened()
    for number in (1, 2, 3):
        issue(till, number)
    call(till, 1)
    till.write("ticket.served", wire.TicketServed(**held(1), counter="Kasir 1"))
    call(till, 2)
    till.write("ticket.skipped", wire.TicketSkipped(**held(2), counter="Kasir 1"))
    moved = wire.TicketTransferred(**held(3) | {"service": CS}, before=KASIR, counter="Kasir 1")
    till.write("ticket.transferred", moved)
    reply = warung.push(till.push())
    assert {result.outcome for result in reply.results[2:]} == {EventOutcome.NOTED}
    assert states(warung) == {
        "A-K1-001": ("served", "Kasir 1", 3),
        "A-K1-002": ("skipped", "Kasir 1", 3),
        "A-K1-003": ("waiting", "", 2),
    }
    holds(warung)


def test_a_push_that_comes_twice_steps_once(warung: Warung) -> None:
    """lesson 14: the answer was lost, the push comes again."""
    till = warung.opened()
    issue(till, 1)
    call(till, 1)
    warung.push(till.push())
    again = warung.push(till.push(acked=0))
    assert {result.outcome for result in again.results} == {EventOutcome.DUPLICATE}
    assert states(warung) == {"A-K1-001": ("called", "Kasir 1", 2)}
    holds(warung)


def test_a_till_may_call_what_another_gave_out_before_its_word_is_here(warung: Warung) -> None:
    first, second = warung.opened(), warung.opened("K2")
    issue(first, 1)
    call(second, 1, "Kasir 2")
    warung.push(second.push())
    assert states(warung) == {"A-K1-001": ("called", "Kasir 2", 1)}
    warung.push(first.push())
    assert states(warung) == {"A-K1-001": ("called", "Kasir 2", 2)}
    assert warung.scalar(select(func.count()).select_from(ticket).where(ticket.c.issued_at.is_(None))) == 0
    holds(warung)


def test_a_number_given_out_twice_is_seen(warung: Warung) -> None:
    """lesson 18: a copied disk gives out numbers of its twin; both holders are called, and somebody looks."""
    till = warung.opened()
    issue(till, 1)
    warung.push(till.push())
    issue(till, 1, ticket=UUID(int=0x7FFF))
    warung.push(till.push(len(till.items)))
    (flag,) = warung.rows(select(review.c.code, review.c.subject))
    assert tuple(flag) == ("duplicate_ticket_number", "A-K1-001 2026-11-20")
    holds(warung)


@pytest.mark.parametrize(
    "statement",
    ["UPDATE ticket SET state = 'waiting'", "UPDATE ticket SET steps = 9", "DELETE FROM ticket"],
)
def test_the_proof_sees_a_ticket_that_is_not_what_its_steps_say(warung: Warung, statement: str) -> None:
    till = warung.opened()
    issue(till, 1)
    call(till, 1)
    warung.push(till.push())
    with warung.database.write() as unit:
        unit.connection.execute(text(statement))
    with warung.database.read() as unit:
        broken = [one.rule for one in verify(unit, SECRET) if not one.holds]
    assert "tickets = rebuild from their steps" in broken


def test_what_a_failed_batch_would_have_told_is_not_told(warung: Warung) -> None:
    row = TicketRow.of(_ticket(warung))
    with warung.database.write() as unit:
        with suppress(ZeroDivisionError), unit.savepoint():
            unit.change(Entity.TICKET, row.number, row, BRANCH)
            raise ZeroDivisionError
        assert not unit.changes


def _ticket(warung: Warung) -> Any:
    till = warung.opened()
    issue(till, 1)
    warung.push(till.push())
    with warung.database.read() as unit:
        (found,) = queries.tickets_by_id(unit, BRANCH, [UUID(int=0x7001)]).values()
    return found
