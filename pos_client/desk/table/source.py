"""Where rows come from: a source answers one query with one page. It is called off the GUI thread."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from pos_client.desk.table.columns import Filter, Row, matches

PAGE_ROWS: Final = 200


@dataclass(frozen=True, slots=True)
class Query:
    """`cursor` continues a page (None: from the start); `offset` says the same in rows."""

    sort: str = ""
    descending: bool = False
    filters: tuple[Filter, ...] = ()
    cursor: object = None
    offset: int = 0
    limit: int = PAGE_ROWS


@dataclass(frozen=True, slots=True)
class Rows:
    """One page. `total` counts all rows of the query (None: not known); `totals` fills the totals row."""

    rows: Sequence[Row]
    total: int | None = None
    next_cursor: object = None
    totals: Mapping[str, object] = field(default_factory=dict)


Source = Callable[[Query], Rows]


def local_source(rows: Sequence[Row], totals: Mapping[str, object] | None = None) -> Source:
    """A source over rows at hand (reports of some thousand lines): sorts, filters and pages by itself.

    `totals` stand for all rows; under a filter the totals row keeps only its words: they would not add up.
    """
    ordered: dict[tuple[str, bool, tuple[Filter, ...]], list[Row]] = {}

    def answer(query: Query) -> Rows:
        key = (query.sort, query.descending, query.filters)
        if key not in ordered:
            ordered.clear()
            ordered[key] = _prepared(rows, query)
        found = ordered[key]
        end = query.offset + query.limit
        return Rows(
            rows=found[query.offset : end],
            total=len(found),
            next_cursor=end if end < len(found) else None,
            totals=totals if totals and not query.filters else {},
        )

    return answer


def _prepared(rows: Sequence[Row], query: Query) -> list[Row]:
    found = [row for row in rows if all(matches(rule, row) for rule in query.filters)]
    if query.sort:
        # Rows without a value stand last in either direction.
        given = [row for row in found if row.get(query.sort) is not None]
        missing = [row for row in found if row.get(query.sort) is None]
        given.sort(key=lambda row: _order(row[query.sort]), reverse=query.descending)
        found = given + missing
    return found


def _order(value: object) -> tuple[object, ...]:
    return (value.casefold(), value) if isinstance(value, str) else (value,)


def every_row(source: Source, query: Query, tell: Callable[[int, int], None]) -> tuple[list[Row], Rows]:
    """All rows of a query, and its first page for the totals. `tell(done, total)` may stop it."""
    rows: list[Row] = []
    page = first = source(replace(query, cursor=None, offset=0))
    while True:
        rows += page.rows
        tell(len(rows), first.total or len(rows))
        if page.next_cursor is None or not page.rows:
            return rows, first
        page = source(replace(query, cursor=page.next_cursor, offset=len(rows)))
