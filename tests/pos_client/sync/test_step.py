"""The sync engine against answers made by hand: what it believes, when it asks again, what it never does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from pos_client.engine.enrolment import credential, open_new_stream
from pos_client.store.journal import hash_at
from pos_client.store.streams import stream_at, streams
from pos_client.store.sync_state import cursor, skew_measured
from pos_client.sync.backoff import Backoff
from pos_client.sync.choosing import RECHECK_MS
from pos_client.sync.messages import (
    Answered,
    Failed,
    Fetch,
    Hinted,
    NextPage,
    Nudged,
    Outgoing,
    Pull,
    Push,
    Reached,
)
from pos_client.sync.status import SyncState
from pos_client.sync.step import POLL_MS, Sync
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.chain import GENESIS
from shared_models.wire.streams import OpenedBecause
from shared_models.wire.sync import (
    ChangeRow,
    ChangesReply,
    Entity,
    Fork,
    Limits,
    LiveHint,
    Mark,
    PushReply,
    SnapshotReply,
    StreamEventsReply,
)
from tests.conftest import ExpectLog
from tests.factories.live_till import Eager
from tests.factories.tills import Shop, pay, ring_up

EPOCH = UUID(int=9)


class Line:
    """The network, held in the hand."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.sync = Sync(shop.store, Random(1))
        self.now_ms = 1_000
        with shop.store.write() as unit:
            unit.execute("UPDATE till SET credential = 'secret', stand_alone = 0")
            unit.execute("UPDATE sync_state SET cursor = 'c0'")

    def step(self, *incoming: object) -> list[Outgoing]:
        step = self.sync.step(self.now_ms, incoming)  # type: ignore[arg-type] # what came in
        self.wake_at_ms = step.wake_at_ms
        return list(step.outgoing)

    def push(self, *incoming: object) -> Push:
        """The push among what is asked now."""
        found = [request for request in self.step(*incoming) if isinstance(request, Push)]
        assert len(found) == 1
        return found[0]

    def reply(self, push: Push, *, held: int | None = None, **changes: object) -> Answered:
        """The server holds everything of the push, or up to `held`."""
        sent = [event.seq for event in push.request.events]
        seq = held if held is not None else max([*sent, *(mark.seq for mark in push.request.probe), 0])
        reader = self.shop.store.reader()
        mark = Mark(seq=seq, hash=(hash_at(reader, push.stream_no, seq) or GENESIS).hex())
        company = streams(reader)[0].company
        reader.close()
        fields: dict[str, object] = {
            "company": company,
            "epoch": EPOCH,
            "known": mark,
            "stream_head": mark,
            "archived": Mark(seq=0, hash=GENESIS.hex()),
            "next_token": f"token {seq}",
            "server_time": self.shop.clock.at - timedelta(seconds=5),
            "results": (),
            "limits": Limits(events=200, bytes=4_194_304),
        }
        return Answered(push, PushReply.model_validate(fields | changes))

    def acked(self, stream_no: int = 1) -> int:
        reader = self.shop.store.reader()
        found = stream_at(reader, stream_no).acked
        reader.close()
        return found


@pytest.fixture
def fresh_line(open_shop: Shop) -> Iterator[Line]:
    """The program has just started and nobody has answered it."""
    for _ in range(3):
        pay(open_shop, ring_up(open_shop, "KOPI").id, 20_000)
    made = Line(open_shop)
    yield made
    made.sync.close()


@pytest.fixture
def line(fresh_line: Line) -> Line:
    """The server has answered once."""
    fresh_line.sync._order.greet = False
    return fresh_line


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


def test_a_missing_row_leaves_the_stream(line: Line) -> None:
    """The server wants what is no longer here: the rest can never follow it, and blocks nothing."""
    with line.shop.store.write() as unit:
        unit.execute("DROP TRIGGER event_is_kept_until_archived")
        unit.execute("DELETE FROM event WHERE seq = 2")
        unit.execute("UPDATE stream SET acked = 4")
    again = line.push(line.reply(line.push(), held=1))
    reader = line.shop.store.reader()
    assert [stream.because for stream in streams(reader)] == ["stand_alone", "rolled_back"]
    reader.close()
    assert (again.stream_no, again.request.events) == (1, ())
    following = line.push(line.reply(again, held=1))
    assert following.stream_no == 2
    line.step(line.reply(following))
    line.now_ms += 1_000
    assert line.step() == []


