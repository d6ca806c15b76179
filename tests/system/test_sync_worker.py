"""The worker over a real socket: a sale is at the back office within a second, and comes back after an
outage.
"""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID

import pytest
import uvicorn
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from backoffice_server.app import create_app
from backoffice_server.features.catalog.service import save_product
from backoffice_server.features.sales.tables import sale
from backoffice_server.settings import Settings
from backoffice_server.sync.receive.turns import Room, Turns
from pos_client.app.opening import Meeting, MeetingCounter
from pos_client.engine import shifts
from pos_client.engine.goods import Goods
from pos_client.features.till.actions import Payment
from pos_client.remote.client import Client
from pos_client.remote.till_api import TillApi
from pos_client.store import Store
from pos_client.store.catalogue import Catalogue
from pos_client.sync.enrol import enrol
from pos_client.sync.status import SyncState, SyncStatus
from pos_client.sync.worker import SyncWorker
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import StaffId
from shared_models.values.money import Money
from shared_models.values.refusals import Refusal
from tests.conftest import ExpectLog
from tests.factories.enrolled import code_for
from tests.factories.shop import TEH_CODE, Shop, goods
from tests.factories.tills import NOON, Clock, cash, new_store, pay, ring_up
from tests.factories.tills import Shop as TillShop

WAIT_S = 20


class RealTime(Clock):
    """Ids and dates as a test wants them, waiting times as they are."""

    def mono_ms(self) -> int:
        return time.monotonic_ns() // 1_000_000


class Server:
    """uvicorn in a thread, on a port of its own."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        url = self.shop.database.url.render_as_string(hide_password=False)
        self.app = create_app(Settings(data=self.shop.folder, database_url=url), self.shop.database)
        config = uvicorn.Config(
            self.app, port=self.port, log_level="critical", timeout_graceful_shutdown=1, lifespan="on"
        )
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join()


@pytest.fixture
def server(shop: Shop, client: TestClient) -> Iterator[Server]:
    made = Server(shop)
    yield made
    made.stop()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path / "till", RealTime(NOON))
    yield made
    made.close()


class Watch:
    """Waits for a state of the worker."""

    def __init__(self, worker: SyncWorker) -> None:
        self._changed = threading.Condition()
        self._status = worker.status
        worker.listen(self._hear)

    def _hear(self, status: SyncStatus) -> None:
        with self._changed:
            self._status = status
            self._changed.notify_all()

    def until(self, holds: Callable[[SyncStatus], bool]) -> SyncStatus:
        with self._changed:
            assert self._changed.wait_for(lambda: holds(self._status), WAIT_S), self._status
            return self._status


def all_sent(status: SyncStatus) -> bool:
    return status.state is SyncState.ALL_SENT and not status.waiting and not status.fetching_catalogue


def test_a_till_lives_through_its_day(shop: Shop, server: Server, store: Store) -> None:
    client = Client(server.url)
    till = enrol(store, TillApi(client), code=code_for(shop), device_name="Kasir depan").till
    client.close()
    assert till.branch_code == "BDG1"
    worker = SyncWorker(store, server.url, random=Random(1))
    watch = Watch(worker)
    worker.start()
    assert worker.wait_for_server(WAIT_S)
    watch.until(all_sent)
    sari = StaffId(shop.person("sari"))
    with store.write() as unit:
        shifts.open_shift(unit, cashier=sari, opening_float=Money(0))
    sell(store, sari, TEH_CODE)
    wait_until(lambda: sales(shop) == 1)
    # A price saved in the back office is hinted at and pulled at once, not at the next poll.
    with shop.database.write() as unit:
        save_product(unit, product=None, request=goods("KOPI", 12_000), by=None)
    wait_until(lambda: price(store, "KOPI") == 12_000)
    server.stop()
    for _ in range(3):
        sell(store, sari, TEH_CODE)
    watch.until(lambda status: status.state is SyncState.OFFLINE and status.sales == 3)
    server.start()
    watch.until(all_sent)
    assert sales(shop) == 4
    worker.stop()


def test_a_crowded_server_sends_a_till_home_and_the_till_sells_on(
    shop: Shop, server: Server, store: Store
) -> None:
    client = Client(server.url)
    enrol(store, TillApi(client), code=code_for(shop), device_name="Kasir depan")
    client.close()
    sari = StaffId(shop.person("sari"))
    worker = SyncWorker(store, server.url, random=Random(1))
    watch = Watch(worker)
    worker.start()
    watch.until(all_sent)
    server.app.state.turns = Turns(store.mono_ms, room=Room(small=0, large=0))
    with store.write() as unit:
        shifts.open_shift(unit, cashier=sari, opening_float=Money(0))
    watch.until(lambda status: status.problem is ErrorCode.SERVER_BUSY)
    for _ in range(2):
        sell(store, sari, TEH_CODE)
    watch.until(lambda status: status.sales == 2)
    assert sales(shop) == 0
    server.app.state.turns = Turns(store.mono_ms)
    watch.until(all_sent)
    assert sales(shop) == 2
    worker.stop()


def test_the_first_sale_on_an_old_image_begins_the_next_series(
    shop: Shop, server: Server, tmp_path: Path, expect_log: ExpectLog
) -> None:
    """The disk was set back over night. The sale made right after the start waits for the server's word."""
    expect_log("unknown token")
    sari, folder, image = StaffId(shop.person("sari")), tmp_path / "k1", tmp_path / "image"
    store = new_store(folder, RealTime(NOON))
    client = Client(server.url)
    enrol(store, TillApi(client), code=code_for(shop), device_name="Kasir depan")
    client.close()
    run(store, server)
    with store.write() as unit:
        shifts.open_shift(unit, cashier=sari, opening_float=Money(0))
    run(store, server)
    store.close()
    shutil.copytree(folder, image)
    store = new_store(folder, RealTime(NOON))
    sell(store, sari, TEH_CODE)
    run(store, server)
    store.close()
    shop.clock.forward(hours=8)
    store = new_store(image, RealTime(NOON + timedelta(hours=8)))
    worker, meeting = SyncWorker(store, server.url, random=Random(2)), Meeting()
    counter = MeetingCounter(store, cashier=sari, meeting=meeting)
    with store.write() as unit:
        teh = Catalogue(unit, now=store.now).by_code(TEH_CODE)
    assert teh is not None
    cart = counter.add(Goods(teh))
    watch = Watch(worker)
    worker.start()
    meeting.expect(lambda: worker.wait_for_server(WAIT_S))
    sold = counter.sell(counter.epoch, payment=Payment(cash(100_000)), expected=cart.total, with_receipt=True)
    assert sold.finished.receipt_no == "BDG1-K1B-000001"
    watch.until(lambda status: all_sent(status) and sales(shop) == 2)
    worker.stop()
    store.close()


