"""A served back office on either engine, for whoever sends it rubbish."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from backoffice_server.app import create_app
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.master_secret import make
from backoffice_server.settings import SECRET_FILE, Settings
from tests.databases import Backend, Databases
from tests.factories import shop as shops
from tests.factories.back_office import BackOffice, build


@pytest.fixture
def office(backend: Backend, databases: Databases, tmp_path: Path) -> Iterator[BackOffice]:
    """Toko Ratna, served by a process of its own, once on each engine."""
    url = databases.cloned(backend, tmp_path, template="served", build=build)
    office = BackOffice(tmp_path / "office", url)
    office.start()
    yield office
    office.stop()
    databases.drop(url)


@pytest.fixture
def shop(backend: Backend, databases: Databases, tmp_path: Path) -> Iterator[shops.Shop]:
    """Toko Ratna in this process, once on each engine."""
    url = databases.cloned(backend, tmp_path, template="shop", build=shops.build)
    clock = shops.Clock()
    with Database(url, now=clock) as database:
        yield shops.Shop(database, tmp_path, clock)
    databases.drop(url)


@pytest.fixture
def door(shop: shops.Shop) -> Iterator[shops.Door]:
    """Its HTTP door."""
    make(shop.folder / SECRET_FILE)
    url = shop.database.url.render_as_string(hide_password=False)
    settings = Settings(data=shop.folder, database_url=url)
    with TestClient(create_app(settings, shop.database), raise_server_exceptions=False) as client:
        yield shops.Door(client)
