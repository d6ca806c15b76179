"""Which stream is asked about first, which steps aside, and what was lost comes back."""

from __future__ import annotations

from random import Random
from uuid import UUID

import pytest

from pos_client.sync.choosing import RECHECK_MS
from pos_client.sync.messages import (
    Answered,
    Failed,
    Fetch,
    Nudged,
)
from pos_client.sync.status import SyncState
from pos_client.sync.step import POLL_MS, Sync
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.sync import (
    Mark,
    StreamEventsReply,
)
from tests.factories.held_line import Line, lost, new_stream
from tests.factories.tills import pay, ring_up


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
