"""The chain of a stream at the server: what is held, what is damaged, what forks, and who is a stranger."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table, func, select

from backoffice_server.features.events.tables import event, quarantine, stream
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import sale
from backoffice_server.proof.verify import verify
from shared_models.values.codes import EventOutcome, ReviewCode, StreamPurpose
from shared_models.wire.chain import GENESIS
from shared_models.wire.sync import Mark, PushReply, WireItem
from tests.conftest import ExpectLog
from tests.factories.events import TillWriter, line
from tests.factories.warung import GULA, K1, K2, OTHER_BRANCH, SECRET, Warung

NOTHING = Mark(seq=0, hash=GENESIS.hex())


def count(warung: Warung, table: Table) -> int:
    return int(warung.scalar(select(func.count()).select_from(table)))


def outcomes(reply: PushReply) -> list[str]:
    return [result.outcome for result in reply.results]


def codes(warung: Warung) -> dict[str, int]:
    rows = warung.rows(select(review.c.code, review.c.occurrences))
    return {row.code: row.occurrences for row in rows}


def holds(warung: Warung) -> None:
    with warung.database.read() as unit:
        assert [one for one in verify(unit, SECRET) if not one.holds] == []


def three_sales(warung: Warung) -> TillWriter:
    till = warung.stocked().opened()
    for _ in range(3):
        till.sale(line(GULA.item, GULA.price))
    return till


def test_sent_again_it_is_booked_once(warung: Warung) -> None:
    """Lesson 32: One document moves its goods once, however often it is told."""
    till = three_sales(warung)
    first = warung.push(till.push())
    again = warung.push(till.push(acked=0))
    assert set(outcomes(again)) == {EventOutcome.DUPLICATE}
    assert (again.known, again.stream_head) == (first.known, first.stream_head) == (till.mark(5),) * 2
    assert count(warung, sale) == 3
    assert count(warung, event) == 5


def test_overlapping_pushes_heal(warung: Warung) -> None:
    till = three_sales(warung)
    warung.push(till.push(1, 3))
    reply = warung.push(till.push(2, 5, acked=1))
    assert outcomes(reply)[:2] == [EventOutcome.DUPLICATE] * 2
    assert outcomes(reply)[2:] == [EventOutcome.POSTED] * 2
    assert reply.known == till.mark(5)
    assert count(warung, sale) == 3


def test_only_a_missing_predecessor_is_a_gap(warung: Warung) -> None:
    till = three_sales(warung)
    reply = warung.push(till.push(3, 5))
    assert (reply.known, reply.missing_from, reply.results) == (NOTHING, 1, ())
    assert count(warung, event) == 0
    warung.push(till.push(1, 2))
    reply = warung.push(till.push(5, 5, acked=2))
    assert (reply.known, reply.missing_from) == (till.mark(2), 3)
    assert warung.push(till.push(3, 5)).known == till.mark(5)
    assert count(warung, sale) == 3


def test_the_probe_finds_the_highest_place_held(warung: Warung) -> None:
    """A server restored from an older copy: the till claims more than is there, and rewinds at once."""
    till = three_sales(warung)
    warung.push(till.push(1, 2))
    till.sale(line(GULA.item, GULA.price))
    reply = warung.push(till.push(6, 6, acked=5))
    assert reply.known == till.mark(2)
    assert reply.missing_from == 3


def damaged(item: WireItem, **changes: Any) -> WireItem:
    return item.model_copy(update=changes)


DAMAGES = {
    "bytes": {"bytes": '{"v":1}'},
    "no json": {"bytes": "\x00\x01"},
    "one figure": None,
    "mac": {"mac": "ab" * 32},
    "hash": {"hash": "cd" * 32},
    "too large": {"bytes": "x" * (2 * 1024 * 1024 + 1)},
}


@pytest.mark.parametrize("what", DAMAGES)
def test_a_damaged_item_is_set_aside_and_blocks_nothing(warung: Warung, what: str) -> None:
    till = three_sales(warung)
    changes = DAMAGES[what] or {"bytes": till.items[3].bytes.replace('"total":', '"total":1', 1)}
    request = till.push()
    items = list(request.events)
    items[3] = damaged(items[3], **changes)
    reply = warung.push(request.model_copy(update={"events": tuple(items)}))
    if what == "hash":
        # Under another hash it is no predecessor of the next: the till sends the right one again.
        assert outcomes(reply)[3:] == [EventOutcome.QUARANTINED]
        assert reply.missing_from == 5
        assert warung.push(till.push(4, 5, acked=3)).known == till.mark(5)
    else:
        assert outcomes(reply)[3:] == [EventOutcome.QUARANTINED, EventOutcome.POSTED]
        assert reply.known == till.mark(5)
        assert reply.under_review == 1
    assert count(warung, quarantine) == 1
    assert codes(warung).get("damaged_event") == 1


def test_inner_and_outer_place_must_agree(warung: Warung) -> None:
    till = three_sales(warung)
    request = till.push(1, 4)
    moved = damaged(request.events[3], seq=5)
    reply = warung.push(request.model_copy(update={"events": (*request.events, moved)}))
    assert outcomes(reply)[-1] is EventOutcome.QUARANTINED


def test_a_clone_becomes_a_branch_of_the_chain(warung: Warung) -> None:
    till = three_sales(warung)
    warung.push(till.push(1, 3))
    clone = copy.deepcopy(till)
    clone.items, clone.seq, clone.head = till.items[:3], 3, bytes.fromhex(till.items[2].hash)
    clone.receipts = 1
    clone.sale(line(GULA.item, GULA.price))
    warung.push(till.push(4, 5))
    reply = warung.push(clone.push(4, 4))
    assert outcomes(reply) == [EventOutcome.POSTED]
    assert reply.fork is not None
    assert (reply.fork.seq, reply.fork.held) == (4, till.items[3].hash)
    assert reply.known == clone.mark(4)
    assert reply.stream_head == till.mark(5)
    assert count(warung, sale) == 4
    assert {"chain_fork", "duplicate_receipt_number"} <= codes(warung).keys()


def cloned(till: TillWriter, at: int) -> TillWriter:
    """Another till that goes on from an image of the first, taken after its event `at`."""
    clone = copy.deepcopy(till)
    clone.items, clone.seq, clone.head = till.items[:at], at, bytes.fromhex(till.items[at - 1].hash)
    clone.made += 500
    clone.receipts = sum("sale.completed" in item.bytes for item in clone.items)
    return clone


def test_a_clones_branch_does_not_become_the_stream_where_that_ends_with_something_unreadable(
    warung: Warung,
) -> None:
    till = three_sales(warung)
    till.sale(line(GULA.item, GULA.price))
    request = till.push()
    unreadable = damaged(request.events[5], bytes="{")
    warung.push(request.model_copy(update={"events": (*request.events[:5], unreadable)}))
    clone = cloned(till, 3)
    for _ in range(4):
        clone.sale(line(GULA.item, GULA.price))
    reply = warung.push(clone.push(4, 7))
    assert outcomes(reply) == [EventOutcome.POSTED] * 4
    assert all("chain_fork" in result.reviews for result in reply.results)
    assert warung.rows(select(stream.c.head_seq)) == [(6,)]
    with warung.database.read() as unit:
        assert [one for one in verify(unit, SECRET) if not one.holds] == []


def test_a_clones_longer_branch_never_becomes_the_stream(warung: Warung) -> None:
    till = three_sales(warung)
    warung.push(till.push())
    clone = cloned(till, 3)
    for _ in range(4):
        clone.sale(line(GULA.item, GULA.price))
    reply = warung.push(clone.push(4, 7))
    assert outcomes(reply) == [EventOutcome.POSTED] * 4
    assert (reply.known, reply.stream_head) == (clone.mark(7), till.mark(5))
    assert reply.fork is not None
    assert [result.reviews for result in reply.results].count(("chain_fork",)) == 2
    assert all("chain_fork" in result.reviews for result in reply.results)
    assert warung.rows(select(stream.c.head_seq, stream.c.last_receipt)) == [(5, "BDG1-K1A-000005")]
    # The first till never hears of it: its next sales are the stream.
    for _ in range(2):
        till.sale(line(GULA.item, GULA.price))
    reply = warung.push(till.push(6, 7))
    assert outcomes(reply) == [EventOutcome.POSTED] * 2
    assert (reply.fork, reply.known, reply.stream_head) == (None, till.mark(7), till.mark(7))
    assert not any("chain_fork" in result.reviews for result in reply.results)
    # What the clone still adds stays its branch, and is told so.
    clone.sale(line(GULA.item, GULA.price))
    reply = warung.push(clone.push(8, 8))
    assert (reply.fork is not None, reply.stream_head) == (True, till.mark(7))
    assert codes(warung)["chain_fork"] == 5
    holds(warung)


def test_a_wrong_label_is_no_fork_and_blocks_nothing(warung: Warung) -> None:
    """The hash beside an event is damaged. Sent right again, it counts; if not, what follows still lands."""
    till = three_sales(warung)
    request = till.push(1, 4)
    wrong = damaged(request.events[3], hash="cd" * 32)
    reply = warung.push(request.model_copy(update={"events": (*request.events[:3], wrong)}))
    assert reply.known == Mark(seq=4, hash="cd" * 32)
    reply = warung.push(till.push(4, 4, acked=3))
    assert (outcomes(reply), reply.fork, reply.stream_head) == ([EventOutcome.POSTED], None, till.mark(4))
    wrong = damaged(till.items[4], hash="ab" * 32)
    warung.push(till.push(5, 5).model_copy(update={"events": (wrong,)}))
    for _ in range(2):
        till.sale(line(GULA.item, GULA.price))
    reply = warung.push(till.push(6, 7))
    assert outcomes(reply) == [EventOutcome.POSTED] * 2
    assert (reply.fork, reply.known, reply.stream_head) == (None, till.mark(7), till.mark(7))
    holds(warung)


@pytest.mark.parametrize(
    "changes", [{"register": K2}, {"branch": OTHER_BRANCH}, {"purpose": StreamPurpose.IMPORT}]
)
def test_a_stream_opened_for_another_place_posts_nothing(warung: Warung, changes: dict[str, Any]) -> None:
    till = replace(warung.writer(), **changes)
    till.opened()
    till.shift_opened()
    till.sale(line(GULA.item, GULA.price))
    reply = warung.push(till.push())
    assert set(outcomes(reply)) == {EventOutcome.QUARANTINED}
    assert count(warung, sale) == 0
    assert count(warung, event) == 3
    assert codes(warung) == {"stream_mismatch": 3}


def test_an_event_of_another_register_is_set_aside(warung: Warung) -> None:
    till = three_sales(warung)
    till.sale(line(GULA.item, GULA.price), register=K2)
    till.sale(line(GULA.item, GULA.price))
    reply = warung.push(till.push())
    assert outcomes(reply)[-2:] == [EventOutcome.QUARANTINED, EventOutcome.POSTED]
    assert {row.register_id for row in warung.rows(select(sale.c.register_id))} == {K1}


def test_unknown_types_are_kept(warung: Warung) -> None:
    till = warung.opened()
    known = till.items[-1].bytes
    for old, new in (('"shift.opened"', '"shelf.swept"'), ('"seq":2', '"seq":3')):
        known = known.replace(old, new)
    known = known.replace(f'"prev":"{till.items[0].hash}"', f'"prev":"{till.head.hex()}"')
    till.append(known.encode())
    reply = warung.push(till.push())
    assert outcomes(reply)[-1] is EventOutcome.UNKNOWN_TYPE
    assert reply.known == till.mark(3)


def test_a_lost_answer_is_no_clone_and_a_strange_token_is(warung: Warung, expect_log: ExpectLog) -> None:
    till = three_sales(warung)
    warung.push(till.push(1, 2))
    second = warung.push(till.push(1, 3, acked=0))
    third = warung.push(till.push(4, 4, token=second.next_token))
    warung.push(till.push(4, 4, acked=3, token=second.next_token))
    assert warung.scalar(select(stream.c.token_alarm_at)) is None
    expect_log("unknown token")
    assert warung.push(till.push(5, 5, token="of a clone")).known == till.mark(5)
    assert warung.scalar(select(stream.c.token_alarm_at)) is not None
    assert warung.scalar(select(review.c.code)) == ReviewCode.CLONE_ALARM.value
    assert third.next_token != second.next_token


def test_an_empty_push_tells_where_the_stream_stands(warung: Warung) -> None:
    till = three_sales(warung)
    assert warung.push(till.push(1, 0)).known == NOTHING
    assert count(warung, stream) == 0
    warung.push(till.push())
    assert warung.push(till.push(6, 5)).known == till.mark(5)


def test_streams_of_two_tills_stay_apart(warung: Warung) -> None:
    one, two = three_sales(warung), warung.opened("K2")
    two.sale(line(GULA.item, GULA.price))
    warung.push(one.push())
    warung.push(two.push())
    streams = {row.stream_id: row.head_seq for row in warung.rows(select(stream))}
    assert streams == {one.stream: 5, two.stream: 3}
    assert UUID(int=0) not in streams
