"""Lists in pages by keyset: a cursor holds the last row's sort values; page 1,000 costs as much as page 1."""

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, and_, or_

from backoffice_server.kernel.unit import Unit
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Fault, invalid
from shared_models.wire.paging import PAGE_ROWS_MAX

Values = list[Any]
T = TypeVar("T", bound=tuple[Any, ...])


def page(
    unit: Unit,
    query: Select[T],
    *,
    order: Sequence[ColumnElement[Any]],
    after: str | None,
    limit: int,
    descending: bool = False,
) -> tuple[list[Row[T]], str | None]:
    """Rows of one page and the cursor of the next.

    `order`: labelled or plain columns of the query, not null, the last one unique; all in the same direction.
    """
    limit = max(1, min(limit, PAGE_ROWS_MAX))
    if after:
        query = query.where(_beyond(order, decode(after, len(order)), descending=descending))
    query = query.order_by(*(column.desc() if descending else column.asc() for column in order)).limit(
        limit + 1
    )
    query = query.add_columns(*(column.label(f"_order_{place}") for place, column in enumerate(order)))
    rows = list(unit.connection.execute(query))
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], encode([_plain(value) for value in rows[limit - 1][-len(order) :]])


def encode(values: Values) -> str:
    """Opaque text of a place in a list."""
    return base64.urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(cursor: str, count: int) -> Values:
    """The place a cursor stands for. Refuses what this server did not make."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as fault:
        raise _wrong_cursor() from fault
    if not isinstance(values, list) or len(values) != count or "\\u0000" in json.dumps(values):
        raise _wrong_cursor()
    return values


def _beyond(order: Sequence[ColumnElement[Any]], values: Values, *, descending: bool) -> ColumnElement[bool]:
    """(a, b, c) > (x, y, z), spelled so that both databases use an index on a."""
    branches = []
    for place, column in enumerate(order):
        value = _typed(column, values[place])
        later = column < value if descending else column > value
        equal = [earlier == _typed(earlier, values[index]) for index, earlier in enumerate(order[:place])]
        branches.append(and_(*equal, later))
    first = _typed(order[0], values[0])
    return and_(order[0] <= first if descending else order[0] >= first, or_(*branches))


def _plain(value: Any) -> Any:
    return value if isinstance(value, int | str | None) else str(value)


def _typed(column: ColumnElement[Any], value: Any) -> Any:
    python = column.type.python_type
    make = getattr(python, "fromisoformat", python)
    try:
        typed = value if isinstance(value, python) else make(value)
    except (TypeError, ValueError, AttributeError) as fault:
        raise _wrong_cursor() from fault
    if isinstance(typed, int) and typed.bit_length() > 63:
        raise _wrong_cursor()
    return typed


def _wrong_cursor() -> Exception:
    return invalid([Fault(field="after", code=ErrorCode.INVALID)])
