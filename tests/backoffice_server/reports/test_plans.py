"""Lists of a journal and of what came back are read by key: they cost the same in a shop of many years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event as sqlalchemy_event

from backoffice_server.features.incidents.listing import incidents
from backoffice_server.features.incidents.service import open_incident
from backoffice_server.kernel.unit import Unit
from backoffice_server.reports.till_events import event_page
from shared_models.values.quantity import whole
from tests.databases import Backend
from tests.factories.events import line
from tests.factories.warung import BRANCH, GULA, NOW, Warung

LARGE = re.compile(r"SCAN (event|event_outcome|quarantine|sale|posting)\b")


@pytest.fixture
def backend() -> Backend:
    return "sqlite"


@contextmanager
def plans_of(unit: Unit) -> Iterator[list[str]]:
    """How SQLite goes about each statement that is asked meanwhile."""
    asked: list[tuple[str, Any]] = []
    found: list[str] = []

    def note(*facts: Any) -> None:
        asked.append((facts[2], facts[3]))

    sqlalchemy_event.listen(unit.connection, "before_cursor_execute", note)
    yield found
    sqlalchemy_event.remove(unit.connection, "before_cursor_execute", note)
    for statement, values in asked:
        rows = unit.connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        found += [row[3] for row in rows]


def test_what_came_back_is_found_by_its_places(warung: Warung) -> None:
    till = warung.stocked().opened()
    till.sale(line(GULA.item, GULA.price, qty=whole(1)))
    with warung.database.write() as unit:
        open_incident(unit, taken_at=NOW - timedelta(days=1))
    warung.push(till.push(len(till.items) + 1, len(till.items)))
    warung.push(till.push())
    with warung.database.read() as unit, plans_of(unit) as plans:
        assert incidents(unit)[0].ranges[0].receipts == 1
    assert len(plans) > 5
    assert [step for step in plans if LARGE.match(step)] == []


def test_a_page_of_a_journal_is_not_sorted_out_of_the_whole(warung: Warung) -> None:
    with warung.database.read() as unit, plans_of(unit) as plans:
        event_page(unit, branch_id=BRANCH, stream_id=UUID(int=1), after=None, limit=10)
    steps = [pair for pair in pairwise(plans) if re.match("SEARCH (event|quarantine) USING INDEX", pair[0])]
    assert len(steps) == 2
    assert [sorting for _, sorting in steps if sorting.endswith("B-TREE FOR ORDER BY")] == []
    assert [step for step in plans if LARGE.match(step)] == []
