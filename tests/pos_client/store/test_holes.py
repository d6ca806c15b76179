"""A database that lost rows of its journal: it opens, and a bundle takes what is there."""

from __future__ import annotations

import gzip
import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from pos_client.store.bundle import export_bundle
from pos_client.store.checks import all_events, first_fault, gone
from pos_client.store.streams import stream_at
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from tests.factories.tills import Clock, Shop, new_store, pay, ring_up


@pytest.fixture
def holed(open_shop: Shop, clock: Clock) -> Shop:
    """Ten events; 4, 5 and 8 are gone."""
    for _ in range(8):
        pay(open_shop, ring_up(open_shop, "KOPI").id, 20_000)
    damage(open_shop, clock, "DELETE FROM event WHERE seq IN (4, 5, 8)")
    return open_shop


def damage(shop: Shop, clock: Clock, statement: str) -> None:
    shop.store.close()
    with sqlite3.connect(shop.store.path) as connection:
        for trigger in ("event_is_never_changed", "event_is_kept_until_archived"):
            connection.execute(f"DROP TRIGGER IF EXISTS {trigger}")
        connection.execute(statement)
    connection.close()
    shop.store = new_store(shop.store.folder, clock)


def lines(path: Path) -> list[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def test_a_till_with_a_hole_opens_and_says_where_it_is(holed: Shop) -> None:
    with holed.store.write() as unit:
        stream = stream_at(unit, 1)
        assert gone(unit, stream) == ((4, 5), (8, 8))
        assert first_fault(unit, stream, all_events(unit, stream)) is None
        unit.execute("UPDATE stream SET archived = 4")
        assert gone(unit, stream_at(unit, 1)) == ((5, 5), (8, 8))


def test_a_bundle_takes_what_is_there_and_says_what_is_not(holed: Shop, tmp_path: Path) -> None:
    bundle = export_bundle(holed.store, tmp_path / "bundle.gz")
    assert (bundle.streams, bundle.events, bundle.missing) == (1, 7, 3)
    head, *events = lines(bundle.path)
    assert (head["seq"], head["missing"]) == (10, [[4, 5], [8, 8]])
    assert [event["seq"] for event in events] == [1, 2, 3, 6, 7, 9, 10]
    with holed.store.write() as unit:
        assert stream_at(unit, 1).exported == 10


def test_a_lost_end_is_missing_in_the_bundle(open_shop: Shop, tmp_path: Path) -> None:
    pay(open_shop, ring_up(open_shop, "KOPI").id, 20_000)
    with open_shop.store.write() as unit:
        unit.execute("DROP TRIGGER event_is_kept_until_archived")
        unit.execute("DELETE FROM event WHERE seq = 3")
    bundle = export_bundle(open_shop.store, tmp_path / "bundle.gz")
    head, *events = lines(bundle.path)
    assert (bundle.events, bundle.missing, head["missing"]) == (2, 1, [[3, 3]])
    # Whoever reads it finds the end that the head line names.
    assert (head["seq"], head["hash"]) == (2, events[-1]["hash"])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET body = replace(body, 'cash', 'card') WHERE seq = 6",
        'UPDATE event SET body = replace(body, \'"prev":"\', \'"prev":"ab\') WHERE seq = 6',
        "UPDATE event SET body = '{' WHERE seq = 6",
        "UPDATE event SET body = '[]' WHERE seq = 6",
        "UPDATE event SET mac = zeroblob(32) WHERE seq = 6",
    ],
)
def test_the_first_behind_a_hole_is_checked_by_its_own_word(
    holed: Shop, clock: Clock, tmp_path: Path, statement: str
) -> None:
    with pytest.raises(Refusal) as refused:
        damage(holed, clock, statement)
    assert refused.value.code is ErrorCode.STORE_DAMAGED
    holed.store = new_store(tmp_path / "other", clock)


@pytest.mark.parametrize("body", [b"{broken", b"\xff\xfe{"])
def test_a_damaged_row_goes_into_the_bundle_as_it_is(open_shop: Shop, tmp_path: Path, body: bytes) -> None:
    for _ in range(3):
        pay(open_shop, ring_up(open_shop, "KOPI").id, 50_000)
    with open_shop.store.write() as unit:
        unit.execute("DROP TRIGGER event_is_never_changed")
        unit.execute("UPDATE event SET body = CAST(? AS TEXT) WHERE stream_no = 1 AND seq = 4", (body,))
    bundle = export_bundle(open_shop.store, tmp_path / "bundle.gz")
    assert (bundle.events, bundle.missing, bundle.damaged) == (5, 0, 1)
    with gzip.open(bundle.path, "rt", encoding="utf-8") as file:
        head, *events = map(json.loads, file)
    assert (head["damaged"], head["seq"]) == ([4], 5)
    assert events[3]["bytes"] == body.decode(errors="replace")
