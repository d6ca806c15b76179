"""The n-th write of a push fails, for every n: nothing is lost, what is answered is on disk."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select

from backoffice_server.app import create_app
from backoffice_server.features.events.tables import event
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.master_secret import load, make
from backoffice_server.proof.verify import verify
from backoffice_server.settings import SECRET_FILE, Settings
from shared_models.wire.sync import PushReply
from tests.conftest import ExpectLog
from tests.databases import Databases
from tests.factories import shop as shops
from tests.factories.shop import Door, Shop
from tests.fuzz.joined import Joined, joined
from tests.powerloss.failing_disk import BROKEN_SYNC, BROKEN_WRITE, FULL, FailingDisk
from tests.powerloss.vfs import Call, watched

STATEMENTS_MAX = 500
NEVER = 10**9


@contextmanager
def opened(url: str, folder: Path) -> Iterator[tuple[Shop, Door]]:
    """The shop and its door over this database."""
    clock = shops.Clock()
    with Database(url, now=clock) as database:
        make(folder / SECRET_FILE)
        settings = Settings(data=folder, database_url=url)
        with TestClient(create_app(settings, database), raise_server_exceptions=False) as client:
            yield Shop(database, folder, clock), Door(client)


def every_write(
    till: Joined,
    shop: Shop,
    arm: Callable[[int], None],
    struck: Callable[[], bool],
    disk: Callable[[], list[str]],
) -> int:
    """Pushes whose first, second, … write fails, until one needs no more writes; how many failed."""
    writer, acked, failed = till.writer, 0, 0
    for n in range(1, STATEMENTS_MAX):
        till.sell()
        request = writer.push(acked + 1)
        arm(n)
        status, body = till.post(request)
        hit = struck()
        arm(NEVER)
        if status == 200:
            on_disk = disk()
            assert {item.hash for item in request.events} <= set(on_disk), n
        else:
            assert (status, hit) == (503, True), (n, body)
            failed += 1
            status, body = till.post(request)
            assert status == 200, (n, body)
        known = PushReply.model_validate_json(body).known
        assert known == writer.mark(writer.seq), n
        acked = known.seq
        if not hit:
            break
    held = [row.hash.hex() for row in shop.rows(select(event.c.hash).order_by(event.c.seq))]
    assert held == [item.hash for item in writer.items]
    with shop.database.read() as unit:
        assert [one for one in verify(unit, load(shop.folder / SECRET_FILE)) if not one.holds] == []
    return failed


@pytest.mark.parametrize("answer", [FULL, BROKEN_WRITE, BROKEN_SYNC])
def test_a_disk_that_refuses_the_nth_write(
    databases: Databases, tmp_path: Path, expect_log: ExpectLog, answer: int
) -> None:
    expect_log("the database cannot serve /api/sync/push")
    url = databases.cloned("sqlite", tmp_path, template="shop", build=shops.build)
    file = Path(url.removeprefix("sqlite:///"))
    gate = FailingDisk(answer, NEVER)

    def arm(n: int) -> None:
        gate.made, gate.fail_at = 0, n

    def on_disk() -> list[str]:
        """As another program finds it that gets nothing but the files."""
        copy = tmp_path / "copy.db"
        for ending in ("", "-wal"):
            shutil.copyfile(f"{file}{ending}", f"{copy}{ending}")
        with closing(sqlite3.connect(copy)) as reader:
            return [row[0].hex() for row in reader.execute("SELECT hash FROM event")]

    def refused(call: Call) -> int:
        # Of what a reader's files need nothing is lost: they are made again.
        return 0 if call.file.endswith("-shm") or "copy.db" in call.file else gate(call)

    with watched(tmp_path, refused), opened(url, tmp_path) as (shop, door):
        till = joined(door, shop)
        failed = every_write(till, shop, arm, lambda: gate.made >= gate.fail_at, on_disk)
    assert failed > 10


class Struck(psycopg.OperationalError):
    """The n-th statement could not be carried out."""


class Blow:
    """Falls on the n-th statement of a writing connection, its COMMIT counted."""

    def __init__(self, fall: Callable[[Any], None]) -> None:
        self.fall = fall
        self.left = NEVER
        self.fallen = False

    def arm(self, n: int) -> None:
        self.left, self.fallen = n, False

    def count(self, connection: Any) -> None:
        self.left -= 1
        if self.left == 0:
            self.fallen = True
            self.fall(connection)

    def watch(self, database: Database) -> None:
        blow = self

        class Cursor(psycopg.Cursor[Any]):
            def execute(self, *arguments: Any, **named: Any) -> Any:
                blow.count(self.connection)
                return super().execute(*arguments, **named)

            def copy(self, *arguments: Any, **named: Any) -> Any:
                blow.count(self.connection)
                return super().copy(*arguments, **named)

        def on_checkout(connection: Any, *_: object) -> None:
            connection.cursor_factory = Cursor

        sqlalchemy_event.listen(database.engine, "checkout", on_checkout)
        sqlalchemy_event.listen(
            database.engine, "commit", lambda on: self.count(on.connection.dbapi_connection)
        )


def refuse(_: Any) -> None:
    raise Struck("no space left on device")


def kill(connection: Any) -> None:
    """The server ends the process behind this connection, as an administrator or a crash does."""
    other = psycopg.connect(connection.info.dsn, autocommit=True)
    with closing(other):
        other.execute("SELECT pg_terminate_backend(%s, 5000)", (connection.info.backend_pid,))


@pytest.mark.parametrize("fall", [refuse, kill])
def test_a_server_that_fails_the_nth_statement(
    databases: Databases, tmp_path: Path, expect_log: ExpectLog, fall: Callable[[Any], None]
) -> None:
    expect_log("the database cannot serve /api/sync/push")
    url = databases.cloned("postgresql", tmp_path, template="shop", build=shops.build)
    blow = Blow(fall)
    with opened(url, tmp_path) as (shop, door):
        till = joined(door, shop)
        blow.watch(shop.database)
        on_disk = lambda: [row.hash.hex() for row in shop.rows(select(event.c.hash))]  # noqa: E731 - read once
        failed = every_write(till, shop, blow.arm, lambda: blow.fallen, on_disk)
    databases.drop(url)
    assert failed > 10
