"""A till that was cut off for a month: every sale of it by the production engine, on a clock of then."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final
from uuid import UUID

from pos_client.app import edges
from pos_client.engine import carts, print_jobs, sales, shifts
from pos_client.store import Store, StoreUnit
from pos_client.store.catalogue import Catalogue, CatalogueItem
from pos_client.store.journal import hash_at
from pos_client.store.streams import place_of
from pos_client.sync.worker import SyncWorker
from shared_models.rules.receipt import Tender
from shared_models.values.codes import TenderMethod
from shared_models.values.ids import StaffId, uuid7
from shared_models.values.moments import utc_ms
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from tests.chaos.till_program import PIECES, figures, person
from tests.factories.live_till import RealClock
from tests.factories.tills import new_store

DAYS: Final = 30
OPENS_AT: Final = 1  # UTC: eight in the morning in WIB
OPEN_HOURS: Final = 12
AT_ONCE: Final = 50


class MonthClock(RealClock):
    """The till's own clock, as far back as it was when it sold."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at=at)
        self.moment = at
        self._dice = Random(1)

    def now(self) -> datetime:
        return self.moment

    def new_id(self) -> UUID:
        return uuid7(utc_ms(self.moment), self._dice.getrandbits(74))


def month_ago() -> MonthClock:
    """A day more: the till joins, and begins to sell on the next morning."""
    return MonthClock(edges.now().astimezone(UTC) - timedelta(days=DAYS + 1))


def fetch_prices(folder: Path, address: str, clock: MonthClock) -> None:
    """The first pull of a till that has just joined."""
    store = new_store(folder, clock)
    worker = SyncWorker(store, address, random=edges.dice())
    reader = store.reader()
    worker.start()
    while any(Catalogue(reader, now=clock.now).by_code(code) is None for code in PIECES):
        worker.wait_for_server(1)
    worker.stop()
    reader.close()
    with store.write() as unit:
        # The back office's clock is today's: what was measured of it then would have been nothing.
        unit.execute("UPDATE sync_state SET skew_ms = 0, skew_at = last_contact")
    store.close()


@dataclass
class Month:
    """Sells `sales` receipts over 30 days, a shift a day; the customers' copies go to a file."""

    store: Store
    clock: MonthClock
    copies: Path
    dice: Random

    def sell(self, count: int) -> None:
        first = self.clock.moment.replace(hour=OPENS_AT, minute=0, second=0, microsecond=0)
        first += timedelta(days=1)
        with self.copies.open("a", encoding="utf-8") as papers:
            for day in range(DAYS):
                today = count * (day + 1) // DAYS - count * day // DAYS
                self.clock.moment = first + timedelta(days=day)
                papers.writelines(f"{paper}\n" for paper in self._day(today))

    def _day(self, count: int) -> list[str]:
        with self.store.write() as unit:
            cashier = person(unit, "sari")
            shifts.open_shift(unit, cashier=cashier, opening_float=Money(200_000))
            items = [Catalogue(unit, now=self.clock.now).by_code(code) for code in PIECES]
        known = [item for item in items if item is not None]
        papers: list[str] = []
        for start in range(0, count, AT_ONCE):
            with self.store.write() as unit:
                papers += [self._sale(unit, cashier, known) for _ in range(min(AT_ONCE, count - start))]
            self.clock.moment += timedelta(hours=OPEN_HOURS) * AT_ONCE / max(count, AT_ONCE)
        with self.store.write() as unit:
            shifts.close_shift(unit, actor=cashier, pieces={1: shifts.x_report(unit).expected})
            _printed(unit)
        return papers

    def _sale(self, unit: StoreUnit, cashier: StaffId, items: list[CatalogueItem]) -> str:
        cart = carts.open_cart(unit, actor=cashier).id
        for item in self.dice.sample(items, self.dice.randint(1, len(items))):
            carts.add_line(unit, cart=cart, item=item, qty=whole(self.dice.randint(1, 3)))
        due = sales.what_is_due(unit, cart=cart).missing
        paid = (Tender(TenderMethod.CASH, Money(due)),)
        sold = sales.complete_sale(unit, cart=cart, actor=cashier, tenders=paid)
        if sold.print_job is not None:
            print_jobs.mark_printed(unit, sold.print_job)
        row = unit.execute("SELECT position FROM sale WHERE sale = ?", (sold.sale.bytes,)).fetchone()
        hash_ = hash_at(unit, *place_of(row[0]))
        assert hash_ is not None
        paper = {"receipt": sold.receipt_no, "hash": hash_.hex()} | figures(sold.receipt)
        return json.dumps(paper | {"again": False})


def _printed(unit: StoreUnit) -> None:
    while (job := print_jobs.next_job(unit)) is not None:
        print_jobs.mark_printed(unit, job.job)


def month_offline(folder: Path, copies: Path, clock: MonthClock, *, count: int) -> None:
    """Fill the till of `folder`, which has joined and has its prices."""
    store = new_store(folder, clock)
    Month(store, clock, copies, Random(count)).sell(count)
    store.close()
