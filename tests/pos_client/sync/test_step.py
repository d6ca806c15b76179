"""The sync engine against answers made by hand: what it believes, when it asks again, what it never does."""

from __future__ import annotations

from random import Random
from uuid import UUID

import pytest

from pos_client.engine.enrolment import credential, open_new_stream
from pos_client.store.journal import hash_at
from pos_client.store.streams import stream_at, streams
from pos_client.store.sync_state import cursor, set_contact, skew_measured
from pos_client.sync.backoff import Backoff
from pos_client.sync.messages import (
    Answered,
    Failed,
    Fetch,
    Hinted,
    NextPage,
    Nudged,
    Pull,
    Push,
    Reached,
)
from pos_client.sync.status import SyncState
from pos_client.sync.step import POLL_MS, Sync
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.streams import OpenedBecause
from shared_models.wire.sync import (
    ChangeRow,
    Entity,
    Fork,
    LiveHint,
    Mark,
    SnapshotReply,
)
from tests.conftest import ExpectLog
from tests.factories.held_line import EPOCH, Line, changes, lost
from tests.factories.live_till import Eager
from tests.factories.tills import Shop, pay, ring_up


def test_lost_questions_are_asked_again(line: Line) -> None:
    """A fault between asking and hearing must not silence the till until its next start."""
    asked = {type(request) for request in line.step()}
    assert asked
    assert line.step() == []
    line.sync.forget_questions()
    assert {type(request) for request in line.step()} == asked


def test_all_that_waits_goes_in_order_and_is_sent_once(line: Line) -> None:
    first = line.push()
    assert [event.seq for event in first.request.events] == [1, 2, 3, 4, 5]
    assert (first.request.probe, first.request.token, first.request.status.waiting) == ((), None, 5)
    assert line.step() == []
    line.now_ms += 10
    assert line.step(line.reply(first)) == []
    assert (line.acked(), line.sync.status().state) == (5, SyncState.ALL_SENT)
    line.now_ms += POLL_MS
    second = line.push()
    assert second.request.events == ()
    assert second.request.token == "token 5"
    assert [mark.seq for mark in second.request.probe] == [5, 4, 2, 1]


def test_a_sale_is_pushed_at_once(line: Line) -> None:
    line.step(line.reply(line.push()))
    pay(line.shop, ring_up(line.shop, "TEH").id, 20_000)
    assert [event.seq for event in line.push(Nudged()).request.events] == [6]


def test_acked_follows_the_server_down_as_well(line: Line) -> None:
    line.step(line.reply(line.push()))
    line.now_ms += POLL_MS
    lower = line.reply(line.push(), held=2)
    again = line.push(lower)
    assert [event.seq for event in again.request.events] == [3, 4, 5]
    reader = line.shop.store.reader()
    pending = sum(qty for (qty,) in reader.execute("SELECT qty FROM pending"))
    reader.close()
    # The three sales are unknown to the server again, so they count in the stock shown.
    assert pending == -3_000
    line.step(line.reply(again))
    assert line.acked() == 5


def test_nothing_is_believed_that_is_not_ours(line: Line) -> None:
    """Lesson 5: Nothing that a server says changes what this till wrote."""
    push = line.push()
    other = line.reply(push, company=UUID(int=4))
    line.step(other)
    assert (line.acked(), line.sync.status().problem) == (0, ErrorCode.OTHER_COMPANY)
    line.now_ms += 120_000
    push = line.push()
    foreign = line.reply(push, known=Mark(seq=3, hash="ab" * 32))
    line.step(foreign)
    assert line.acked() == 0
    line.now_ms += 120_000
    unarchived = line.reply(line.push(), archived=Mark(seq=2, hash="cd" * 32))
    line.step(unarchived)
    reader = line.shop.store.reader()
    assert (stream_at(reader, 1).acked, stream_at(reader, 1).archived) == (5, 0)
    reader.close()


def test_archived_is_believed_on_its_own_hash(line: Line) -> None:
    push = line.push()
    reader = line.shop.store.reader()
    own = hash_at(reader, 1, 2)
    assert own is not None
    line.step(line.reply(push, archived=Mark(seq=2, hash=own.hex())))
    assert stream_at(reader, 1).archived == 2
    reader.close()


