"""Set-based inserts of rows given as tuples in column order: few statements, however many rows.

SQLite takes many rows per statement. PostgreSQL takes new rows by COPY, and rows that may meet others as one
array per column, `unnest`ed; both in its binary form, built here: the driver's own dumpers cost a multiple.
Values are converted column by column; what has the driver's form already (see `coded_id`) passes as it is.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from struct import Struct
from typing import Any, Final
from uuid import UUID

from psycopg import adapters
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format
from sqlalchemy import BigInteger, Connection, Table
from sqlalchemy.dialects import postgresql

from backoffice_server.kernel.types import Bytes, Day, Id, Instant
from shared_models.values.moments import utc_ms

Row = Sequence[Any]
Column = Sequence[Any]
Convert = Callable[[Column], Column]
"""Turns all values of a column; null stays null."""


# Rows of one SQLite statement: of so many, the last ones go one by one.
ROWS_AT_ONCE: Final = 64


@dataclass(frozen=True, slots=True)
class Plan:
    """How rows of one table are handed to each driver."""

    names: str
    marks: str  # SQLite: (?, ?, …)
    to_sqlite: tuple[Convert | None, ...]
    arrays: str  # PostgreSQL: %s::uuid[], %s::bigint[], …
    to_postgres: tuple[Convert, ...]  # fields: length and bytes
    headers: tuple[bytes, ...]  # of arrays of the columns' types
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


def coded_id(value: UUID) -> bytes:
    """An id as both drivers' rows take it: for ids that stand in many rows."""
    return value.bytes


def sqlite_rows(table: Table, rows: Sequence[Row]) -> list[Row]:
    """Rows as the sqlite3 module stores them."""
    columns = [
        values if convert is None else _once(values, convert)
        for convert, values in zip(plan_of(table).to_sqlite, zip(*rows, strict=True), strict=True)
    ]
    return list(zip(*columns, strict=True))


def postgres_arrays(table: Table, rows: Sequence[Row]) -> list["BinaryArray"]:
    """One array per column, for a statement that `unnest`s `plan_of(table).arrays`."""
    shape = _SHAPE(len(rows), 1)
    return [
        BinaryArray(header + shape + b"".join(fields))
        for header, fields in zip(plan_of(table).headers, _fields(table, rows), strict=True)
    ]


def copy_bytes(table: Table, rows: Sequence[Row]) -> bytes:
    """Rows in the binary format of COPY."""
    count = _COUNT(len(plan_of(table).to_postgres))
    lines = map(b"".join, zip([count] * len(rows), *_fields(table, rows), strict=True))
    return b"".join([_COPY_BEGIN, *lines, _COPY_END])


def id_array(ids: Sequence[UUID]) -> "BinaryArray":
    """An array of ids for PostgreSQL."""
    header = _HEADER(1, 0, adapters.types["uuid"].oid)
    return BinaryArray(header + _SHAPE(len(ids), 1) + b"".join(_id_fields(ids)))


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
        marks=f"({', '.join('?' * len(columns))})",
        to_sqlite=tuple(_to_sqlite(column.type) for column in columns),
        arrays=", ".join(f"%s::{name}[]" for name in types),
        to_postgres=tuple(_to_postgres(column.type) for column in columns),
        # One dimension, maybe with nulls.
        headers=tuple(_HEADER(1, 1, adapters.types[name.lower()].oid) for name in types),
        replace=change + ", ".join(f"{name} = excluded.{name}" for name in others),
        add=change + ", ".join(f"{name} = {table.name}.{name} + excluded.{name}" for name in others),
    )


class BinaryArray(bytes):
    """An array as PostgreSQL sends and takes it; the statement's cast says of what."""

    __slots__ = ()


class _AsItIs(Dumper):
    format = Format.BINARY

    def dump(self, obj: BinaryArray) -> Buffer:
        return obj


adapters.register_dumper(BinaryArray, _AsItIs)


def _run(connection: Connection, table: Table, rows: Sequence[Row], tail: str) -> None:
    if not rows:
        return
    # The driver's cursor: SQLAlchemy's own bulk insert costs more than the insert itself.
    cursor: Any = connection.connection.cursor()
    try:
        if connection.dialect.name == "sqlite":
            _insert_many(cursor, table, sqlite_rows(table, rows), tail)
        else:
            plan = plan_of(table)
            statement = f"INSERT INTO {table.name} ({plan.names}) SELECT * FROM unnest({plan.arrays}){tail}"  # noqa: S608 - own names only
            cursor.execute(statement, postgres_arrays(table, rows))
    finally:
        cursor.close()


