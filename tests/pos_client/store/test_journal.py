"""The journal: gapless, chained, authenticated, append-only."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from pos_client.engine import shifts
from pos_client.store.bundle import export_bundle
from pos_client.store.checks import all_events, first_fault
from pos_client.store.journal import current_stream, events_after, hash_at, prune
from pos_client.store.streams import place_of, position_of, stream_at, streams, waiting
from pos_client.store.sync_state import set_skew
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.chain import GENESIS, event_hash, mac_matches
from shared_models.wire.envelope import decode
from tests.factories.tills import Clock, Shop, new_store


def open_drawer(shop: Shop, times: int = 1) -> None:
    for _ in range(times):
        with shop.store.write() as unit:
            shifts.record_drawer_opening(unit, actor=shop.budi, reason="ganti uang")


def test_events_are_chained_and_signed_over_their_stored_bytes(open_shop: Shop) -> None:
    open_drawer(open_shop, 3)
    with open_shop.store.write() as unit:
        stream = current_stream(unit)
        assert stream is not None
        events = events_after(unit, stream.stream_no, 0, limit=100)
    assert [event.seq for event in events] == [1, 2, 3, 4, 5]
    prev = GENESIS
    for event in events:
        inner = decode(event.body.encode())
        assert (inner.seq, inner.prev) == (event.seq, prev.hex())
        assert event_hash(prev, event.body.encode()) == event.hash
        assert mac_matches(stream.device_key, event.hash, event.mac)
        prev = event.hash
    assert (stream.head_seq, stream.head_hash) == (5, prev)


def test_the_envelope_says_who_where_and_when(open_shop: Shop, clock: Clock) -> None:
    with open_shop.store.write() as unit:
        set_skew(unit, -1500)
    clock.pass_by(seconds=90)
    open_drawer(open_shop)
    till = open_shop.till
    with open_shop.store.write() as unit:
        event = decode(events_after(unit, till.stream_no, 2, limit=1)[0].body.encode())
    assert (event.branch, event.register_, event.device) == (till.branch, till.register_id, till.device)
    assert (event.actor, event.approver, event.receipt) == (open_shop.budi, None, None)
    assert (event.skew_ms, event.skew_age_s) == (-1500, 90)
    assert event.at.isoformat() == "2026-11-21T12:01:30+07:00"
    assert event.mono_ms == 90_000


@pytest.mark.parametrize("statement", ["UPDATE event SET type = 'x'", "DELETE FROM event"])
def test_no_statement_changes_or_removes_an_event(open_shop: Shop, statement: str) -> None:
    """Lesson 3: No statement takes an event out of the journal."""

    def attack() -> None:
        with open_shop.store.write() as unit:
            unit.execute(statement)

    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        attack()


def test_waiting_is_derived(open_shop: Shop, clock: Clock) -> None:
    """Lesson 4: What waits is counted from the acknowledged place, never kept as a mark."""
    opened = clock.at
    clock.pass_by(hours=1)
    open_drawer(open_shop, 2)
    with open_shop.store.write() as unit:
        count, oldest = waiting(unit)
        assert (count, oldest) == (4, int(opened.timestamp() * 1000))
        unit.execute("UPDATE stream SET acked = 3")
        assert waiting(unit)[0] == 1
        unit.execute("UPDATE stream SET acked = 4")
        assert waiting(unit) == (0, None)


def test_only_archived_and_old_events_are_let_go(open_shop: Shop, clock: Clock) -> None:
    """Lesson 60: What is let go is in a tested copy and old; closing the window harms nothing."""
    open_drawer(open_shop, 4)
    with open_shop.store.write() as unit:
        unit.execute("UPDATE stream SET acked = 6, archived = 3")
        assert prune(unit) == 0
    clock.at += timedelta(days=401)
    with open_shop.store.write() as unit:
        assert prune(unit) == 3
        stream = streams(unit)[0]
        assert hash_at(unit, stream.stream_no, 3) is None
        assert [event.seq for event in all_events(unit, stream)] == [4, 5, 6]
        assert first_fault(unit, stream, all_events(unit, stream)) is None


def test_events_are_let_go_a_few_at_a_time_and_the_last_one_stays(
    open_shop: Shop, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pos_client.store.journal.PRUNE_AT_ONCE", 4)
    open_drawer(open_shop, 8)
    clock.at += timedelta(days=401)
    gone = []
    with open_shop.store.write() as unit:
        unit.execute("UPDATE stream SET acked = 10, archived = 10")
        while going := prune(unit):
            gone.append(going)
        assert (gone, [event.seq for event in all_events(unit, streams(unit)[0])]) == ([4, 4, 1], [10])


def test_places_of_events(open_shop: Shop) -> None:
    assert place_of(position_of(3, 17)) == (3, 17)
    with open_shop.store.write() as unit:
        found = unit.execute("SELECT stream_no, seq, position FROM event ORDER BY position").fetchall()
    assert [(stream, seq) for stream, seq, _ in found] == [place_of(position) for *_, position in found]


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE event SET body = replace(body, 'ganti', 'curi') WHERE seq = 4",
        "UPDATE event SET mac = randomblob(32) WHERE seq = 5",
        "DELETE FROM event WHERE seq = 6",
        "UPDATE stream SET head_hash = randomblob(32)",
    ],
)
def test_a_touched_journal_is_noticed_at_start(shop: Shop, clock: Clock, damage: str) -> None:
    """Lesson 11: The database is checked at the start; what it lost comes back from the journal beside it."""
    shop.open_shift()
    open_drawer(shop, 4)
    shop.store.close()
    with sqlite3.connect(shop.store.path) as connection:
        for trigger in ("event_is_never_changed", "event_is_kept_until_archived"):
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(damage)
    connection.close()
    with pytest.raises(Refusal) as refused:
        new_store(shop.store.folder, clock)
    assert refused.value.code is ErrorCode.STORE_DAMAGED
    # The fixture closes what it opened; the damaged one stays shut.
    shop.store = new_store(shop.store.folder.parent / "other", clock)


def test_a_store_that_was_not_closed_is_read_page_by_page(open_shop: Shop, clock: Clock) -> None:
    """The lock is gone with the process; its words stay."""
    open_shop.store.close()
    (open_shop.store.folder / "till.lock").write_bytes(b"in use\n")
    open_shop.store = new_store(open_shop.store.folder, clock)
    assert not open_shop.store.was_closed


def test_a_bundle_is_written_and_read_back(open_shop: Shop, tmp_path: Path) -> None:
    open_drawer(open_shop, 3)
    bundle = export_bundle(open_shop.store, tmp_path / "bundle.jsonl.gz")
    assert (bundle.streams, bundle.events) == (1, 5)
    with open_shop.store.write() as unit:
        stream = stream_at(unit, 1)
    assert stream.exported == 5
    assert isinstance(stream.stream, UUID)