def test_failures_wait_longer_and_longer_and_the_server_may_ask_for_more(line: Line) -> None:
    waits = []
    for _ in range(8):
        push = line.push()
        line.step(Failed(push, Refusal(ErrorCode.SERVER_UNREACHABLE)))
        reader_due = line.sync._push.due_ms
        waits.append(reader_due - line.now_ms)
        line.now_ms = reader_due
    assert all(1_000 <= wait <= 60_000 for wait in waits)
    assert max(waits) > 5_000
    line.step(Failed(line.push(), Refusal(ErrorCode.SERVER_BUSY, retry_after_s=90)))
    assert line.sync._push.due_ms - line.now_ms >= 90_000
    assert line.sync.status().state is SyncState.OFFLINE
    line.step(Nudged())
    assert line.sync._push.asked is None
    line.step(Reached())
    line.now_ms += 1_001
    assert line.push(line.reply(line.push())).request.events


def test_a_server_under_pressure_is_given_its_time_whatever_is_sold(line: Line) -> None:
    line.step(line.reply(line.push(), retry_after_ms=5_000))
    line.now_ms += 4_999
    line.step(Nudged())
    assert line.sync._push.asked is None
    line.now_ms += 1
    line.step(line.reply(line.push(), retry_after_ms=10**9))
    line.now_ms += 60_000
    line.push()  # never for longer than a minute


def test_what_a_sooner_try_cannot_change_waits_a_minute(line: Line) -> None:
    line.step(Failed(line.push(), Refusal(ErrorCode.DEVICE_REVOKED)))
    assert line.sync._push.due_ms - line.now_ms >= 60_000
    assert line.sync.status().state is SyncState.REFUSED


def test_too_much_is_halved_down_to_one(line: Line) -> None:
    sizes = []
    for _ in range(9):
        push = line.push()
        sizes.append(line.sync._batch.events)
        line.step(Failed(push, Refusal(ErrorCode.TOO_LARGE)))
        line.now_ms = line.sync._push.due_ms
    assert sizes == [200, 100, 50, 25, 12, 6, 3, 1, 1]
    push = line.push()
    assert len(push.request.events) == 1
    line.now_ms += 1
    following = line.push(line.reply(push))
    assert len(following.request.events) == 4


def test_an_answer_that_moves_nothing_is_not_asked_for_at_once(line: Line) -> None:
    push = line.push()
    line.step(line.reply(push, held=0, missing_from=1))
    assert line.sync._push.due_ms > line.now_ms


def test_a_fork_begins_a_new_stream_and_both_drain(line: Line) -> None:
    push = line.push()
    asked = line.push(line.reply(push, fork=Fork(seq=4, held="ab" * 32)))
    assert asked.stream_no == 2
    reader = line.shop.store.reader()
    assert [(s.because, s.series, s.waiting) for s in streams(reader)] == [
        ("stand_alone", "A", 0),
        ("cloned", "B", 1),
    ]
    reader.close()
    assert pay(line.shop, ring_up(line.shop, "TEH").id, 20_000).receipt_no == "BDG1-K1B-000001"
    # The same answer once more (a copy on the line) opens no third stream.
    line.step(line.reply(push, fork=Fork(seq=4, held="ab" * 32)))
    reader = line.shop.store.reader()
    assert len(streams(reader)) == 2
    reader.close()


def test_another_end_of_the_same_length_is_a_clone(line: Line) -> None:
    push = line.push()
    line.step(line.reply(push, stream_head=Mark(seq=5, hash="ef" * 32)))
    reader = line.shop.store.reader()
    assert [stream.because for stream in streams(reader)] == ["stand_alone", "cloned"]
    reader.close()


def test_a_longer_stream_at_the_server_is_fetched(line: Line) -> None:
    push = line.push()
    asked = line.step(line.reply(push, stream_head=Mark(seq=8, hash="ef" * 32)))
    fetch = next(request for request in asked if isinstance(request, Fetch))
    assert (fetch.stream_no, fetch.first) == (1, 6)
    # What the server does not have cannot be taken back; what is sold meanwhile goes at once.
    assert line.push(Failed(fetch, Refusal(ErrorCode.NOT_FOUND))).stream_no == 2
    assert lost(line) == []


