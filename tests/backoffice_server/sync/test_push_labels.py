"""A row damaged on the till's disk: what stands beside the event is no hash and no MAC any more."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from backoffice_server.features.events.tables import quarantine, stream
from backoffice_server.features.sales.tables import sale
from backoffice_server.proof.verify import verify
from shared_models.values.codes import EventOutcome
from shared_models.wire.sync import Mark, PushReply, PushRequest
from tests.factories.events import TillWriter, line
from tests.factories.warung import GULA, SECRET, Warung

NO_DIGESTS = ("", "ab", "ab" * 33, "AB" * 32, "zz" * 32, "\x00" * 32, "é" * 256, "é" * 257, "ab" * 50_000)


def three_sales(warung: Warung) -> TillWriter:
    till = warung.stocked().opened()
    for _ in range(3):
        till.sale(line(GULA.item, GULA.price))
    return till


def damaged(till: TillWriter, seq: int, **changes: str) -> PushRequest:
    """A push of all, as it comes over the line, with other labels beside one event."""
    till.items[seq - 1] = till.items[seq - 1].model_copy(update=changes)
    return PushRequest.model_validate_json(till.push().model_dump_json())


def pushed(warung: Warung, request: PushRequest) -> PushReply:
    """The reply as the till reads it."""
    return PushReply.model_validate_json(warung.push(request).model_dump_json())


def counted(warung: Warung, table: Any) -> int:
    return len(warung.rows(select(table)))


def holds(warung: Warung) -> None:
    with warung.database.read() as unit:
        assert [one for one in verify(unit, SECRET) if not one.holds] == []


@pytest.mark.parametrize("label", NO_DIGESTS)
def test_no_hash_at_all_is_set_aside_and_answered_as_it_was_declared(warung: Warung, label: str) -> None:
    till = three_sales(warung)
    reply = pushed(warung, damaged(till, 4, hash=label))
    assert reply.results[-1].outcome is EventOutcome.QUARANTINED
    assert (reply.known, reply.stream_head) == (Mark(seq=4, hash=label),) * 2
    # The till finds its own label in the answer, takes it for held, and goes on.
    reply = pushed(warung, till.push(5, 5))
    assert [result.outcome for result in reply.results] == [EventOutcome.POSTED]
    assert (reply.known, reply.fork) == (till.mark(5), None)
    again = pushed(warung, till.push(acked=0))
    assert {result.outcome for result in again.results} == {EventOutcome.DUPLICATE}
    assert (counted(warung, quarantine), counted(warung, sale)) == (1, 2)
    holds(warung)


@pytest.mark.parametrize("label", ["ab", "ab" * 2_000])
def test_a_probe_under_a_damaged_label_finds_its_place(warung: Warung, label: str) -> None:
    till = three_sales(warung)
    pushed(warung, damaged(till, 4, hash=label))
    assert pushed(warung, till.push(6, 5, acked=4)).known == till.mark(4)


@pytest.mark.parametrize("label", NO_DIGESTS)
def test_no_mac_at_all_is_set_aside_and_what_follows_lands_at_once(warung: Warung, label: str) -> None:
    till = three_sales(warung)
    reply = pushed(warung, damaged(till, 4, mac=label))
    assert [result.outcome for result in reply.results[3:]] == [EventOutcome.QUARANTINED, EventOutcome.POSTED]
    assert reply.known == till.mark(5)
    holds(warung)


def test_the_first_of_a_stream_may_be_the_damaged_one(warung: Warung) -> None:
    till = three_sales(warung)
    assert pushed(warung, damaged(till, 1, hash="ab")).known == Mark(seq=1, hash="ab")
    assert pushed(warung, till.push(2, 5)).known == till.mark(5)
    assert warung.rows(select(stream.c.head_seq)) == [(5,)]
