"""Server-paged lists as rows of a table: one call per page, made off the GUI thread by the table itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pos_client.desk.office.office import Office
from pos_client.desk.table.columns import Row
from pos_client.desk.table.source import Query, Rows, Source
from pos_client.remote.api import Api, Sheet
from shared_models.wire.base import ApiModel
from shared_models.wire.paging import PAGE_ROWS_MAX, Page

Wire = TypeVar("Wire", bound=ApiModel)
Paged = TypeVar("Paged", bound=Page[Any])


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

    def limits(self, *keys: str) -> dict[str, int]:
        """Figures typed under these columns: `price_at_least`, `price_at_most`; both for an exact one."""
        return {
            f"{rule.key}_{side}": rule.value
            for rule in self.query.filters
            if rule.key in keys and isinstance(rule.value, int)
            for side in ("at_least", "at_most")
            if rule.operator in {side, "is"}
        }


def paged(
    office: Office,
    fetch: Callable[[Api, Wishes, Sheet], Paged],
    as_row: Callable[[Wire], Row],
    totals: Callable[[Paged], Mapping[str, object]] = lambda _page: {},
) -> Source:
    """A source for TablePage over an endpoint that answers in pages. `totals` fills the totals row."""

    def answer(query: Query) -> Rows:
        after = query.cursor if isinstance(query.cursor, str) else None
        limit = min(query.limit, PAGE_ROWS_MAX)
        sheet = Sheet(sort=query.sort, descending=query.descending, after=after, limit=limit)
        page = office.call(lambda api: fetch(api, Wishes(query), sheet))
        rows = [as_row(line) for line in page.rows]
        return Rows(rows=rows, total=page.total, next_cursor=page.next, totals=totals(page))

    return answer
