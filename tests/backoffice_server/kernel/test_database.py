"""Units of work: one writer on SQLite, snapshots for readers, all or nothing, refused when unsafe."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, make_url, select, text
from sqlalchemy.exc import DBAPIError

from backoffice_server.features.catalog.tables import category
from backoffice_server.kernel import engines
from backoffice_server.kernel.database import Database
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from tests.databases import Databases

COUNT = select(func.count()).select_from(category)


def add(unit: Any, number: int) -> None:
    unit.insert(category, [(UUID(int=number), f"C{number}", "Beku")])


def count(database: Database) -> int:
    with database.read() as unit:
        counted: int = unit.connection.execute(COUNT).scalar_one()
        return counted


def test_a_unit_is_kept_whole_or_not_at_all(database: Database) -> None:
    told: list[str] = []

    def write(*numbers: int) -> None:
        with database.write() as unit:
            unit.after_commit(lambda: told.append("committed"))
            for number in numbers:
                add(unit, number)

    write(1, 2)
    with pytest.raises(Exception, match=r"(?i)unique|duplicate"):
        write(3, 1)
    assert count(database) == 2
    assert told == ["committed"]


def test_what_a_statement_carries_is_in_no_message(database: Database) -> None:
    """A fault is logged with its trace: no PIN's hash, no customer's number."""
    for unit_of in (database.write, database.read):
        with unit_of() as unit, pytest.raises(DBAPIError) as fault:
            unit.connection.execute(text("SELECT missing FROM customer WHERE name = :name"), {"name": "Ani"})
        assert "Ani" not in str(fault.value)


def test_a_savepoint_fails_alone(database: Database) -> None:
    def fail(unit: Any) -> None:
        with unit.savepoint():
            add(unit, 2)
            raise Refusal(ErrorCode.CONFLICT)

    with database.write() as unit:
        add(unit, 1)
        with pytest.raises(Refusal):
            fail(unit)
        add(unit, 3)
    assert count(database) == 2


def test_a_reader_sees_one_snapshot(database: Database) -> None:
    with database.read() as reader:
        assert reader.connection.execute(COUNT).scalar() == 0
        with database.write() as writer:
            add(writer, 1)
        assert reader.connection.execute(COUNT).scalar() == 0
    assert count(database) == 1


def test_a_reader_cannot_write(database: Database) -> None:
    with database.read() as unit, pytest.raises(DBAPIError):
        unit.connection.execute(category.insert().values(category_id=UUID(int=1), code="C", name="Beku"))


def test_a_unit_knows_one_moment_and_its_own_ids(migrated_url: str) -> None:
    moments = iter([datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)])
    with Database(migrated_url, now=lambda: next(moments)) as database, database.write() as unit:
        assert unit.now() == unit.now() == datetime(2026, 1, 1, tzinfo=UTC)
        assert unit.new_id() < unit.new_id()
        assert not unit.begun


def test_writers_queue(database: Database) -> None:
    def write(number: int) -> None:
        for step in range(10):
            with database.write() as unit:
                highest = unit.connection.execute(COUNT).scalar_one()
                unit.insert(category, [(UUID(int=number * 100 + step + 1), f"{number}-{highest}", "Beku")])

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(database) == 40


def test_one_process_per_sqlite_database(databases: Databases, tmp_path: Path) -> None:
    url = databases.fresh("sqlite", tmp_path)
    with Database(url) as first:
        with first.write() as unit:
            unit.connection.execute(text("CREATE TABLE t (x)"))
        with pytest.raises(Refusal) as refused:
            Database(url)
        assert refused.value.code is ErrorCode.SERVER_RUNNING
        with Database(url, writes=False) as reader, reader.read() as unit:
            assert unit.connection.execute(text("SELECT count(*) FROM t")).scalar() == 0
        with pytest.raises(RuntimeError, match="reading only"):
            _ = reader.engine
    Database(url).close()


def test_a_reader_does_not_make_a_database(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        Database(f"sqlite:///{tmp_path / 'none.db'}", writes=False)
    assert refused.value.code is ErrorCode.NOT_FOUND
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("setting", ["synchronous_commit"])
def test_a_postgresql_that_may_lose_sales_is_refused(
    databases: Databases, tmp_path: Path, setting: str
) -> None:
    url = databases.fresh("postgresql", tmp_path)
    unsafe = make_url(url).update_query_dict({"options": f"-c {setting}=off"})
    with pytest.raises(RuntimeError, match=setting):
        Database(unsafe.render_as_string(hide_password=False))
    databases.drop(url)


def test_plain_postgresql_urls_mean_psycopg() -> None:
    assert engines.url_of("postgresql://budi@host/toko").drivername == "postgresql+psycopg"


def test_a_database_on_a_network_path_is_refused(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"disk / ext4 rw 0 0\nserver:/x {tmp_path.resolve()} nfs4 rw 0 0\n")
    with pytest.raises(RuntimeError, match="nfs4"):
        engines.refuse_network_path(tmp_path / "shop.db", mounts)
    mounts.write_text("disk / ext4 rw 0 0\n")
    engines.refuse_network_path(tmp_path / "shop.db", mounts)
    engines.refuse_network_path(tmp_path / "shop.db", tmp_path / "no-such-system")
