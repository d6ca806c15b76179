"""Rows of the journal that are gone: what stands behind them is sent all the same, and counted rightly."""

from __future__ import annotations

import pytest

from pos_client.store.journal import hash_at
from pos_client.store.streams import stream_at, streams
from pos_client.sync.backoff import LONGEST_MS
from pos_client.sync.choosing import RECHECK_MS
from pos_client.sync.messages import Failed, Push
from pos_client.sync.pushing import probe
from pos_client.sync.status import SyncState
from pos_client.sync.step import POLL_MS
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from tests.factories.held_line import Line, new_stream
from tests.factories.tills import pay, ring_up


def lose(line: Line, *seqs: int) -> None:
    """Rows of the first stream are gone, whatever ate them."""
    with line.shop.store.write() as unit:
        unit.execute("DROP TRIGGER IF EXISTS event_is_kept_until_archived")
        for seq in seqs:
            unit.execute("DELETE FROM event WHERE stream_no = 1 AND seq = ?", (seq,))


def sell(line: Line, count: int) -> None:
    for _ in range(count):
        pay(line.shop, ring_up(line.shop, "KOPI").id, 20_000)


def what(push: Push) -> tuple[int, list[int], bool]:
    return push.stream_no, [event.seq for event in push.request.events], push.request.orphans


def pending(line: Line) -> int:
    reader = line.shop.store.reader()
    total: int = sum(qty for (qty,) in reader.execute("SELECT qty FROM pending"))
    reader.close()
    return total


def opened(line: Line) -> list[str]:
    reader = line.shop.store.reader()
    found = [stream.because for stream in streams(reader)]
    reader.close()
    return found


def test_what_follows_a_lost_row_is_sent_as_orphans(line: Line) -> None:
    lose(line, 4)
    first = line.push()
    assert what(first) == (1, [1, 2, 3], False)
    rest = line.push(line.reply(first))
    assert opened(line) == ["stand_alone", "rolled_back"]
    assert what(rest) == (1, [5], True)
    # The lost sale counts nowhere: the last one of the old stream, and the opening of the new one.
    status = line.sync.status()
    assert (status.waiting, status.sales, rest.request.status.waiting) == (2, 1, 2)
    newer = line.push(line.reply(rest))
    assert (what(newer), line.acked()) == ((2, [1], False), 5)
    line.step(line.reply(newer))
    assert (line.sync.status().state, line.sync.status().waiting) == (SyncState.ALL_SENT, 0)
    # What the lost sale moved is taken off nothing any more.
    assert pending(line) == 0
    line.now_ms += POLL_MS
    assert what(line.push()) == (2, [], False)


def test_each_hole_is_a_push_of_its_own(line: Line) -> None:
    sell(line, 5)
    lose(line, 3, 6, 7, 9)
    pushes = [line.push()]
    for _ in range(3):
        pushes.append(line.push(line.reply(pushes[-1])))
    assert [what(push) for push in pushes] == [
        (1, [1, 2], False),
        (1, [4, 5], True),
        (1, [8], True),
        (1, [10], True),
    ]
    assert line.push(line.reply(pushes[-1])).stream_no == 2
    assert (line.acked(), opened(line)) == (10, ["stand_alone", "rolled_back"])


def test_the_opening_itself_may_be_lost(line: Line) -> None:
    lose(line, 1, 2)
    asked = line.push()
    assert what(asked) == (1, [], False)
    rest = line.push(line.reply(asked, held=0))
    assert (what(rest), rest.request.probe) == ((1, [3, 4, 5], True), ())
    line.step(line.reply(rest))
    assert line.acked() == 5


def test_a_restored_server_gets_it_again_over_the_hole(line: Line) -> None:
    sell(line, 5)
    lose(line, 6)
    first = line.push()
    rest = line.push(line.reply(first))
    line.step(line.reply(line.push(line.reply(rest))))
    assert (line.acked(), line.sync.status().state) == (10, SyncState.ALL_SENT)
    line.now_ms += RECHECK_MS
    asked = line.push()
    assert what(asked) == (1, [], False)
    again = line.push(line.reply(asked, held=3))
    assert (what(again), line.acked(), pending(line)) == ((1, [4, 5], False), 3, -6_000)
    behind = line.push(line.reply(again))
    assert what(behind) == (1, [7, 8, 9, 10], True)
    line.step(line.reply(behind))
    assert (line.acked(), pending(line), line.sync.status().state) == (10, 0, SyncState.ALL_SENT)


