"""Rows go into both databases as they are, whatever stands in them, and come back the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, MetaData, Table, select

from backoffice_server.kernel.database import Database
from backoffice_server.kernel.types import Bytes, Code, Day, Flag, Id, Instant, Money, Words
from shared_models.values.codes import TaxClass
from shared_models.values.moments import from_utc_ms
from tests.databases import Backend, Databases

thing: Final = Table(
    "thing",
    MetaData(),
    Column("thing_id", Id, primary_key=True),
    Column("code", Code),
    Column("words", Words),
    Column("amount", Money),
    Column("at", Instant),
    Column("day", Day),
    Column("flag", Flag),
    Column("raw", Bytes),
    Column("other", Id),
)

TEXTS: Final = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
EMPTY: Final = (None,) * 8


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


ROWS: Final = st.lists(
    st.tuples(
        st.uuids(),
        maybe(TEXTS),
        maybe(
            TEXTS
            | st.sampled_from(
                ["NULL", "null", "{", '"', "\\", ",", " ", "", "a'b", "\\N", "\\.", "\t", "\n\r"]
            )
        ),
        maybe(st.integers(-(2**62), 2**62)),
        maybe(st.integers(-(2**40), 2**42).map(from_utc_ms)),
        maybe(st.dates()),
        maybe(st.booleans()),
        maybe(st.binary(max_size=8)),
        maybe(st.uuids()),
    ),
    max_size=6,
    unique_by=lambda row: row[0],
)


@pytest.fixture
def things(backend: Backend, databases: Databases, tmp_path: Path) -> Iterator[Database]:
    url = databases.fresh(backend, tmp_path)
    with Database(url) as database:
        thing.create(database.engine)
        yield database
    databases.drop(url)


def held(database: Database) -> dict[UUID, tuple[Any, ...]]:
    with database.read() as unit:
        return {row.thing_id: tuple(row) for row in unit.connection.execute(select(thing))}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(rows=ROWS)
def test_what_goes_in_comes_out(things: Database, rows: list[tuple[Any, ...]]) -> None:
    with things.write() as unit:
        unit.connection.execute(thing.delete())
        unit.insert(thing, rows)
    assert held(things) == {row[0]: row for row in rows}


def row(number: int, code: str, amount: int | None = None) -> tuple[Any, ...]:
    return (UUID(int=number), code, None, amount, *EMPTY[:5])


@pytest.mark.parametrize("count", [63, 64, 130])
def test_many_rows_are_all_kept_and_met_again(things: Database, count: int) -> None:
    with things.write() as unit:
        unit.insert(thing, [row(number, f"c{number}", number) for number in range(count)])
        unit.upsert(thing, [row(number, f"C{number}", -number) for number in range(1, count + 1)])
    found = {key.int: (own[1], own[3]) for key, own in held(things).items()}
    assert found == {0: ("c0", 0)} | {number: (f"C{number}", -number) for number in range(1, count + 1)}


def test_an_upsert_replaces_what_stands_under_the_key(things: Database) -> None:
    with things.write() as unit:
        unit.insert(thing, [row(1, "a"), row(2, "b")])
        unit.upsert(thing, [row(2, "B", 7), row(3, "c")])
        unit.insert_missing(thing, [row(3, "other"), row(4, "d")])
    assert {key.int: (found[1], found[3]) for key, found in held(things).items()} == {
        1: ("a", None),
        2: ("B", 7),
        3: ("c", None),
        4: ("d", None),
    }


def test_enumerations_and_repeated_values_are_plain(things: Database) -> None:
    moment = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    rows = [
        (UUID(int=n), TaxClass.EXEMPT, None, None, moment, date(2026, 11, 22), True, b"x", None)
        for n in range(3)
    ]
    with things.write() as unit:
        unit.insert(thing, rows)
        unit.insert(thing, [])
    assert {found[1] for found in held(things).values()} == {"exempt"}
    assert {found[4] for found in held(things).values()} == {moment}


def test_codes_sort_as_bytes(things: Database) -> None:
    codes = ["b", "B", "a", "A", "é", "_", "1"]
    with things.write() as unit:
        unit.insert(thing, [row(number, code) for number, code in enumerate(codes)])
    with things.read() as unit:
        sorted_codes = list(unit.connection.execute(select(thing.c.code).order_by(thing.c.code)).scalars())
    assert sorted_codes == sorted(codes, key=str.encode)
