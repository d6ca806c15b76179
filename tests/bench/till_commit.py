"""Goal 3: paying at the till beside a bare FULL commit of the very same rows.

Ours is the unit of `complete_sale` from Enter to COMMIT: settling, receipt number, event, hash, MAC, every
row.
What the pay panel asked for when it opened (`what_is_due`: figures, tax, the lines' JSON) was prepared
before, as
in the shop; the second figure counts it in. The floor replays, through the sqlite3 module alone, the write
statements of the same sales into a copy of the same database. Both are interleaved, each first in turn,
with a bare
append and fdatasync, the physical yardstick.
"""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from uuid_utils.compat import uuid7

from pos_client.engine import carts, sales
from pos_client.store import StoreUnit
from pos_client.store import store as store_module
from shared_models.values.ids import CartId
from shared_models.values.quantity import whole
from tests.bench.figures import Figure, percentile
from tests.factories.tills import PRODUCTS, Clock, Shop, cash, new_shop

SALES: Final = 400
WARM_UP: Final = 20
WRITES: Final = ("INSERT", "UPDATE", "DELETE")
Statement = tuple[bool, str, Any]


class RecordingUnit(StoreUnit):
    """Keeps every write statement with its parameters."""

    written: list[Statement]

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        run, run_many = self.execute, self.execute_many

        def execute(sql: str, params: Any = ()) -> sqlite3.Cursor:
            if sql.startswith(WRITES):
                RecordingUnit.written.append((False, sql, params))
            return run(sql, params)

        def execute_many(sql: str, rows: Any) -> sqlite3.Cursor:
            RecordingUnit.written.append((True, sql, list(rows)))
            return run_many(sql, rows)

        self.execute, self.execute_many = execute, execute_many


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="bench-till-") as name:
        folder = Path(name)
        recorded = _recorded(folder / "recorded")
        shop = _opened(folder / "ours", MachineClock())
        bare = _bare(folder / "recorded-start", folder / "bare.db")
        items = [shop.item(product[0]) for product in PRODUCTS]
        ours: list[float] = []
        opening: list[float] = []
        floor: list[float] = []
        disk: list[float] = []
        # As in the till (desk/collector.py): rubbish is looked for between two events, never within one.
        gc.collect()
        gc.freeze()
        gc.disable()
        for number, (before, paying) in enumerate(recorded):
            gc.collect(0)
            cart = _rung_up(shop, items, number)
            opening.append(_timed(partial(_pay_panel, shop, cart)))
            _replay(bare, before)
            pair = [(ours, partial(_paid, shop, cart)), (floor, partial(_replay, bare, paying))]
            for samples, work in pair if number % 2 else reversed(pair):
                samples.append(_timed(work))
            disk.append(_fdatasync(folder / "yardstick"))
        gc.enable()
        gc.unfreeze()
        bare.close()
        shop.store.close()
    whole_way = [panel + pay for panel, pay in zip(opening, ours, strict=True)][WARM_UP:]
    ours, floor, disk = ours[WARM_UP:], floor[WARM_UP:], disk[WARM_UP:]
    rows = len(recorded[-1][1])
    spent = percentile(ours, 50) - percentile(floor, 50)
    note = (
        f"{rows} statements; {spent:.2f} ms of Python (40 % envelope and hashes, see decision 0013); "
        f"p99 {percentile(ours, 99):.2f} (floor {percentile(floor, 99):.2f}); "
        f"4 KiB fdatasync p50 {percentile(disk, 50):.3f}"
    )
    case = f"till: pay 3-5 lines, durable, p50 of {len(ours)}"
    floor_p50 = percentile(floor, 50)
    return [
        Figure(3, case, "ms", percentile(ours, 50), floor_p50, 1.3, note),
        Figure(
            3, "till: the same with opening the pay panel", "ms", percentile(whole_way, 50), floor_p50, 2.0
        ),
    ]


class MachineClock(Clock):
    """What the program itself is handed: the system's clock and quick random ids."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - measured as it runs in the shop

    def new_id(self) -> UUID:
        return uuid7()


def _opened(folder: Path, clock: Clock | None = None) -> Shop:
    shop = new_shop(folder, clock)
    shop.open_shift()
    return shop


def _recorded(folder: Path) -> list[tuple[list[Statement], list[Statement]]]:
    """Per sale: the writes of ringing up, and those of paying. Clock and ids are the same in every shop."""
    shop = _opened(folder)
    _copy_start(shop, folder.with_name("recorded-start"))
    items = [shop.item(product[0]) for product in PRODUCTS]
    recorded: list[tuple[list[Statement], list[Statement]]] = []
    plain = store_module.StoreUnit
    store_module.StoreUnit = RecordingUnit  # type: ignore[assignment,misc] # taken back below
    try:
        for number in range(SALES + WARM_UP):
            ringing: list[Statement] = []
            RecordingUnit.written = ringing
            cart = _rung_up(shop, items, number)
            paying: list[Statement] = []
            RecordingUnit.written = paying
            _paid(shop, cart)
            recorded.append((ringing, paying))
    finally:
        store_module.StoreUnit = plain  # type: ignore[misc] # as it was
    shop.store.close()
    return recorded


def _copy_start(shop: Shop, folder: Path) -> None:
    """The database before the first sale, for the floor to begin from."""
    folder.mkdir()
    copy = folder / "till.db"
    with closing(sqlite3.connect(shop.store.path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)


def _bare(start: Path, path: Path) -> sqlite3.Connection:
    shutil.copy(start / "till.db", path)
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=512)
    for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _rung_up(shop: Shop, items: list[Any], number: int) -> CartId:
    with shop.store.write() as unit:
        cart = carts.open_cart(unit, actor=shop.sari)
        for line in range(3 + number % 3):
            item = items[(number + line) % len(items)]
            carts.add_line(unit, cart=cart.id, item=item, qty=whole(1 + line), merge=False)
    return cart.id


def _pay_panel(shop: Shop, cart: CartId) -> None:
    with shop.store.write() as unit:
        sales.what_is_due(unit, cart=cart)


def _paid(shop: Shop, cart: CartId) -> None:
    with shop.store.write() as unit:
        sales.complete_sale(unit, cart=cart, actor=shop.sari, tenders=cash(1_000_000))


def _replay(bare: sqlite3.Connection, statements: list[Statement]) -> None:
    bare.execute("BEGIN IMMEDIATE")
    for many, sql, params in statements:
        if many:
            bare.executemany(sql, params)
        else:
            bare.execute(sql, params)
    bare.execute("COMMIT")


def _timed(work: Callable[[], None]) -> float:
    """Milliseconds."""
    began = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - began) / 1e6


def _fdatasync(path: Path) -> float:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def append() -> None:
        os.write(file, bytes(4096))
        os.fdatasync(file)

    took = _timed(append)
    os.close(file)
    return took
