"""Feed numbers equal commit order: a reader that goes on from the last number it saw misses nothing."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import BigInteger, Column, MetaData, Table, Text, func, select, text

from backoffice_server.kernel.database import Database
from backoffice_server.kernel.feed import feed_commit, feed_head, feed_row
from shared_models.values.ids import BranchId
from shared_models.values.quantity import Quantity
from shared_models.wire.replica import StockRow
from shared_models.wire.sync import Entity, LiveHint
from tests.databases import Databases

BRANCH: Final = BranchId(UUID(int=0xB1))
WRITERS: Final = 6
COMMITS: Final = 25


def stock(number: int, qty: int) -> StockRow:
    return StockRow(product=UUID(int=number), qty=Quantity(qty))


def test_the_newest_state_per_key_is_kept(database: Database) -> None:
    for qty in (1_000, 2_000):
        with database.write() as unit:
            unit.change(Entity.STOCK, "p1", stock(1, qty), BRANCH)
            unit.change(Entity.STOCK, f"only-{qty}", stock(2, qty), BRANCH)
    with database.read() as unit:
        rows = unit.connection.execute(select(feed_row).order_by(feed_row.c.seq)).all()
        head = unit.connection.execute(select(feed_head.c.last)).scalar()
    assert [(row.key, row.seq) for row in rows] == [("only-1000", 2), ("p1", 3), ("only-2000", 4)]
    assert StockRow.model_validate_json(rows[1].row).qty == 2_000
    assert head == 4


def test_a_unit_that_fails_takes_no_number(database: Database) -> None:
    def fail() -> None:
        with database.write() as unit:
            unit.change(Entity.STOCK, "p1", stock(1, 5), BRANCH)
            unit.insert(feed_head, [(BRANCH, -1)])

    with pytest.raises((sqlite3.IntegrityError, psycopg.IntegrityError)):
        fail()
    with database.read() as unit:
        assert unit.connection.execute(select(func.count()).select_from(feed_row)).scalar() == 0


def test_hints_follow_the_commit(database: Database) -> None:
    heard: list[LiveHint] = []
    database.on_hints = heard.extend
    with database.write() as unit:
        unit.change(Entity.STOCK, "p1", stock(1, 5), BRANCH)
        unit.change(Entity.STOCK, "p2", stock(2, 5), None)
        assert heard == []
    told = {(hint.scope, hint.branch, hint.seq) for hint in heard}
    assert told == {("company", None, 1), ("branch", BRANCH, 1)}


def test_company_numbers_are_known_before_the_commit(database: Database) -> None:
    with database.write() as unit:
        numbers = unit.company_numbers(Entity.PRODUCT, ["a", "b"])
        for key in ("a", "b"):
            unit.change(Entity.PRODUCT, key, stock(1, 1), None)
    with database.read() as unit:
        query = select(feed_row.c.seq).order_by(feed_row.c.key)
        assert list(unit.connection.execute(query).scalars()) == numbers == [1, 2]


def follow(read: Callable[[int], list[int]], stop: threading.Event) -> list[int]:
    """Read like a till: from the last number on, until the writers are done and nothing is left."""
    seen: list[int] = []
    while True:
        last_round = stop.is_set()
        rows = read(seen[-1] if seen else 0)
        seen += rows
        if last_round and not rows:
            return seen


def test_many_writers_and_a_reader_miss_nothing(database: Database) -> None:
    done, seen = threading.Event(), list[int]()

    def read(after: int) -> list[int]:
        with database.read() as unit:
            query = (
                select(feed_commit.c.last_seq)
                .where(feed_commit.c.scope_id == BRANCH, feed_commit.c.last_seq > after)
                .order_by(feed_commit.c.last_seq)
            )
            return list(unit.connection.execute(query).scalars())

    def write(writer: int) -> None:
        for number in range(COMMITS):
            with database.write() as unit:
                unit.change(Entity.STOCK, f"{writer}-{number}", stock(writer, number), BRANCH)

    reader = threading.Thread(target=lambda: seen.extend(follow(read, done)))
    writers = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in (reader, *writers):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert seen == list(range(1, WRITERS * COMMITS + 1))


naive = Table("naive", MetaData(), Column("seq", BigInteger, primary_key=True), Column("who", Text))


def test_the_naive_cursor_misses_rows(databases: Databases, tmp_path: Path) -> None:
    """The control: a sequence numbers before the commit, so a slow writer's row comes too late."""
    url = databases.fresh("postgresql", tmp_path)
    with Database(url) as database:
        with database.write() as unit:
            unit.connection.execute(text("CREATE TABLE naive (seq BIGSERIAL PRIMARY KEY, who TEXT)"))
        slow = database.engine.connect()
        slow.execute(naive.insert().values(who="slow"))
        with database.write() as unit:
            unit.connection.execute(naive.insert().values(who="fast"))
        with database.read() as unit:
            seen = list(unit.connection.execute(select(naive.c.seq)).scalars())
        slow.commit()
        slow.close()
        with database.read() as unit:
            late = list(unit.connection.execute(select(naive.c.seq).where(naive.c.seq > max(seen))).scalars())
            everything = list(unit.connection.execute(select(naive.c.who)).scalars())
    databases.drop(url)
    assert late == []
    assert len(everything) == 2
    assert len(seen) == 1
