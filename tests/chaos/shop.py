"""Toko Ratna with as many registers as a run needs; its tills enrolled before anything is broken."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from backoffice_server.features.tills.service import new_code
from backoffice_server.founding import found_shop
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.migrations import migrate
from pos_client.app import edges
from pos_client.remote.client import Client
from pos_client.remote.till_api import TillApi
from pos_client.sync.enrol import enrol
from shared_models.values.codes import StreamPurpose
from tests.factories import shop as shops
from tests.factories.live_till import RealClock
from tests.factories.tills import Clock, new_store

BRANCHES = ("BDG1", "BDG2")
# A month offline ends well within the open books.
BOOKS_OPEN_DAYS = 45


def place_of(number: int) -> tuple[str, str]:
    """Branch and register of the n-th till, counted from 0: branches take turns."""
    return BRANCHES[number % len(BRANCHES)], f"K{number // len(BRANCHES) + 1}"


def build(url: str, *, tills: int, days_ago: int = 0) -> None:
    """Founded on the clock of this machine, or so many days before: a server process knows no other."""
    registers = tuple((*place_of(number), f"Kasir {number + 1}") for number in range(tills))
    founded = edges.now() - timedelta(days=days_ago)
    with Database(url, now=lambda: founded) as database:
        migrate(database)
        with database.write() as unit:
            books_from = unit.now().date() - timedelta(days=BOOKS_OPEN_DAYS)
            found_shop(unit, shop=shops.shop_of_ratna(books_from=books_from, registers=registers))
            shops._stock_the_shelves(unit)


def codes(url: str, folder: Path, *, tills: int) -> list[str]:
    """A one-time code for every register; the server must not run yet."""
    with Database(url) as database:
        shop = shops.Shop(database, folder, shops.Clock())
        places = [shop.register(register, branch) for branch, register in map(place_of, range(tills))]
        with database.write() as unit:
            return [
                new_code(unit, register_id=place, purpose=StreamPurpose.LIVE, valid_hours=24, by=None)
                for place in places
            ]


def join(folder: Path, address: str, code: str, *, clock: Clock | None = None) -> None:
    """A till enrols over the network; its program is not started."""
    store = new_store(folder, clock or RealClock())
    client = Client(address)
    enrol(store, TillApi(client), code=code, device_name=folder.name)
    client.close()
    store.close()
