"""Reading many rows by their ids (or codes) in one statement, however many: the reading twin of `bulk`.

Rows come as the driver gives them, each led by the place of its id in `keys`: decoding ids again would cost
more than the reading. Instants are milliseconds, days ordinals, ids what `bulk.coded_id` makes of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
Span = tuple[Column[Any], int, int]
"""A column and the least and greatest value that are asked for."""


def rows_by_id(
    unit: Unit,
    columns: Columns,
    key: Column[Any],
    keys: Sequence[Any],
    *,
    branch: UUID | None = None,
    span: Span | None = None,
) -> Iterator[tuple[Any, ...]]:
    """(place in `keys`, *columns) of rows whose `key` is one of `keys`, of one branch and span if given."""
    postgres = unit.dialect == "postgresql"
    more: list[Any] = [] if branch is None else [branch if postgres else branch.bytes]
    more += [] if span is None else [span[1], span[2]]
    bounded = None if span is None else span[0]
    for start in range(0, len(keys), KEYS_PER_STATEMENT):
        part = keys[start : start + KEYS_PER_STATEMENT]
        count = -(-len(part) // STEP) * STEP
        question = _Question(columns, key, 0 if postgres else count, branch is not None, bounded)
        cursor = unit.connection.connection.cursor()
        try:
            cursor.execute(_statement(question), [*_asked(question, part), *more])
            rows = list(cursor.fetchall())
        finally:
            cursor.close()
        for row in rows:
            yield (row[0] + start, *row[1:]) if start else row


@dataclass(frozen=True, slots=True)
class _Question:
    """What a statement asks. `count`: keys it is compiled for; 0: they come as one array (PostgreSQL)."""

    columns: Columns
    key: Column[Any]
    count: int
    of_branch: bool
    bounded: Column[Any] | None


def _asked(question: _Question, keys: Sequence[Any]) -> list[Any]:
    ids = isinstance(question.key.type, Id)
    if not question.count:
        return [id_array(keys) if ids else list(keys)]
    coded = [one.bytes for one in keys] if ids else list(keys)
    return coded + [None] * (question.count - len(keys))


@cache
def _statement(question: _Question) -> str:
    key, table = question.key, question.columns[0].table.name
    mark = "?" if question.count else "%s"
    on = f"{table}.{key.name} = asked.id"
    on += f" AND {table}.branch_id = {mark}" if question.of_branch else ""
    if question.bounded is not None:
        on += f" AND {table}.{question.bounded.name} BETWEEN {mark} AND {mark}"
    names = ", ".join(f"{table}.{column.name}" for column in question.columns)
    if question.count:
        values = ",".join(f"({place},?)" for place in range(question.count))
        asked = f"WITH asked(place, id) AS (VALUES {values})"
        return f"{asked} SELECT asked.place, {names} FROM asked CROSS JOIN {table} ON {on}"  # noqa: S608 - own names
    kind = "uuid" if isinstance(key.type, Id) else "text"
    asked = f"unnest(%s::{kind}[]) WITH ORDINALITY AS asked(id, place)"
    return f"SELECT (asked.place - 1)::int, {names} FROM {asked} JOIN {table} ON {on}"  # noqa: S608 - own names
