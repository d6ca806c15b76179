"""Set-based inserts of rows given as tuples in column order: one statement, however many rows.

SQLite runs the driver's own executemany. PostgreSQL takes new rows by COPY, and rows that may meet others as
one array per column, `unnest`ed. Both texts are built here: the driver's own dumpers cost a multiple.
Values are converted column by column; what has the driver's form already (see `coded_id`) passes as it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql

from backoffice_server.kernel.types import Bytes, Day, Id, Instant
from shared_models.values.moments import utc_ms

Row = Sequence[Any]
Column = Sequence[Any]
Convert = Callable[[Column], Column]
"""Turns all values of a column; null stays null."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How rows of one table are handed to each driver."""

    names: str
    marks: str  # SQLite: ?, ?, …
    to_sqlite: tuple[Convert | None, ...]
    arrays: str  # PostgreSQL: %s::uuid[], %s::bigint[], …
    to_postgres: tuple[Convert, ...]
    finish: tuple["Finish", ...]
    replace: str  # what an upsert changes
    add: str  # what an upsert of sums adds to


def insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Append rows."""
    if connection.dialect.name == "postgresql" and rows:
        _copy(connection, table, rows)
    else:
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


def coded_id(dialect: str, value: UUID) -> bytes | str:
    """An id as the driver takes it: for ids that stand in many rows."""
    return value.bytes if dialect == "sqlite" else value.hex


def sqlite_rows(table: Table, rows: Sequence[Row]) -> Sequence[Row]:
    """Rows as the sqlite3 module stores them."""
    columns = [
        values if convert is None else _once(values, convert, _same)
        for convert, values in zip(plan_of(table).to_sqlite, zip(*rows, strict=True), strict=True)
    ]
    return list(zip(*columns, strict=True))


def postgres_arrays(table: Table, rows: Sequence[Row]) -> list[str]:
    """One array literal per column, for a statement that `unnest`s `plan_of(table).arrays`."""
    plan = plan_of(table)
    columns = zip(plan.to_postgres, plan.finish, zip(*rows, strict=True), strict=True)
    return [
        "{" + ",".join(_once(values, convert, finish.in_array)) + "}" for convert, finish, values in columns
    ]


def copy_text(table: Table, rows: Sequence[Row]) -> str:
    """Rows in the text format of COPY."""
    plan = plan_of(table)
    columns = [
        _once(values, convert, finish.in_copy)
        for convert, finish, values in zip(
            plan.to_postgres, plan.finish, zip(*rows, strict=True), strict=True
        )
    ]
    return "\n".join(map("\t".join, zip(*columns, strict=True))) + "\n"


def id_array(ids: Sequence[UUID]) -> str:
    """PostgreSQL's text form of an array of ids."""
    return "{" + ",".join([one.hex for one in ids]) + "}"


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
        finish=tuple(_finish(column.type) for column in columns),
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


def _copy(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    cursor: Any = connection.connection.cursor()
    try:
        with cursor.copy(f"COPY {table.name} ({plan_of(table).names}) FROM STDIN") as copy:
            copy.write(copy_text(table, rows))
    finally:
        cursor.close()


def _once(values: Column, convert: Convert, finish: Convert) -> Column:
    """The converted column; one that repeats the same object (a branch, a moment) is converted once."""
    first = values[0]
    if len(values) > 1 and first is values[-1] and values.count(first) == len(values):
        (one,) = finish(convert((first,)))
        return [one] * len(values)
    return finish(convert(values))


def _same(values: Column) -> Column:
    return values


def _to_sqlite(kind: Any) -> Convert | None:
    for known, convert in _SQLITE:
        if isinstance(kind, known):
            return convert
    return _exact_texts if kind.python_type is str else None


def _finish(kind: Any) -> "Finish":
    if isinstance(kind, Bytes):
        return _BYTES
    return _TEXTS if kind.python_type is str else _FIGURES


def _to_postgres(kind: Any) -> Convert:
    for known, convert in _POSTGRES:
        if isinstance(kind, known):
            return convert
    return _BY_PYTHON.get(kind.python_type, _same)


def _id_bytes(values: Column) -> list[Any]:
    return [value.bytes if value.__class__ is UUID else value for value in values]


def _milliseconds(values: Column) -> list[Any]:
    return [None if value is None else utc_ms(value) for value in values]


def _ordinals(values: Column) -> list[Any]:
    return [value if value is None or value.__class__ is int else value.toordinal() for value in values]


def _exact_texts(values: Column) -> Column:
    """Members of an enumeration as plain texts: the driver takes them through a slow door otherwise."""
    if set(map(type, values)) <= {str, type(None)}:
        return values
    return [None if value is None else str(value) for value in values]


def _numbers(values: Column) -> Column:
    if None in values:
        return [None if value is None else str(value) for value in values]
    return list(map(str, values))


def _ids(values: Column) -> Column:
    return [value.hex if value.__class__ is UUID else value for value in values]


def _flags(values: Column) -> Column:
    return [None if value is None else "t" if value else "f" for value in values]


def _bytea(values: Column) -> Column:
    return [None if value is None else value.hex() for value in values]


def _bare(values: Column) -> Column:
    return ["NULL" if value is None else value for value in values] if None in values else values


def _quoted(values: Column) -> Column:
    """Texts inside an array literal."""
    return ["NULL" if value is None else _quote(value) for value in values]


def _quote(value: str) -> str:
    if "\\" in value or '"' in value:
        value = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{value}"'


def _plain(values: Column) -> Column:
    return ["\\N" if value is None else value for value in values] if None in values else values


def _escaped(values: Column) -> Column:
    """Texts inside COPY's rows."""
    together = "".join([value for value in values if value is not None])
    if not any(mark in together for mark in "\\\t\n\r"):
        return _plain(values)
    return ["\\N" if value is None else str(value).translate(_ESCAPES) for value in values]


def _quoted_bytes(values: Column) -> Column:
    return ["NULL" if value is None else f'"\\\\x{value}"' for value in values]


def _escaped_bytes(values: Column) -> Column:
    return ["\\N" if value is None else f"\\\\x{value}" for value in values]


@dataclass(frozen=True, slots=True)
class Finish:
    """How converted values of one kind are written inside an array, and inside COPY's rows."""

    in_array: Convert
    in_copy: Convert


_SQLITE: Final[tuple[tuple[type, Convert], ...]] = (
    (Id, _id_bytes),
    (Instant, _milliseconds),
    (Day, _ordinals),
)
_POSTGRES: Final[tuple[tuple[type, Convert], ...]] = (
    (Id, _ids),
    (Instant, lambda values: _numbers(_milliseconds(values))),
    (Day, lambda values: _numbers(_ordinals(values))),
    (Bytes, _bytea),
)
_BY_PYTHON: Final[dict[type, Convert]] = {int: _numbers, bool: _flags}
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_FIGURES: Final = Finish(_bare, _plain)
_TEXTS: Final = Finish(_quoted, _escaped)
_BYTES: Final = Finish(_quoted_bytes, _escaped_bytes)