def test_streams_of_another_company_are_never_sent(line: Line) -> None:
    theirs, ours = UUID(int=3), UUID(int=4)
    with line.shop.store.write() as unit:
        unit.execute("UPDATE stream SET company = ?", (theirs.bytes,))
        unit.execute(
            "INSERT INTO stream SELECT 2, randomblob(16), ?, device, branch, register_id, kid, device_key,"
            " purpose, because, 'B', 0, zeroblob(32), 0, 0, 0, NULL, 0, 0 FROM stream",
            (ours.bytes,),
        )
        unit.execute("UPDATE till SET stream_no = 2, company = ?", (ours.bytes,))
    push = line.push()
    assert (push.stream_no, push.request.events) == (2, ())


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


def changes(line: Line, cursor: str, *, more: bool = False) -> ChangesReply:
    return ChangesReply(
        company=line.shop.till.company,
        epoch=EPOCH,
        rows=(),
        cursor=cursor,
        company_seq=3,
        branch_seq=4,
        more=more,
    )


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


def lost(line: Line) -> list[int]:
    reader = line.shop.store.reader()
    found = [stream.lost_to for stream in streams(reader) if stream.lost_to > stream.head_seq]
    reader.close()
    return found


def new_stream(line: Line) -> None:
    with line.shop.store.write() as unit:
        open_new_stream(unit, OpenedBecause.CLONED)


def test_the_first_push_asks_before_it_sends(fresh_line: Line) -> None:
    """A disk or a server that went back in time is known before anything new is added to either."""
    line = fresh_line
    greeting = line.push()
    assert (greeting.stream_no, greeting.request.events) == (1, ())
    assert [event.seq for event in line.push(line.reply(greeting)).request.events] == [1, 2, 3, 4, 5]


def test_the_stream_in_use_is_asked_about_before_older_ones_are_drained(fresh_line: Line) -> None:
    line = fresh_line
    new_stream(line)
    greeting = line.push()
    assert (greeting.stream_no, greeting.request.events) == (2, ())
    older = line.push(line.reply(greeting))
    assert (older.stream_no, len(older.request.events)) == (1, 5)
    assert line.push(line.reply(older)).stream_no == 2


def test_after_an_outage_the_server_is_asked_first(line: Line) -> None:
    line.step(line.reply(line.push()))
    pay(line.shop, ring_up(line.shop, "TEH").id, 20_000)
    line.step(Failed(line.push(Nudged()), Refusal(ErrorCode.SERVER_UNREACHABLE)))
    line.now_ms += 60_000
    greeting = line.push()
    assert greeting.request.events == ()
    assert [event.seq for event in line.push(line.reply(greeting)).request.events] == [6]


@pytest.mark.parametrize("sign", ["epoch", "lower"])
def test_a_restored_server_gets_older_streams_before_newer_ones(line: Line, sign: str) -> None:
    first = line.push()
    line.step(line.reply(first))
    new_stream(line)
    pay(line.shop, ring_up(line.shop, "TEH").id, 20_000)
    line.now_ms += POLL_MS
    second = line.push()
    assert (second.stream_no, len(second.request.events)) == (2, 2)
    line.step(line.reply(second))
    pay(line.shop, ring_up(line.shop, "TEH").id, 20_000)
    line.now_ms += POLL_MS
    third = line.push()
    # The backup knew two events of the first stream, and the second one up to its first event or not at all.
    changes: dict[str, object] = {"epoch": UUID(int=10)} if sign == "epoch" else {}
    answer = line.reply(third, held=0 if sign == "lower" else None, **changes)
    again = line.push(answer)
    assert (again.stream_no, again.request.events) == (1, ())
    resent = line.push(line.reply(again, held=2, **changes))
    assert (resent.stream_no, [event.seq for event in resent.request.events]) == (1, [3, 4, 5])