def test_a_row_that_is_lost_while_the_answer_is_under_way(line: Line) -> None:
    """The server has it; what it moved is not taken off twice, and not kept for ever."""
    sent = line.push()
    assert what(sent) == (1, [1, 2, 3, 4, 5], False)
    lose(line, 4)
    line.step(line.reply(sent))
    assert (line.acked(), line.sync.status().state, pending(line)) == (5, SyncState.ALL_SENT, 0)


@pytest.mark.parametrize("code", [ErrorCode.SERVER_UNREACHABLE, ErrorCode.SERVER_BUSY])
def test_behind_a_hole_nothing_is_sent_on_an_old_word(line: Line, code: ErrorCode) -> None:
    """A server that was restored meanwhile would take it, and never learn what it lost before the hole."""
    lose(line, 4)
    rest = line.push(line.reply(line.push()))
    assert what(rest) == (1, [5], True)
    line.step(Failed(rest, Refusal(code)))
    line.now_ms = line.sync._push.due_ms
    greeting = line.push()
    assert what(greeting) == (2, [], False)
    asked = line.push(line.reply(greeting, held=0))
    assert what(asked) == (1, [], False)
    assert what(line.push(line.reply(asked, held=1))) == (1, [2, 3], False)


def test_a_server_that_knows_no_orphans_blocks_nothing(line: Line) -> None:
    lose(line, 4)
    rest = line.push(line.reply(line.push()))
    newer = line.push(line.reply(rest, held=3, missing_from=4))
    assert what(newer) == (2, [1], False)
    line.step(line.reply(newer))
    status = line.sync.status()
    assert (status.state, status.problem, status.waiting) == (SyncState.REFUSED, ErrorCode.SERVER_FAULT, 1)
    line.now_ms += LONGEST_MS
    assert what(line.push()) == (1, [], False)


def test_an_end_that_is_lost_waits_for_nobody(line: Line) -> None:
    new_stream(line)
    lose(line, 5)
    first = line.push()
    assert what(first) == (1, [1, 2, 3, 4], False)
    newer = line.push(line.reply(first))
    line.step(line.reply(newer))
    status = line.sync.status()
    assert (status.state, status.waiting, status.sales) == (SyncState.ALL_SENT, 0, 0)
    assert (pending(line), line.acked()) == (0, 4)


def test_the_oldest_that_waits_is_one_that_is_there(line: Line) -> None:
    line.step(line.reply(line.push(), held=4))
    line.shop.clock.pass_by(minutes=9)
    new_stream(line)
    lose(line, 5)
    later = line.shop.clock.at
    line.shop.clock.pass_by(minutes=9)
    assert line.sync.status().oldest_at == later.replace(microsecond=later.microsecond // 1000 * 1000)


def test_a_hole_further_on_holds_nothing_up(line: Line) -> None:
    """Until it is reached the stream in use goes on as ever."""
    sell(line, 3)
    first = line.push()
    lose(line, 7)
    push = line.push(line.reply(first, held=2))
    assert (what(push), opened(line)) == ((1, [3, 4, 5, 6], False), ["stand_alone"])


def test_the_probe_speaks_of_rows_that_are_there(line: Line) -> None:
    sell(line, 11)
    lose(line, 1, 2, 9, 15)
    reader = line.shop.store.reader()
    with line.shop.store.write() as unit:
        unit.execute("UPDATE stream SET acked = 16")
    stream = stream_at(reader, 1)
    marks = probe(reader, stream)
    # 16, 15, 13, 9 and 1 are wanted; below the first row there is nothing.
    assert [mark.seq for mark in marks] == [16, 14, 13, 8, 3]
    assert all(hash_at(reader, 1, mark.seq) == bytes.fromhex(mark.hash) for mark in marks)
    reader.close()
