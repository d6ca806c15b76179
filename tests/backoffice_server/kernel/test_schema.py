"""The migrated schema is the declared one: columns, keys, indexes, checks and guards, on both engines."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, bindparam, create_engine, inspect, text

from backoffice_server import schema
from backoffice_server.kernel import types
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.engines import url_of
from backoffice_server.kernel.migrations import LOCATION, migrate
from backoffice_server.kernel.unfit import Unfit
from tests.databases import Backend, Databases


@pytest.fixture
def declared(backend: Backend, databases: Databases, tmp_path: Path) -> Iterator[Engine]:
    url = databases.fresh(backend, tmp_path)
    engine = create_engine(url_of(url))
    schema.metadata.create_all(engine)
    yield engine
    engine.dispose()
    databases.drop(url)


def described(engine: Engine) -> dict[str, Any]:
    look = inspect(engine)
    tables = [name for name in look.get_table_names() if name != "alembic_version"]
    with engine.connect() as connection:
        triggers = triggers_in(connection)
    return {
        table: {
            "columns": [
                (column["name"], str(column["type"]), column["nullable"])
                for column in look.get_columns(table)
            ],
            "key": look.get_pk_constraint(table)["constrained_columns"],
            "indexes": sorted(
                (index["name"] or "", str(index["column_names"]), bool(index["unique"]))
                for index in look.get_indexes(table)
            ),
            "checks": sorted(
                (check["name"] or "", re.sub(r"\s+", " ", check["sqltext"]))
                for check in look.get_check_constraints(table)
            ),
            "foreign": sorted(
                (str(key["constrained_columns"]), key["referred_table"])
                for key in look.get_foreign_keys(table)
            ),
            "triggers": sorted(name for name, on in triggers if on == table),
        }
        for table in tables
    }


def triggers_in(connection: Connection) -> list[tuple[str, str]]:
    where = {
        "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal",
    }[connection.dialect.name]
    return [(name, table) for name, table in connection.execute(text(where))]


def test_migrated_equals_declared(database: Database, declared: Engine) -> None:
    assert described(database.engine) == described(declared)


def test_migrating_twice_changes_nothing(database: Database) -> None:
    assert migrate(database) is False


def test_a_newer_schema_is_refused(database: Database) -> None:
    with database.write() as unit:
        unit.connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Unfit, match="9999"):
        migrate(database)


def test_processes_that_start_at_once_migrate_once(databases: Databases, tmp_path: Path) -> None:
    url = databases.fresh("postgresql", tmp_path)
    done: list[bool] = []

    def start() -> None:
        with Database(url) as database:
            done.append(migrate(database))

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    databases.drop(url)
    assert sorted(done) == [False, False, True]


def test_customers_of_an_older_build_are_found_by_their_phone(
    databases: Databases, backend: Backend, tmp_path: Path
) -> None:
    url = databases.fresh(backend, tmp_path)
    with Database(url) as database:
        _bring_to(database, "0010")
        old = (("M1", "+62 812-5550"), ("M2", None), ("M3", "-"))
        with database.engine.begin() as connection:
            for number, (code, phone) in enumerate(old):
                connection.execute(
                    text(
                        "INSERT INTO customer (customer_id, code, name, phone) VALUES (:id, :code, '', :tel)"
                    ).bindparams(bindparam("id", type_=types.Id())),
                    {"id": UUID(int=number), "code": code, "tel": phone},
                )
        assert migrate(database)
        with database.engine.connect() as connection:
            keys = connection.execute(text("SELECT phone_key FROM customer ORDER BY code")).scalars().all()
    databases.drop(url)
    assert keys == ["08125550", "", ""]


def test_what_tills_noted_before_there_was_a_table_is_taken_from_the_log(
    databases: Databases, backend: Backend, tmp_path: Path
) -> None:
    url = databases.fresh(backend, tmp_path)
    told = (
        '{"id":"00000000-0000-0000-0000-0000000000e1","actor":null,"at":"2026-11-20T08:00:00+07:00",'
        '"bdate":"2026-11-20","skew_ms":200000,"p":{"kind":"in","note":null}}'
    )
    ids = {"branch_id": UUID(int=1), "stream_id": UUID(int=2), "seq": 1, "hash": b"h" * 32}
    with Database(url) as database:
        _bring_to(database, "0013")
        before = {table: schema.metadata.tables[table] for table in ("event", "event_outcome", "stream")}
        stream = {
            **{name: ids[name] for name in ("branch_id", "stream_id")},
            **dict.fromkeys(("device_id", "register_id"), UUID(int=3)),
            **dict.fromkeys(("head_seq", "waiting", "under_review"), 0),
            **dict.fromkeys(("token", "token_before", "app", "purpose"), ""),
            **dict.fromkeys(("first_contact", "last_contact"), datetime(2026, 11, 20, tzinfo=UTC)),
            "head_hash": b"",
        }
        with database.engine.begin() as connection:
            connection.execute(before["stream"].insert(), stream)
            event = ids | {"mac": b"", "type": "attendance.noted", "bytes": told.encode()}
            received = {"received_at": datetime(2026, 11, 20, 1, tzinfo=UTC)}
            connection.execute(before["event"].insert(), event | received)
            connection.execute(before["event_outcome"].insert(), ids | {"n": 1, "outcome": "noted"})
        assert migrate(database)
        with database.engine.connect() as connection:
            (row,) = connection.execute(schema.metadata.tables["attendance_note"].select()).all()
    databases.drop(url)
    assert (row.kind, row.bdate.isoformat(), row.clock_wrong, row.skew_ms) == (
        "in",
        "2026-11-20",
        True,
        200_000,
    )
    assert (row.stream_id, row.register_id, row.hash) == (UUID(int=2), UUID(int=3), b"h" * 32)


def _bring_to(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", LOCATION)
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
