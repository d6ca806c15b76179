"""Gives rows other ids, wherever the old ones stand."""

from collections.abc import Iterator, Mapping
from uuid import UUID

from sqlalchemy import Column, Table, update

from backoffice_server.kernel.append_only import MARK
from backoffice_server.kernel.types import Id
from backoffice_server.kernel.unit import Unit
from backoffice_server.schema import metadata


def rekey(unit: Unit, ids: Mapping[UUID, UUID]) -> None:
    """Replace ids (old: new) in all columns of all tables that may be changed: an id means one thing."""
    for table, column in _places():
        for old, new in ids.items():
            unit.connection.execute(update(table).where(column == old).values({column: new}))


def _places() -> Iterator[tuple[Table, Column[UUID]]]:
    for table in metadata.sorted_tables:
        if not table.info.get(MARK):
            yield from ((table, column) for column in table.columns if isinstance(column.type, Id))
