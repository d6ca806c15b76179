"""Reading many rows by their ids (or codes) in one statement, however many: the reading twin of `bulk`.

Rows come as the driver gives them, each led by the place of its id in `keys`: decoding ids again would cost
more than the reading. Instants are milliseconds, days ordinals, ids what `bulk.coded_id` makes of them.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Column

from backoffice_server.kernel.bulk import id_array
from backoffice_server.kernel.types import Id
from backoffice_server.kernel.unit import Unit

KEYS_PER_STATEMENT = 4096
# SQLite compiles a statement per number of ids: numbers are rounded up, so that few texts are compiled.
STEP = 64

Columns = tuple[Column[Any], ...]


def rows_by_id(
    unit: Unit, columns: Columns, key: Column[Any], keys: Sequence[Any], *, branch: UUID | None = None
) -> Iterator[tuple[Any, ...]]:
    """(place in `keys`, *columns) of the rows whose `key` is one of `keys`, of one branch if given."""
    for start in range(0, len(keys), KEYS_PER_STATEMENT):
        part = keys[start : start + KEYS_PER_STATEMENT]
        for row in _read(unit, columns, key, part, branch):
            yield (row[0] + start, *row[1:]) if start else row


def _read(
    unit: Unit, columns: Columns, key: Column[Any], keys: Sequence[Any], branch: UUID | None
) -> list[tuple[Any, ...]]:
    cursor = unit.connection.connection.cursor()
    try:
        if unit.dialect == "postgresql":
            statement = _postgres(columns, key, with_branch=branch is not None)
            values: list[Any] = [id_array(keys) if isinstance(key.type, Id) else list(keys)]
            cursor.execute(statement, values if branch is None else [*values, branch])
        else:
            count = -(-len(keys) // STEP) * STEP
            statement = _sqlite(columns, key, count, with_branch=branch is not None)
            coded = [one.bytes for one in keys] if isinstance(key.type, Id) else list(keys)
            padded = coded + [None] * (count - len(keys))
            cursor.execute(statement, padded if branch is None else [*padded, branch.bytes])
        return list(cursor.fetchall())
    finally:
        cursor.close()


@cache
def _sqlite(columns: Columns, key: Column[Any], count: int, *, with_branch: bool) -> str:
    values = ",".join(f"({place},?)" for place in range(count))
    asked = f"WITH asked(place, id) AS (VALUES {values}) SELECT asked.place, {_names(columns)} FROM asked"  # noqa: S608 - own names only
    return f"{asked} CROSS JOIN {_joined(columns, key, '?', with_branch=with_branch)}"


@cache
def _postgres(columns: Columns, key: Column[Any], *, with_branch: bool) -> str:
    kind = "uuid" if isinstance(key.type, Id) else "text"
    asked = f"unnest(%s::{kind}[]) WITH ORDINALITY AS asked(id, place)"
    joined = _joined(columns, key, "%s", with_branch=with_branch)
    return f"SELECT (asked.place - 1)::int, {_names(columns)} FROM {asked} JOIN {joined}"  # noqa: S608 - own names


def _joined(columns: Columns, key: Column[Any], mark: str, *, with_branch: bool) -> str:
    table = columns[0].table.name
    branch = f" AND {table}.branch_id = {mark}" if with_branch else ""
    return f"{table} ON {table}.{key.name} = asked.id{branch}"


def _names(columns: Columns) -> str:
    return ", ".join(f"{column.table.name}.{column.name}" for column in columns)