@pytest.mark.parametrize("code", [ErrorCode.INVALID, ErrorCode.NOT_ALLOWED, ErrorCode.SERVER_FAULT])
def test_a_refused_older_stream_stands_aside_is_shown_and_kept(line: Line, code: ErrorCode) -> None:
    new_stream(line)
    older = line.push()
    assert older.stream_no == 1
    newer = line.push(Failed(older, Refusal(code)))
    assert newer.stream_no == 2
    line.step(line.reply(newer))
    status = line.sync.status()
    assert (status.state, status.problem, status.waiting) == (SyncState.REFUSED, code, 5)
    pay(line.shop, ring_up(line.shop, "TEH").id, 20_000)
    newest = line.push(Nudged())
    assert newest.stream_no == 2
    line.step(line.reply(newest))
    # It is tried again now and then, and goes when the server takes it.
    line.now_ms += 60_000
    again = line.push()
    assert (again.stream_no, len(again.request.events)) == (1, 5)
    line.step(line.reply(again))
    assert line.sync.status().state is SyncState.ALL_SENT


def test_an_older_stream_that_does_not_move_stands_aside(line: Line) -> None:
    new_stream(line)
    assert line.push(line.reply(line.push(), held=0, missing_from=1)).stream_no == 2


def test_a_foreign_answer_about_an_older_stream_stops_nothing(line: Line) -> None:
    new_stream(line)
    assert line.push(line.reply(line.push(), known=Mark(seq=3, hash="ab" * 32))).stream_no == 2


def test_a_revoked_till_does_not_try_stream_after_stream(line: Line) -> None:
    new_stream(line)
    assert line.step(Failed(line.push(), Refusal(ErrorCode.DEVICE_REVOKED))) == []


def test_what_was_lost_is_fetched_after_a_restart_too(line: Line) -> None:
    push = line.push()
    asked = line.step(line.reply(push, stream_head=Mark(seq=8, hash="ef" * 32)))
    assert Fetch(1, push.request.stream, 6) in asked
    line.sync.close()
    line.sync = Sync(line.shop.store, Random(2))
    following = line.step(line.reply(line.push()))
    assert Fetch(1, push.request.stream, 6) in following


def test_a_refused_fetch_keeps_no_sale_waiting(line: Line) -> None:
    push = line.push()
    asked = line.step(line.reply(push, stream_head=Mark(seq=8, hash="ef" * 32)))
    fetch = next(request for request in asked if isinstance(request, Fetch))
    newer = line.push(Failed(fetch, Refusal(ErrorCode.SERVER_FAULT)))
    assert newer.stream_no == 2
    assert line.step(line.reply(newer)) == []
    line.now_ms += 60_000
    assert fetch in line.step()
    assert lost(line) == [8]


def test_events_that_do_not_follow_are_given_up(line: Line) -> None:
    push = line.push()
    asked = line.step(line.reply(push, stream_head=Mark(seq=6, hash="ef" * 32)))
    fetch = next(request for request in asked if isinstance(request, Fetch))
    item = push.request.events[0].model_copy(update={"seq": 6})
    answer = Answered(fetch, StreamEventsReply(events=(item,), more=True))
    assert line.push(answer).stream_no == 2
    assert lost(line) == []


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
    poison = ChangeRow(entity=Entity.PRODUCT, key=str(UUID(int=7)), version=9, row={"name": 1})
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


def test_older_streams_are_asked_about_again(line: Line) -> None:
    """A restored server may have lost the end of a stream that nothing is written to any more."""
    new_stream(line)
    first = line.push()
    second = line.push(line.reply(first))
    line.step(line.reply(second))
    assert (first.stream_no, second.stream_no) == (1, 2)
    line.now_ms += RECHECK_MS
    again = line.push()
    assert (again.stream_no, again.request.events) == (1, ())
    resent = line.push(line.reply(again, held=3))
    assert (resent.stream_no, [event.seq for event in resent.request.events]) == (1, [4, 5])
    line.step(line.reply(resent))
    line.now_ms += POLL_MS
    assert line.push().stream_no == 2
