"""A posted fortnight that only reads: made once per engine, copied for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from backoffice_server.app import create_app
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.migrations import migrate
from backoffice_server.kernel.unit import Unit
from backoffice_server.reports.make import make_report
from backoffice_server.reports.scope import Wanted
from backoffice_server.settings import SECRET_FILE, Settings
from shared_models.wire.reports import ReportName, ReportTable
from tests.databases import Backend, Databases
from tests.factories.reported import NOW, fortnight
from tests.factories.shop import Door
from tests.factories.warung import SECRET_BYTES

Report = Callable[..., list[dict[str, Any]]]


def build(url: str) -> None:
    with Database(url, now=lambda: NOW) as database:
        migrate(database)
        fortnight(database)


@pytest.fixture(scope="session")
def shared_urls(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[Backend], str]]:
    """One copy per engine for all tests that only read."""
    urls: dict[Backend, str] = {}

    def url_on(backend: Backend) -> str:
        if backend not in urls:
            place = tmp_path_factory.mktemp("reported")
            urls[backend] = databases.cloned(backend, place, template="reported", build=build)
        return urls[backend]

    yield url_on
    for url in urls.values():
        databases.drop(url)


@pytest.fixture
def posted(backend: Backend, shared_urls: Callable[[Backend], str]) -> Iterator[Database]:
    """The fortnight's database, open for reading, once on each engine."""
    with Database(shared_urls(backend), writes=False, now=lambda: NOW) as database:
        yield database


@pytest.fixture
def writable(backend: Backend, databases: Databases, tmp_path: Path) -> Iterator[Database]:
    """A copy of the fortnight's database of one's own."""
    url = databases.cloned(backend, tmp_path, template="reported", build=build)
    with Database(url, now=lambda: NOW) as database:
        yield database
    databases.drop(url)


@pytest.fixture
def door(writable: Database, tmp_path: Path) -> Iterator[Door]:
    """The HTTP door of the fortnight's company, in this process; the owner is Ratna."""
    (tmp_path / SECRET_FILE).write_text(SECRET_BYTES.hex())
    settings = Settings(data=tmp_path, database_url=writable.url.render_as_string(hide_password=False))
    with TestClient(create_app(settings, writable), raise_server_exceptions=False) as client:
        yield Door(client)


@pytest.fixture
def unit(posted: Database) -> Iterator[Unit]:
    with posted.read() as unit:
        yield unit


@pytest.fixture
def table(unit: Unit) -> Callable[..., ReportTable]:
    """`table("movers", group=…)`: the report as it is sent."""

    def make(name: str, **wanted: Any) -> ReportTable:
        made = make_report(unit, ReportName(name), Wanted(**wanted))
        return ReportTable.model_validate_json(made.model_dump_json())

    return make


@pytest.fixture
def report(table: Callable[..., ReportTable]) -> Report:
    """`report("movers")`: the report's rows as dicts."""

    def make(name: str, **wanted: Any) -> list[dict[str, Any]]:
        made = table(name, **wanted)
        keys = [column.key for column in made.columns]
        return [dict(zip(keys, row, strict=True)) for row in made.rows]

    return make


@pytest.fixture
def statements(posted: Database) -> Iterator[list[str]]:
    """Every statement the reader runs."""
    seen: list[str] = []

    def note(*arguments: Any) -> None:
        if not arguments[2].startswith("BEGIN"):
            seen.append(arguments[2])

    engine = posted._reader
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)
