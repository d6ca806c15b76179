"""Queue tickets at a till alone: given out, called, and what a back office that knows more makes of them."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from uuid import UUID

import pytest

from pos_client.engine import tickets
from pos_client.engine.print_jobs import PrintKind, next_job
from pos_client.engine.ticket_rows import tickets_of
from pos_client.printing.preview import render_text
from pos_client.printing.worklist import paper_of
from pos_client.store.journal import event_at
from pos_client.store.replica import put_row
from pos_client.store.streams import position_of
from shared_models.rules.queue import Ticket
from shared_models.values.codes import ErrorCode, TicketState, TicketStep
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import decode
from shared_models.wire.queue import QueueServiceRow, TicketRow
from shared_models.wire.sync import ChangeRow, Entity
from tests.factories.tills import Shop


def service(shop: Shop, name: str = "Kasir") -> QueueServiceRow:
    with shop.store.write() as unit:
        return tickets.add_service(unit, name=name)


def give(shop: Shop, of: QueueServiceRow, *, on_paper: bool = False) -> Ticket:
    shop.clock.pass_by(seconds=1)
    with shop.store.write() as unit:
        return tickets.give_out(unit, service=of.id, actor=shop.sari, on_paper=on_paper)


def call(shop: Shop) -> Ticket:
    with shop.store.write() as unit:
        return tickets.call_next(unit, actor=shop.sari)


def step(shop: Shop, ticket: Ticket, kind: TicketStep, to: UUID | None = None) -> Ticket:
    with shop.store.write() as unit:
        return tickets.take_step(unit, ticket=ticket.ticket, kind=kind, actor=shop.sari, to=to)


def told(shop: Shop, ticket: Ticket, *, version: int = 5) -> None:
    """The back office says how a ticket stands."""
    row = TicketRow.of(ticket).model_dump(mode="json")
    with shop.store.write() as unit:
        put_row(unit, ChangeRow(entity=Entity.TICKET, key=ticket.number, version=version, row=row))


def known(shop: Shop) -> dict[str, tuple[TicketState, int]]:
    with shop.store.write() as unit:
        found = tickets.queue_today(unit).tickets
    return {one.number: (one.state, one.steps) for one in found}


def written(shop: Shop) -> list[str]:
    reader = shop.store.reader()
    rows = reader.execute("SELECT type FROM event WHERE type LIKE 'ticket.%' ORDER BY position").fetchall()
    reader.close()
    return [kind for (kind,) in rows]


def test_a_shop_alone_gives_out_and_calls_its_own_numbers(shop: Shop) -> None:
    """lesson 18: each number comes from the till's own counter, in the transaction of the ticket."""
    kasir, bengkel = service(shop), service(shop, "Bengkel")
    given = [give(shop, kasir), give(shop, bengkel), give(shop, kasir)]
    assert [one.number for one in given] == ["A-K1-001", "B-K1-001", "A-K1-002"]
    first = call(shop)
    assert (first.number, first.state, first.counter) == (
        "A-K1-001",
        TicketState.CALLED,
        shop.till.register_name,
    )
    step(shop, first, TicketStep.SERVED)
    assert call(shop).number == "B-K1-001"
    assert written(shop) == ["ticket.issued"] * 3 + ["ticket.called", "ticket.served", "ticket.called"]


def test_numbers_begin_anew_with_the_business_day_and_never_come_back(shop: Shop) -> None:
    kasir = service(shop)
    first = give(shop, kasir)
    shop.clock.pass_by(hours=24)
    assert (give(shop, kasir).number, give(shop, kasir).number) == ("A-K1-001", "A-K1-002")
    shop.clock.pass_by(hours=-24)
    assert (first.number, give(shop, kasir).number) == ("A-K1-001", "A-K1-002")
    assert set(known(shop)) == {"A-K1-001", "A-K1-002"}


def test_a_number_that_was_not_kept_is_given_out_again(shop: Shop) -> None:
    kasir = service(shop)
    with suppress(ZeroDivisionError), shop.store.write() as unit:
        tickets.give_out(unit, service=kasir.id, actor=shop.sari, on_paper=False)
        raise ZeroDivisionError
    assert give(shop, kasir).number == "A-K1-001"


def test_a_ticket_moves_on_and_is_skipped_and_comes_back(shop: Shop) -> None:
    kasir, bengkel = service(shop), service(shop, "Bengkel")
    give(shop, kasir)
    moved = step(shop, call(shop), TicketStep.TRANSFERRED, bengkel.id)
    assert (moved.service, moved.state) == (bengkel.id, TicketState.WAITING)
    skipped = step(shop, call(shop), TicketStep.SKIPPED)
    assert skipped.state is TicketState.SKIPPED
    assert step(shop, skipped, TicketStep.CALLED).calls == 3


@pytest.mark.parametrize("kind", [TicketStep.ISSUED, TicketStep.SERVED])
def test_what_does_not_fit_is_refused(shop: Shop, kind: TicketStep) -> None:
    waiting = give(shop, service(shop))
    with pytest.raises(Refusal) as refused:
        step(shop, waiting, kind)
    assert refused.value.code is ErrorCode.TICKET_STEP_UNFIT
    with pytest.raises(Refusal) as refused:
        step(shop, call(shop), TicketStep.TRANSFERRED, waiting.service)
    assert refused.value.code is ErrorCode.INVALID


def test_nobody_is_called_out_of_an_empty_line(shop: Shop) -> None:
    with pytest.raises(Refusal) as refused:
        call(shop)
    assert refused.value.code is ErrorCode.QUEUE_EMPTY


def test_what_others_did_shows_until_this_till_knows_more(shop: Shop) -> None:
    """What was not sent yet is never undone by what the back office knew before it (lesson 5)."""
    own = give(shop, service(shop))
    told(shop, own)
    called = call(shop)
    assert known(shop) == {own.number: (TicketState.CALLED, 2)}
    told(shop, replace(called, state=TicketState.SERVED, steps=3), version=6)
    assert known(shop) == {own.number: (TicketState.SERVED, 3)}
    other = replace(own, ticket=UUID(int=9), number="A-K2-001")
    told(shop, other, version=7)
    assert call(shop).number == "A-K2-001"


def test_the_number_is_printed_as_it_was_given(shop: Shop) -> None:
    own = give(shop, service(shop), on_paper=True)
    reader = shop.store.reader()
    job = next_job(reader)
    assert job is not None
    assert (job.kind, job.data) == (PrintKind.TICKET, str(own.ticket))
    paper = render_text(paper_of(reader, job, now=shop.clock.now()), 32)
    reader.close()
    assert any(line.strip() == "A-K1-001" for line in paper)
    assert any("Kasir" in line for line in paper)


def test_what_is_written_is_what_the_back_office_reads(shop: Shop) -> None:
    own = give(shop, service(shop))
    reader = shop.store.reader()
    (seq,) = reader.execute("SELECT max(seq) FROM event").fetchone()
    stored = event_at(reader, position_of(shop.till.stream_no, seq))
    assert stored is not None
    event = decode(stored.body.encode())
    assert (event.type, event.p.number) == ("ticket.issued", own.number)  # type: ignore[union-attr] # a ticket's
    assert tickets_of(reader, own.bdate)[own.ticket] == own
    reader.close()
