"""Server-paged lists as rows of a table: one call per page, made off the GUI thread by the table itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from pos_client.desk.office.office import Office
from pos_client.desk.table.columns import Row
from pos_client.desk.table.source import Query, Rows, Source
from pos_client.remote.api import Api, Sheet
from shared_models.wire.base import ApiModel
from shared_models.wire.paging import PAGE_ROWS_MAX, Page
from shared_models.wire.reports import ColumnKind, ReportTable

Wire = TypeVar("Wire", bound=ApiModel)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the filter row asks for, as the server's parameters take it."""

    query: Query

    def text(self, *keys: str) -> str:
        """Words typed under any of these columns."""
        return " ".join(
            str(rule.value)
            for rule in self.query.filters
            if rule.key in keys and rule.operator in {"has", "is"} and isinstance(rule.value, str)
        )


def paged(
    office: Office,
    fetch: Callable[[Api, Wishes, Sheet], Page[Wire]],
    as_row: Callable[[Wire], Row],
) -> Source:
    """A source for TablePage over an endpoint that answers in pages."""

    def answer(query: Query) -> Rows:
        after = query.cursor if isinstance(query.cursor, str) else None
        limit = min(query.limit, PAGE_ROWS_MAX)
        sheet = Sheet(sort=query.sort, descending=query.descending, after=after, limit=limit)
        page = office.call(lambda api: fetch(api, Wishes(query), sheet))
        return Rows(rows=[as_row(line) for line in page.rows], total=page.total, next_cursor=page.next)

    return answer


def report_rows(table: ReportTable) -> tuple[list[Row], Row]:
    """Rows and totals of a report by the keys of its columns; dates and instants as such."""
    keys = [(column.key, column.kind) for column in table.columns]
    rows: list[Row] = [
        {key: _cell(kind, value) for (key, kind), value in zip(keys, row, strict=True)} for row in table.rows
    ]
    totals = zip(keys, table.totals, strict=True)
    return rows, {key: value for (key, _kind), value in totals if value is not None}


def _cell(kind: ColumnKind, value: object) -> object:
    if isinstance(value, str) and kind is ColumnKind.DATE:
        return date.fromisoformat(value)
    if isinstance(value, str) and kind is ColumnKind.MOMENT:
        return datetime.fromisoformat(value)
    return value
