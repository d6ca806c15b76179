"""Both programs meet here: a real back office on both engines, real tills beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from backoffice_server.app import create_app
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.master_secret import make
from backoffice_server.settings import SECRET_FILE, Settings
from tests.databases import Backend, Databases
from tests.factories import shop as shops
from tests.factories.connected import ConnectedTill, connected_till
from tests.factories.enrolled import code_for
from tests.factories.tills import NOON
from tests.factories.tills import Clock as TillClock


@pytest.fixture
def shop(backend: Backend, databases: Databases, tmp_path: Path) -> Iterator[shops.Shop]:
    """Toko Ratna's back office, once on each engine; its clock stands at noon."""
    url = databases.cloned(backend, tmp_path, template="shop", build=shops.build)
    clock = shops.Clock(NOON)
    with Database(url, now=clock) as database:
        yield shops.Shop(database, tmp_path, clock)
    databases.drop(url)


@pytest.fixture
def client(shop: shops.Shop) -> Iterator[TestClient]:
    make(shop.folder / SECRET_FILE)
    url = shop.database.url.render_as_string(hide_password=False)
    settings = Settings(data=shop.folder, database_url=url)
    with TestClient(create_app(settings, shop.database), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def till(shop: shops.Shop, client: TestClient, tmp_path: Path) -> Iterator[ConnectedTill]:
    """The till of BDG1-K1, enrolled and with its catalogue, no shift yet."""
    made = connected_till(tmp_path / "k1", client, TillClock(NOON + timedelta(seconds=1)))
    made.enrol(code_for(shop))
    made.settle()
    yield made
    made.close()
