"""Databases for the server's tests: migrated copies of a template, cheap, on both engines."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from backoffice_server.app import create_app
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.master_secret import make
from backoffice_server.kernel.migrations import migrate
from backoffice_server.settings import SECRET_FILE, Settings
from tests.databases import Backend, Databases
from tests.factories.shop import Clock, Door, Shop
from tests.factories.shop import build as build_shop
from tests.factories.warung import NOW, Warung
from tests.factories.warung import build as build_warung


def migrate_to_head(url: str) -> None:
    with Database(url) as database:
        migrate(database)


@pytest.fixture
def migrated_url(backend: Backend, databases: Databases, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database with today's schema, once on each engine."""
    url = databases.cloned(backend, tmp_path, template="server", build=migrate_to_head)
    yield url
    databases.drop(url)


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    """An empty, migrated database, open for writing, once on each engine."""
    with Database(migrated_url) as database:
        yield database


@pytest.fixture
def warung(backend: Backend, databases: Databases, tmp_path: Path) -> Iterator[Warung]:
    """A small PKP shop with two tills on paper, once on each engine."""
    url = databases.cloned(backend, tmp_path, template="warung", build=build_warung)
    with Database(url, now=lambda: NOW) as database:
        yield Warung(database)
    databases.drop(url)


@pytest.fixture
def shop(backend: Backend, databases: Databases, tmp_path: Path) -> Iterator[Shop]:
    """Toko Ratna (PKP, two branches, people with passwords, a few products), once on each engine."""
    url = databases.cloned(backend, tmp_path, template="shop", build=build_shop)
    clock = Clock()
    with Database(url, now=clock) as database:
        yield Shop(database, tmp_path, clock)
    databases.drop(url)


@pytest.fixture
def door(shop: Shop) -> Iterator[Door]:
    """The HTTP door of Toko Ratna, in this process."""
    make(shop.folder / SECRET_FILE)
    settings = Settings(
        data=shop.folder, database_url=shop.database.url.render_as_string(hide_password=False)
    )
    with TestClient(create_app(settings, shop.database), raise_server_exceptions=False) as client:
        yield Door(client)


@pytest.fixture
def client(door: Door) -> TestClient:
    """The bare client of `door`."""
    return door.client