def test_streams_of_another_company_are_never_sent(line: Line) -> None:
    theirs, ours = UUID(int=3), UUID(int=4)
    with line.shop.store.write() as unit:
        unit.execute("UPDATE stream SET company = ?", (theirs.bytes,))
        unit.execute(
            "INSERT INTO stream SELECT 2, randomblob(16), ?, device, branch, register_id, kid, device_key,"
            " purpose, because, 'B', 0, zeroblob(32), 0, 0, 0, NULL, 0, 0, NULL, 0, 0, 0, 0 FROM stream",
            (ours.bytes,),
        )
        unit.execute("UPDATE till SET stream_no = 2, company = ?", (ours.bytes,))
        open_new_stream(unit, OpenedBecause.CLONED)
    push = line.push()
    assert (push.stream_no, push.request.events) == (2, ())
    push = line.push(line.reply(push, company=ours))
    assert (push.stream_no, len(push.request.events)) == (3, 1)
    status = line.sync.status()
    assert (status.waiting, status.sales) == (1, 0)


def test_a_quick_answer_measures_the_clock_a_slow_one_does_not(line: Line) -> None:
    push = line.push()
    answer = line.reply(push)
    line.step(Answered(push, answer.reply, took_ms=10_000))
    reader = line.shop.store.reader()
    assert skew_measured(reader) is None
    line.now_ms += POLL_MS
    push = line.push()
    line.step(Answered(push, line.reply(push).reply, took_ms=400))
    skew = skew_measured(reader)
    assert skew is not None
    assert skew[0] == 4_800
    reader.close()


def test_changes_are_pulled_until_there_are_no_more(line: Line) -> None:
    asked = [request for request in line.step() if isinstance(request, Pull)]
    assert asked == [Pull("c0")]
    following = line.step(Answered(asked[0], changes(line, "c1", more=True)))
    assert following == [Pull("c1")]
    assert line.step(Answered(asked[0], changes(line, "old"))) == []
    line.step(Answered(following[0], changes(line, "c2")))
    reader = line.shop.store.reader()
    assert cursor(reader).cursor == "c2"
    reader.close()
    line.now_ms += 1
    assert line.step(Hinted(LiveHint(scope="company", seq=3))) == []
    assert line.step(Hinted(LiveHint(scope="branch", branch=UUID(int=1), seq=99))) == []
    assert line.step(Hinted(LiveHint(scope="company", seq=4))) == [Pull("c2")]


def test_resnapshot_starts_over_and_resumes_by_page(line: Line) -> None:
    pull = next(request for request in line.step() if isinstance(request, Pull))
    line.step(Failed(pull, Refusal(ErrorCode.RESNAPSHOT)))
    line.now_ms += 60_000
    page = next(request for request in line.step() if isinstance(request, NextPage))
    assert page == NextPage(None)
    assert line.sync.status().fetching_catalogue

    def part(after: str | None) -> SnapshotReply:
        return SnapshotReply(
            company=line.shop.till.company,
            epoch=EPOCH,
            rows=(),
            next=after,
            cursor="s0",
            company_seq=1,
            branch_seq=1,
            total=0,
        )

    following = line.step(Answered(page, part("p2")))
    assert following == [NextPage("p2")]
    # The program is restarted in the middle: the next page is the second, not the first.
    line.sync.close()
    line.sync = Sync(line.shop.store, Random(2))
    resumed = next(request for request in line.step() if isinstance(request, NextPage))
    assert resumed == NextPage("p2")
    line.step(Answered(resumed, part(None)))
    reader = line.shop.store.reader()
    assert cursor(reader).cursor == "s0"
    reader.close()
    assert not line.sync.status().fetching_catalogue


def test_a_till_alone_asks_nobody(open_shop: Shop) -> None:
    sync = Sync(open_shop.store, Random(1))
    step = sync.step(5, [Nudged(), Reached()])
    assert (step.outgoing, step.wake_at_ms) == ((), 5 + POLL_MS)
    assert sync.status().state is SyncState.STAND_ALONE
    sync.close()


def test_jitter_is_full_and_bounded() -> None:
    backoff = Backoff(Random(4))
    waits = [[backoff.failed() for _ in range(10)] for _ in range(50)]
    assert min(min(row) for row in waits) >= 1_000
    assert max(max(row) for row in waits) <= 60_000
    assert len({row[9] for row in waits}) > 25
    assert all(12_000 <= backoff.around(15_000) <= 18_000 for _ in range(100))


