"""Live hints: who listens hears of commits, on both engines, also those of another process."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx2
import pytest
import uvicorn

from backoffice_server.app import create_app
from backoffice_server.commands.serving import Server
from backoffice_server.features.catalog.service import save_product
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.live import CHANNEL
from backoffice_server.settings import Settings
from shared_models.wire.sync import LiveHint
from tests.conftest import ExpectLog
from tests.factories.shop import PASSWORD, Shop, goods


@contextmanager
def served(shop: Shop) -> Iterator[str]:
    """A real server in this process, on the shop's database."""
    url = shop.database.url.render_as_string(hide_password=False)
    (shop.folder / "master.secret").write_text("ab" * 32)
    app = create_app(Settings(data=shop.folder, database_url=url), shop.database)
    server = Server(uvicorn.Config(app, port=0, log_level="warning", lifespan="on"), app.state.bus, None)
    ready = threading.Event()
    startup = server.startup

    async def started(sockets: Any = None) -> None:
        await startup(sockets)
        ready.set()

    server.startup = started  # type: ignore[method-assign] # tells when it listens
    thread = threading.Thread(target=server.run)
    thread.start()
    assert ready.wait(30)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)
        assert not thread.is_alive(), "whoever waits for hints keeps the server from stopping"


def sign_in(address: str) -> dict[str, str]:
    asked = {"username": "ratna", "password": PASSWORD}
    return {"Authorization": f"Bearer {httpx2.post(f'{address}/api/sessions', json=asked).json()['token']}"}


def heard(lines: Iterator[str]) -> LiveHint:
    data = next(line for line in lines if line.startswith("data:"))
    return LiveHint.model_validate_json(data.removeprefix("data:"))


def save(database: Database, sku: str) -> None:
    with database.write() as unit:
        save_product(unit, product=None, request=goods(sku, 1_000), by=None)


def test_a_commit_is_heard(shop: Shop) -> None:
    with served(shop) as address:
        who = sign_in(address)
        with httpx2.stream("GET", f"{address}/api/live", headers=who, timeout=30) as stream:
            save(shop.database, "KOPI")
            hint = heard(stream.iter_lines())
    assert (hint.scope, hint.branch) == ("company", None)


def test_strangers_hear_nothing(shop: Shop) -> None:
    with served(shop) as address:
        assert httpx2.get(f"{address}/api/live").status_code == 401


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_processes_hear_each_other(shop: Shop) -> None:
    with served(shop) as address, Database(shop.database.url.render_as_string(hide_password=False)) as other:
        who = sign_in(address)
        with httpx2.stream("GET", f"{address}/api/live", headers=who, timeout=30) as stream:
            with other.write() as unit:
                hint = LiveHint(scope="sales", seq=7)
                unit.connection.exec_driver_sql("SELECT pg_notify(%s, %s)", (CHANNEL, hint.model_dump_json()))
            assert heard(stream.iter_lines()) == hint


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_nonsense_on_the_channel_is_passed_over(shop: Shop, expect_log: ExpectLog) -> None:
    expect_log("a live hint of another kind: nonsense")
    with served(shop) as address:
        who = sign_in(address)
        with httpx2.stream("GET", f"{address}/api/live", headers=who, timeout=30) as stream:
            with shop.database.write() as unit:
                unit.connection.exec_driver_sql("SELECT pg_notify(%s, 'nonsense')", (CHANNEL,))
            save(shop.database, "KOPI")
            assert heard(stream.iter_lines()).scope == "company"


def test_a_crowd_of_writers_is_served(shop: Shop) -> None:
    """More requests at once than the server has threads: each waits for the writer in its own thread."""
    with served(shop) as address:
        who = sign_in(address)
        results: list[int] = []

        def post(number: int) -> None:
            body = goods(f"S{number}", 1_000).model_dump(mode="json")
            results.append(
                httpx2.post(f"{address}/api/products", json=body, headers=who, timeout=60).status_code
            )

        crowd = [threading.Thread(target=post, args=(number,)) for number in range(60)]
        for thread in crowd:
            thread.start()
        for thread in crowd:
            thread.join()
    assert results == [201] * 60