def _insert_many(cursor: Any, table: Table, rows: list[Row], tail: str) -> None:
    """Many rows per statement: `executemany` lets go of the interpreter, and asks for it, at every row."""
    plan = plan_of(table)
    into = f"INSERT INTO {table.name} ({plan.names}) VALUES "  # noqa: S608 - own names only
    whole = len(rows) - len(rows) % ROWS_AT_ONCE
    many = f"{into}{','.join([plan.marks] * ROWS_AT_ONCE)}{tail}"
    for start in range(0, whole, ROWS_AT_ONCE):
        cursor.execute(many, list(chain.from_iterable(rows[start : start + ROWS_AT_ONCE])))
    cursor.executemany(f"{into}{plan.marks}{tail}", rows[whole:])


def _copy(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    cursor: Any = connection.connection.cursor()
    try:
        with cursor.copy(f"COPY {table.name} ({plan_of(table).names}) FROM STDIN (FORMAT binary)") as copy:
            copy.write(copy_bytes(table, rows))
    finally:
        cursor.close()


def _fields(table: Table, rows: Sequence[Row]) -> list[Column]:
    """Column by column, each value as PostgreSQL's binary protocol has it."""
    columns = zip(*rows, strict=True)
    return [_once(values, to) for to, values in zip(plan_of(table).to_postgres, columns, strict=True)]


def _once(values: Column, convert: Convert) -> Column:
    """The converted column; one that repeats the same object (a branch, a moment) is converted once."""
    first = values[0]
    if len(values) > 1 and first is values[-1] and values.count(first) == len(values):
        return list(convert((first,))) * len(values)
    return convert(values)


def _to_sqlite(kind: Any) -> Convert | None:
    for known, convert in _SQLITE:
        if isinstance(kind, known):
            return convert
    return _exact_texts if kind.python_type is str else None


def _to_postgres(kind: Any) -> Convert:
    for known, convert in _POSTGRES:
        if isinstance(kind, known):
            return convert
    return _BY_PYTHON[kind.python_type]


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


def _id_fields(values: Column) -> Column:
    return [_NULL if value is None else _ID_LENGTH + value for value in _id_bytes(values)]


def _big_fields(values: Column) -> Column:
    return [_NULL if value is None else _BIG(8, value) for value in values]


def _integer_fields(values: Column) -> Column:
    return [_NULL if value is None else _INTEGER(4, value) for value in values]


def _flag_fields(values: Column) -> Column:
    return [_NULL if value is None else _TRUE if value else _FALSE for value in values]


def _byte_fields(values: Column) -> Column:
    return [_NULL if value is None else _LENGTH(len(value)) + value for value in values]


def _text_fields(values: Column) -> Column:
    return _byte_fields([None if value is None else value.encode() for value in values])


_COPY_BEGIN: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_END: Final = b"\xff\xff"
_NULL: Final = b"\xff\xff\xff\xff"
_ID_LENGTH: Final = b"\0\0\0\x10"
_TRUE: Final = b"\0\0\0\1\1"
_FALSE: Final = b"\0\0\0\1\0"
_COUNT: Final = Struct(">h").pack
_LENGTH: Final = Struct(">i").pack
_INTEGER: Final = Struct(">ii").pack
_BIG: Final = Struct(">iq").pack
_HEADER: Final = Struct(">iiI").pack
_SHAPE: Final = Struct(">ii").pack

_SQLITE: Final[tuple[tuple[type, Convert], ...]] = (
    (Id, _id_bytes),
    (Instant, _milliseconds),
    (Day, _ordinals),
)
_POSTGRES: Final[tuple[tuple[type, Convert], ...]] = (
    (Id, _id_fields),
    (Instant, lambda values: _big_fields(_milliseconds(values))),
    (Day, lambda values: _integer_fields(_ordinals(values))),
    (Bytes, _byte_fields),
    (BigInteger, _big_fields),
)
_BY_PYTHON: Final[dict[type, Convert]] = {int: _integer_fields, bool: _flag_fields, str: _text_fields}
