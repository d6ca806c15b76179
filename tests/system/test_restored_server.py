"""A back office that came back from a backup older than an enrolment: the till heals it, without a hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from backoffice_server.features.catalog.service import save_product
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import sale
from backoffice_server.features.tills.tables import device, enrolment
from backoffice_server.kernel import master_secret
from backoffice_server.kernel.database import Database
from backoffice_server.proof.verify import verify
from backoffice_server.settings import SECRET_FILE
from pos_client.engine import shifts
from pos_client.remote.client import Client
from pos_client.remote.till_api import TillApi
from pos_client.store import Store
from pos_client.sync.enrol import enrol
from pos_client.sync.status import SyncState
from pos_client.sync.worker import SyncWorker
from shared_models.values.ids import StaffId
from shared_models.values.money import Money
from tests.factories import shop as shops
from tests.factories.enrolled import code_for
from tests.factories.shop import TEH_CODE, goods
from tests.factories.tills import NOON, new_store
from tests.system.test_sync_worker import (
    WAIT_S,
    RealTime,
    Server,
    Watch,
    all_sent,
    price,
    run,
    sales,
    sell,
    wait_until,
)


class Disk(Server):
    """A server whose database file can be put back to what it was."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "shop.db"
        shops.build(self.address)
        master_secret.make(folder / SECRET_FILE)
        self.clock = shops.Clock(NOON)
        super().__init__(shops.Shop(Database(self.address, now=self.clock), folder, self.clock))

    @property
    def address(self) -> str:
        return f"sqlite:///{self.path}"

    def back_up(self) -> Path:
        backup = self.path.with_suffix(".backup")
        self.away()
        shutil.copy(self.path, backup)
        self.back()
        return backup

    def away(self) -> None:
        self.stop()
        self.shop.database.close()

    def restore(self, backup: Path) -> None:
        """Into the place of the file, while the server is away."""
        for ending in ("-wal", "-shm"):
            self.path.with_name(self.path.name + ending).unlink(missing_ok=True)
        shutil.copy(backup, self.path)

    def back(self) -> None:
        self.shop = shops.Shop(Database(self.address, now=self.clock), self.shop.folder, self.clock)
        self.start()

    def broken(self) -> list[str]:
        secret = master_secret.load(self.shop.folder / SECRET_FILE)
        with self.shop.database.read() as unit:
            return [str(finding) for finding in verify(unit, secret) if not finding.holds]

    def flags(self) -> list[dict[str, object]]:
        query = select(review.c.facts).where(review.c.code == "device_reinstated")
        return [json.loads(row.facts) for row in self.shop.rows(query)]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    made = Disk(tmp_path)
    yield made
    made.away()


def till_of(disk: Disk, folder: Path, *, later_by: int = 0, seed: int = 0) -> Store:
    """A till enrolled on BDG1-K1, with its catalogue and an open shift."""
    clock = RealTime(NOON + timedelta(minutes=later_by))
    clock.random.seed(seed)
    store = new_store(folder, clock)
    client = Client(disk.url)
    enrol(store, TillApi(client), code=code_for(disk.shop), device_name="Kasir depan")
    client.close()
    run(store, disk)
    with store.write() as unit:
        shifts.open_shift(unit, cashier=sari(disk), opening_float=Money(0))
    return store


def sari(disk: Disk) -> StaffId:
    return StaffId(disk.shop.person("sari"))


def receipts(disk: Disk) -> list[str]:
    return [row.receipt for row in disk.shop.rows(select(sale.c.receipt).order_by(sale.c.receipt))]


def test_a_server_from_before_the_enrolment_learns_its_till_again(disk: Disk, tmp_path: Path) -> None:
    backup = disk.back_up()
    store = till_of(disk, tmp_path / "k1")
    worker = SyncWorker(store, disk.url, random=Random(1))
    watch = Watch(worker)
    worker.start()
    assert worker.wait_for_server(WAIT_S)
    for _ in range(3):
        sell(store, sari(disk), TEH_CODE)
    watch.until(lambda status: all_sent(status) and sales(disk.shop) == 3)
    cashier = sari(disk)
    disk.away()
    disk.restore(backup)
    sell(store, cashier, TEH_CODE)
    watch.until(lambda status: status.state is SyncState.OFFLINE)
    disk.back()
    assert (disk.shop.rows(select(device)), disk.shop.rows(select(enrolment))) == ([], [])
    watch.until(lambda status: all_sent(status) and status.problem is None)
    wait_until(lambda: sales(disk.shop) == 4)
    assert receipts(disk) == [f"BDG1-K1A-00000{count}" for count in range(1, 5)]
    (flag,) = disk.flags()
    assert (flag["register"], flag["series"], flag["revoked"]) == ("K1", "A", False)
    # The line is live again: what is sold and what is decided goes through at once.
    sell(store, sari(disk), TEH_CODE)
    wait_until(lambda: sales(disk.shop) == 5)
    with disk.shop.database.write() as unit:
        save_product(unit, product=None, request=goods("KOPI", 12_000), by=None)
    wait_until(lambda: price(store, "KOPI") == 12_000)
    worker.stop()
    store.close()
    assert disk.broken() == []


def test_a_till_that_was_replaced_meanwhile_still_brings_what_it_sold(disk: Disk, tmp_path: Path) -> None:
    backup = disk.back_up()
    old = till_of(disk, tmp_path / "old")
    for _ in range(2):
        sell(old, sari(disk), TEH_CODE)
    disk.away()
    disk.restore(backup)
    disk.clock.forward(minutes=10)
    disk.back()
    new = till_of(disk, tmp_path / "new", later_by=10, seed=5)
    sell(new, sari(disk), TEH_CODE)
    run(new, disk)
    worker = SyncWorker(old, disk.url, random=Random(2))
    watch = Watch(worker)
    worker.start()
    # Locked, but nothing of it is lost: its numbers were given twice, which is flagged.
    watch.until(lambda status: not status.waiting and status.problem is not None)
    wait_until(lambda: sales(disk.shop) == 3)
    worker.stop()
    assert [flag["revoked"] for flag in disk.flags()] == [True]
    assert disk.broken() == []
    old.close()
    new.close()
