"""Many writers and one reader on PostgreSQL: the feed misses nothing, where naive cursors miss a lot."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from sqlalchemy import text

from backoffice_server.kernel.database import Database
from backoffice_server.kernel.unit import Unit
from backoffice_server.sync.changes import changes
from backoffice_server.sync.snapshot import snapshot
from shared_models.values.ids import BranchId
from shared_models.values.quantity import Quantity
from shared_models.wire.base import ApiModel
from shared_models.wire.replica import StockRow
from shared_models.wire.sync import ChangesReply, Entity, SnapshotReply
from tests.databases import Databases
from tests.factories import shop as shops
from tests.factories.shop import Shop

WRITERS: Final = 6
COMMITS: Final = 30 * int(os.environ.get("FUZZ_TIMES", "1"))
BRANCHES: Final = ("BDG1", "BDG2")
NAIVE: Final = """
CREATE TABLE naive (who TEXT PRIMARY KEY, seq BIGSERIAL, updated_at TIMESTAMPTZ DEFAULT clock_timestamp())
"""
Keys = set[str]


@dataclass
class Race:
    """Everybody's hands on one shop. `held`: a number was taken and is kept back until the naive readers
    (`passed`) have gone past it.
    """

    shop: Shop
    branches: Sequence[BranchId]
    held: threading.Event = field(default_factory=threading.Event)
    passed: dict[str, threading.Event] = field(default_factory=dict)
    over: threading.Event = field(default_factory=threading.Event)

    def write(self, writer: int) -> Keys:
        """A writer's commits, each with a row whose number is taken when its transaction begins."""
        written = set()
        for number in range(COMMITS):
            key = f"{writer}-{number}"
            with self.shop.database.write() as unit:
                unit.connection.execute(text("INSERT INTO naive (who) VALUES (:who)"), {"who": key})
                if writer == number == 0:
                    self.held.set()
                    assert all(passed.wait(60) for passed in self.passed.values())
                for branch in (None, self.branches[(writer + number) % 2]):
                    unit.change(Entity.STOCK, key, _row(writer), branch)
            written.add(key)
        return written

    def rounds(self) -> Iterator[None]:
        """One reading after another, and one more when all have written."""
        while not self.over.is_set():
            yield
        yield


def _row(writer: int) -> ApiModel:
    return StockRow(product=UUID(int=writer), qty=Quantity(1))


def by_feed(race: Race, branch: BranchId) -> Keys:
    """As a till pulls: a snapshot's cursor, then what comes behind it."""
    with race.shop.database.read() as unit:
        cursor = SnapshotReply.model_validate_json(snapshot(unit, branch=branch, after=None)).cursor
    seen: Keys = set()
    for _ in race.rounds():
        more = True
        while more:
            with race.shop.database.read() as unit:
                reply = ChangesReply.model_validate_json(changes(unit, branch=branch, cursor=cursor))
            seen.update(row.key for row in reply.rows if row.entity == Entity.STOCK)
            cursor, more = reply.cursor, reply.more
    return seen


def naive(race: Race, column: str) -> Keys:
    """Whatever is above the highest that was seen."""
    seen: Keys = set()
    last: object = None
    new = 0
    query = f"SELECT who, {column} AS place FROM naive"  # own names only
    for _ in race.rounds():
        held = race.held.is_set()
        with race.shop.database.read() as unit:
            for row in _after(unit, query, column, last):
                seen.add(row.who)
                last = row.place
                new += held
        # Of so many new ones at least one was begun behind the number that is kept back.
        if new > WRITERS:
            race.passed[column].set()
    return seen


def _after(unit: Unit, query: str, column: str, last: object) -> Sequence[Any]:
    where = f" WHERE {column} > :last" if last is not None else ""
    return unit.connection.execute(text(f"{query}{where} ORDER BY {column}"), {"last": last}).all()


@pytest.fixture
def shop(databases: Databases, tmp_path: Path) -> Iterator[Shop]:
    url = databases.cloned("postgresql", tmp_path, template="shop", build=shops.build)
    with Database(url) as database:
        with database.write() as unit:
            unit.connection.execute(text(NAIVE))
        yield Shop(database, tmp_path, shops.Clock())
    databases.drop(url)


def test_the_feed_misses_nothing_where_naive_cursors_do(shop: Shop) -> None:
    race = Race(shop, [shop.branch(code) for code in BRANCHES])
    race.passed = {column: threading.Event() for column in ("seq", "updated_at")}
    readers: list[Callable[[], Keys]] = [
        *(partial(by_feed, race, branch) for branch in race.branches),
        *(partial(naive, race, column) for column in race.passed),
    ]
    with ThreadPoolExecutor(WRITERS + len(readers)) as hands:
        reading = [hands.submit(read) for read in readers]
        try:
            written = set().union(*hands.map(race.write, range(WRITERS)))
        finally:
            race.over.set()
        first, second, by_seq, by_time = (reader.result() for reader in reading)
    assert len(written) == WRITERS * COMMITS
    # Company rows come to both; what came was written.
    assert (first, second) == (written, written)
    assert written - by_seq, "the control must miss something"
    assert written - by_time, "the control must miss something"
