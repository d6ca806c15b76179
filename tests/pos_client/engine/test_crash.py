"""The till is killed, or its disk fails at any write: what was committed stays, nothing is half."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pos_client.engine import carts, print_jobs, receipts, sales, shifts
from pos_client.engine.print_jobs import PrintState
from pos_client.store import Store, StoreUnit
from pos_client.store.catalogue import Catalogue, CatalogueItem
from pos_client.store.checks import all_events, first_fault
from pos_client.store.streams import streams
from shared_models.values.codes import ErrorCode
from shared_models.values.quantity import whole
from shared_models.values.refusals import Refusal
from tests.factories.tills import Clock, Shop, cash, new_store, pay, ring_up

ROOT = Path(__file__).parents[3]
SELLER = """
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from tests.factories.tills import new_shop, pay, ring_up
shop = new_shop(Path(sys.argv[1]))
shop.open_shift()
while True:
    print(pay(shop, ring_up(shop, "KOPI", "GULA", "TEH").id, 100_000).receipt_no, flush=True)
"""


@pytest.mark.parametrize("after", [1, 17, 60])
def test_a_killed_till_has_lost_nothing_it_committed(tmp_path: Path, after: int) -> None:
    seller = subprocess.Popen(
        [sys.executable, "-c", SELLER, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert seller.stdout is not None
    said = [seller.stdout.readline().strip() for _ in range(after)]
    os.kill(seller.pid, signal.SIGKILL)
    said += [line.strip() for line in seller.stdout if line.endswith("\n")]
    seller.stdout.close()
    seller.wait()
    store = new_store(tmp_path, Clock())
    assert not store.was_closed
    reader = store.reader()
    found = [row.receipt_no for row in reversed(receipts.recent(reader, 10_000))]
    assert found[: len(said)] == said
    assert len(found) <= len(said) + 1
    stream = streams(reader)[0]
    assert first_fault(reader, stream, all_events(reader, stream)) is None
    report = shifts.x_report(reader)
    assert (report.issued, report.unacknowledged) == (len(found), len(found))
    reader.close()
    store.close()


def rows_of(store: Store) -> dict[str, list[tuple[object, ...]]]:
    reader = store.reader()
    tables = ("event", "stream", "cart", "cart_line", "sale", "shift", "pending", "print_job", "returned")
    found = {table: reader.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    reader.close()
    return found


class DiskError(sqlite3.OperationalError):
    """A write that the disk did not take."""


class FailingUnit(StoreUnit):
    """Its n-th statement fails."""

    left = 0

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.execute = self._counted(self.execute)
        self.execute_many = self._counted(self.execute_many)

    def _counted(self, run: Callable[..., sqlite3.Cursor]) -> Callable[..., sqlite3.Cursor]:
        def execute(*arguments: Any) -> sqlite3.Cursor:
            FailingUnit.left -= 1
            if FailingUnit.left == 0:
                raise DiskError
            return run(*arguments)

        return execute


def test_no_failing_write_leaves_anything_half(open_shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """The n-th statement of the sale fails, for every n; then it is sold as if nothing had been."""
    cart = ring_up(open_shop, "KOPI", "GULA", "TEH")
    before = rows_of(open_shop.store)
    monkeypatch.setattr("pos_client.store.store.StoreUnit", FailingUnit)
    failures = 0
    done = None
    while done is None:
        FailingUnit.left = failures + 1
        try:
            done = pay(open_shop, cart.id, 100_000)
        except DiskError:
            failures += 1
            assert rows_of(open_shop.store) == before
    FailingUnit.left = 0
    assert failures > 12
    assert done.receipt_no == "BDG1-K1A-000001"
    with open_shop.store.write() as unit:
        assert carts.current_cart(unit) is None


def test_a_full_disk_lets_the_open_cart_finish(open_shop: Shop) -> None:
    cart = ring_up(open_shop, "KOPI", "GULA", "TEH")
    before = rows_of(open_shop.store)
    with open_shop.store.write() as unit:
        # The page limit plays the disk: SQLite answers with the same SQLITE_FULL. What is still free is
        # used up.
        used = unit.execute("PRAGMA page_count").fetchone()[0]
        unit.execute(f"PRAGMA max_page_count = {used}")

    def go_on() -> None:
        nonlocal cart, before
        for _ in range(200):
            pay(open_shop, cart.id, 100_000)
            before = rows_of(open_shop.store)
            cart = ring_up(open_shop, "KOPI", "GULA", "TEH")

    with pytest.raises(Refusal) as refused:
        go_on()
    assert (refused.value.code, refused.value.facts) == (ErrorCode.DISK_FULL, {"room_made": True})
    sold = len(before["sale"])
    assert rows_of(open_shop.store)["sale"] == before["sale"]
    with open_shop.store.write() as unit:
        unit.execute(f"PRAGMA max_page_count = {used + 1000}")
        cart = carts.open_cart(unit, actor=open_shop.sari)
        if not cart.lines:
            cart = carts.add_line(unit, cart=cart.id, item=item_of(unit, open_shop), qty=whole(1))
    assert pay(open_shop, cart.id, 100_000).receipt_no == f"BDG1-K1A-{sold + 1:06}"


def item_of(unit: StoreUnit, shop: Shop) -> CatalogueItem:
    found = Catalogue(unit, now=shop.clock.now).by_code("KOPI")
    assert found is not None
    return found


def test_after_a_crash_unprinted_receipts_are_asked_about(open_shop: Shop) -> None:
    sold = [pay(open_shop, ring_up(open_shop, "KOPI").id, 20_000) for _ in range(3)]
    jobs = [sale.print_job for sale in sold if sale.print_job is not None]
    with open_shop.store.write() as unit:
        first = print_jobs.next_job(unit)
        assert first is not None
        assert first.job == jobs[0]
        print_jobs.mark_printing(unit, jobs[0])
        print_jobs.mark_printed(unit, jobs[0])
        print_jobs.mark_printing(unit, jobs[1])
    with open_shop.store.write() as unit:
        asked = print_jobs.mark_unknown(unit)
        assert [(job.sale, job.state) for job in asked] == [
            (sold[1].sale, PrintState.UNKNOWN),
            (sold[2].sale, PrintState.UNKNOWN),
        ]
        print_jobs.print_again(unit, jobs[1])
        print_jobs.drop_job(unit, jobs[2])
        again = print_jobs.next_job(unit)
        assert again is not None
        assert again.job == jobs[1]
        print_jobs.mark_failed(unit, jobs[1], "printer_offline")
        assert [(job.job, job.fault) for job in print_jobs.unfinished(unit)] == [(jobs[1], "printer_offline")]


def test_a_sale_is_durable_before_anything_is_printed(open_shop: Shop) -> None:
    """Lesson 1: The sale is on the disk before anything prints."""
    item = open_shop.item("KOPI")
    with open_shop.store.write() as unit:
        cart = carts.open_cart(unit, actor=open_shop.sari)
        carts.add_line(unit, cart=cart.id, item=item, qty=whole(1))
        sales.complete_sale(unit, cart=cart.id, actor=open_shop.sari, tenders=cash(20_000))
        reader = open_shop.store.reader()
        # The printing thread looks with a reader of its own: before the commit there is nothing to print.
        assert print_jobs.next_job(reader) is None
    assert print_jobs.next_job(reader) is not None
    reader.close()
