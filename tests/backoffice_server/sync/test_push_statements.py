"""What a till waits for at each sale: how often its push asks the database, beside the rows it writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest
from sqlalchemy import event

from backoffice_server.features.incidents.service import open_incident
from tests.databases import Backend
from tests.factories.events import line
from tests.factories.warung import GULA, NOW, Warung

# BEGIN IMMEDIATE on SQLite is counted, the lock of the branch on PostgreSQL.
WARM: Final[dict[Backend, int]] = {"sqlite": 12, "postgresql": 12}


@pytest.fixture
def statements(warung: Warung) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        seen.append(arguments[2])

    event.listen(warung.database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(warung.database.engine, "before_cursor_execute", note)


def test_a_push_of_one_sale_asks_this_often(warung: Warung, backend: Backend, statements: list[str]) -> None:
    till = warung.stocked().opened()
    till.sale(line(GULA.item, GULA.price))
    warung.push(till.push())
    for restored in (False, True):
        if restored:
            with warung.database.write() as unit:
                open_incident(unit, taken_at=NOW)
        for _ in range(2):
            till.sale(line(GULA.item, GULA.price))
            statements.clear()
            warung.push(till.push(len(till.items)))
        assert len(statements) == WARM[backend], "\n".join(statements)
