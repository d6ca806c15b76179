"""When a company may still become the one that a till began on its own."""

from collections.abc import Iterator

from sqlalchemy import Table, exists, select

from backoffice_server.features.catalog.tables import product
from backoffice_server.kernel.append_only import MARK
from backoffice_server.kernel.unit import Unit
from backoffice_server.schema import metadata


def is_empty(unit: Unit) -> bool:
    """Whether nothing is written that cannot be changed any more, and no product is there.

    What cannot be changed (every append-only table): an enrolment, an event, a posting, a sale, a stock
    document, a price. So nobody holds an id of this company, and its ids may become others.
    """
    return not any(unit.connection.execute(select(exists(select(table)))).scalar() for table in _traces())


def _traces() -> Iterator[Table]:
    yield product
    yield from (table for table in metadata.sorted_tables if table.info.get(MARK))
