"""Set-based inserts of rows given as tuples in column order: one statement, however many rows.

SQLite runs the driver's own executemany; PostgreSQL gets one array per column and `unnest`s them. Array
literals are built here: the driver's own list dumper costs several times as much.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql

from backoffice_server.kernel.types import Bytes, Day, Id, Instant
from shared_models.values.moments import utc_ms

Row = Sequence[Any]
Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Plan:
    """How rows of one table are handed to each driver."""

    names: str
    marks: str  # SQLite: ?, ?, …
    to_sqlite: tuple[Convert | None, ...]
    arrays: str  # PostgreSQL: %s::uuid[], %s::bigint[], …
    to_postgres: tuple[Convert, ...]
    replace: str  # what an upsert changes
    add: str  # what an upsert of sums adds to


def insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Append rows."""
    _run(connection, table, rows, "")


def insert_missing(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Append rows; one whose key is there already stays as it is."""
    _run(connection, table, rows, " ON CONFLICT DO NOTHING")


def upsert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Append rows, or replace the other columns of those with the same key. No key twice in `rows`."""
    _run(connection, table, rows, plan_of(table).replace)


def add(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Append rows, or add all other columns to the row with the same primary key. No key twice in `rows`."""
    _run(connection, table, rows, plan_of(table).add)


def sqlite_rows(table: Table, rows: Sequence[Row]) -> Sequence[Row]:
    """Rows as the sqlite3 module stores them."""
    plan = plan_of(table)
    if not any(plan.to_sqlite):
        return rows
    columns = [
        values if convert is None else [None if value is None else convert(value) for value in values]
        for convert, values in zip(plan.to_sqlite, zip(*rows, strict=True), strict=True)
    ]
    return list(zip(*columns, strict=True))


def postgres_arrays(table: Table, rows: Sequence[Row]) -> list[str]:
    """One array literal per column, for a statement that `unnest`s `plan_of(table).arrays`."""
    columns = zip(plan_of(table).to_postgres, zip(*rows, strict=True), strict=True)
    return [array_literal(values, convert) for convert, values in columns]


def array_literal(values: Iterable[Any], convert: Convert) -> str:
    """PostgreSQL's text form of an array."""
    return "{" + ",".join(["NULL" if value is None else convert(value) for value in values]) + "}"


def quoted(value: str) -> str:
    """A text inside an array literal."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


@cache
def plan_of(table: Table) -> Plan:
    """The table's plan, made once."""
    columns = list(table.columns)
    keys = [column.name for column in table.primary_key]
    others = [column.name for column in columns if column.name not in keys]
    change = f" ON CONFLICT ({', '.join(keys)}) DO UPDATE SET "
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call] # SQLAlchemy leaves it untyped
    types = [str(column.type.compile(dialect=dialect)).partition(" COLLATE")[0] for column in columns]
    return Plan(
        names=", ".join(column.name for column in columns),
        marks=", ".join("?" * len(columns)),
        to_sqlite=tuple(_to_sqlite(column.type) for column in columns),
        arrays=", ".join(f"%s::{name}[]" for name in types),
        to_postgres=tuple(_to_postgres(column.type) for column in columns),
        replace=change + ", ".join(f"{name} = excluded.{name}" for name in others),
        add=change + ", ".join(f"{name} = {table.name}.{name} + excluded.{name}" for name in others),
    )


def _run(connection: Connection, table: Table, rows: Sequence[Row], tail: str) -> None:
    if not rows:
        return
    plan = plan_of(table)
    into = f"INSERT INTO {table.name} ({plan.names})"
    # The driver's cursor: SQLAlchemy's own bulk insert costs more than the insert itself.
    cursor = connection.connection.cursor()
    try:
        if connection.dialect.name == "sqlite":
            cursor.executemany(f"{into} VALUES ({plan.marks}){tail}", sqlite_rows(table, rows))
        else:
            statement = f"{into} SELECT * FROM unnest({plan.arrays}){tail}"  # noqa: S608 - own names only
            cursor.execute(statement, postgres_arrays(table, rows))
    finally:
        cursor.close()


def _to_sqlite(kind: object) -> Convert | None:
    if isinstance(kind, Id):
        return lambda value: value.bytes
    if isinstance(kind, Instant):
        return utc_ms
    return (lambda value: value.toordinal()) if isinstance(kind, Day) else None


def _to_postgres(kind: Any) -> Convert:
    for known, convert in _POSTGRES:
        if isinstance(kind, known):
            return convert
    return _BY_PYTHON.get(kind.python_type, quoted)


_POSTGRES: Final[tuple[tuple[type, Convert], ...]] = (
    (Id, str),
    (Instant, lambda value: str(utc_ms(value))),
    (Day, lambda value: str(value.toordinal())),
    (Bytes, lambda value: '"\\\\x' + value.hex() + '"'),
)
_BY_PYTHON: Final[dict[type, Convert]] = {int: str, bool: lambda value: "t" if value else "f", str: quoted}