def test_a_new_stream_needs_a_till(shop: Shop) -> None:
    with shop.store.write() as unit:
        unit.execute("DELETE FROM till")
        with pytest.raises(Refusal) as refused:
            open_new_stream(unit, OpenedBecause.CLONED)
        assert refused.value.code is ErrorCode.NOT_ENROLLED
        assert credential(unit) is None


def test_a_line_that_stands_again_ends_the_waiting(line: Line) -> None:
    line.step(line.reply(line.push()))
    pay(line.shop, ring_up(line.shop, "TEH").id, 20_000)
    for _ in range(8):
        line.step(Failed(line.push(Nudged()), Refusal(ErrorCode.SERVER_UNREACHABLE)))
        line.now_ms = line.sync._push.due_ms
    line.step(Failed(line.push(), Refusal(ErrorCode.SERVER_UNREACHABLE)))
    line.sync.random = Eager()
    greeting = line.push(Reached())
    # One more failure is the first of a new row, not the tenth of the old one.
    line.step(Failed(greeting, Refusal(ErrorCode.SERVER_UNREACHABLE)))
    assert line.sync._push.due_ms - line.now_ms <= 2_000


def test_an_answer_that_cannot_be_taken_stops_neither_lane(line: Line, expect_log: ExpectLog) -> None:
    """A price list this till cannot read must not keep its sales from going out."""
    expect_log("an answer could not be taken")
    asked = line.step()
    push = next(request for request in asked if isinstance(request, Push))
    pull = next(request for request in asked if isinstance(request, Pull))
    poison = ChangeRow(entity=Entity.PRODUCT, key="not an id", version=9, row=None)
    page = changes(line, "c1").model_copy(update={"rows": (poison,)})
    assert line.step(Answered(pull, page), line.reply(push)) == []
    assert line.acked() == 5
    status = line.sync.status()
    assert (status.state, status.problem) == (SyncState.ALL_SENT, ErrorCode.SERVER_FAULT)
    line.now_ms += 60_000
    assert pull in line.step()


def test_a_full_disk_is_waited_out(line: Line) -> None:
    push = line.push()
    answer = line.reply(push)
    with line.shop.store.write() as unit:
        pages = unit.execute("PRAGMA page_count").fetchone()[0]
        unit.execute(f"PRAGMA max_page_count = {pages}")
        unit.execute(
            "CREATE TRIGGER full BEFORE UPDATE OF acked ON stream BEGIN"
            " INSERT INTO setting VALUES ('fill', printf('%.*c', 5000000, 'x')); END"
        )
    assert line.step(answer) == []
    assert (line.acked(), line.sync.status().state) == (0, SyncState.OFFLINE)
    with line.shop.store.write() as unit:
        unit.execute("PRAGMA max_page_count = 1000000")
        unit.execute("DROP TRIGGER full")
    line.now_ms += 60_000
    line.step(line.reply(line.push()))
    assert line.acked() == 5


def test_a_disk_too_full_to_follow_a_refusal_is_waited_out(line: Line, expect_log: ExpectLog) -> None:
    """The answer beside it is taken, and the question is asked again."""
    expect_log("an answer could not be taken")
    push, pull = line.step()
    with line.shop.store.write() as unit:
        unit.execute(
            "CREATE TRIGGER full BEFORE UPDATE OF cursor ON sync_state BEGIN"
            " SELECT RAISE(ABORT, 'no room'); END"
        )
    assert isinstance(push, Push)
    line.step(Failed(pull, Refusal(ErrorCode.RESNAPSHOT)), line.reply(push))
    assert line.acked() == 5
    with line.shop.store.write() as unit:
        unit.execute("DROP TRIGGER full")
    line.now_ms += 60_000
    assert any(isinstance(asked, Pull) for asked in line.step())


def test_what_was_put_aside_is_counted_over_all_streams(line: Line) -> None:
    line.step(line.reply(line.push(), under_review=2))
    with line.shop.store.write() as unit:
        newer = open_new_stream(unit, OpenedBecause.CLONED)
        set_contact(unit, stream_no=newer.stream_no, under_review=1)
    assert line.sync.status().under_review == 3