def run(store: Store, server: Server) -> None:
    """A worker until everything is sent."""
    worker = SyncWorker(store, server.url, random=Random(1))
    watch = Watch(worker)
    worker.start()
    watch.until(all_sent)
    worker.stop()


def test_a_wrong_code_is_said_and_changes_nothing(server: Server, store: Store) -> None:
    client = Client(server.url)
    with pytest.raises(Refusal) as refused:
        enrol(store, TillApi(client), code="WRONG-CODE", device_name="Kasir")
    assert refused.value.code is ErrorCode.ENROLMENT_CODE_UNKNOWN
    client.close()
    with store.write() as unit:
        assert unit.execute("SELECT count(*) FROM till").fetchone() == (0,)


def test_a_lost_enrolment_may_be_asked_again(shop: Shop, server: Server, store: Store) -> None:
    api, code = TillApi(Client(server.url)), code_for(shop)
    first = enrol(store, api, code=code, device_name="Kasir").till
    again = enrol(store, api, code=code, device_name="Kasir").till
    assert (first.series, again.series, again.device) == ("A", "B", first.device)
    api.client.credential = None
    with pytest.raises(Refusal) as refused:
        api.changes("nonsense")
    assert refused.value.code is ErrorCode.NOT_SIGNED_IN
    api.client.close()


def test_a_till_alone_asks_nobody(tmp_path: Path, store: Store) -> None:
    worker = SyncWorker(store, "http://127.0.0.1:9", random=Random(1))
    watch = Watch(worker)
    worker.start()
    watch.until(lambda status: status.state is SyncState.STAND_ALONE)
    worker.stop()


def sell(store: Store, sari: UUID, code: str) -> None:
    staff = StaffId(sari)
    shop = TillShop(store, Clock(NOON), staff, staff, staff)
    pay(shop, ring_up(shop, code).id, 100_000)


def price(store: Store, code: str) -> int | None:
    reader = store.reader()
    found = Catalogue(reader, now=store.now).by_code(code)
    reader.close()
    return None if found is None else found.price


def sales(shop: Shop) -> int:
    return int(shop.scalar(select(func.count()).select_from(sale)))


def wait_until(holds: Callable[[], bool]) -> None:
    until = time.monotonic() + WAIT_S
    waiter = threading.Event()
    while not holds():
        assert time.monotonic() < until
        waiter.wait(0.01)
