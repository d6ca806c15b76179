"""Goal 4: a scan becomes a line in memory, and search as one types, at 100,000 and 1,000,000 products.

Floors of the same run: a bare lookup by a unique barcode in a table of five columns, and a bare FTS5 prefix
query
over the same names. Every prefix of real queries (as a cashier types) is one keystroke.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any, Final

from pos_client.engine.cart_rows import Cart, CartLine
from pos_client.engine.till import this_till, today
from pos_client.store import StoreUnit
from pos_client.store.catalogue import Catalogue
from shared_models.values.codes import PriceSource
from shared_models.values.ids import CartId, StaffId
from shared_models.values.quantity import ONE
from tests.bench.figures import Figure, percentile
from tests.factories.tills import Shop, new_shop

SIZES: Final = ((100_000, 3.0), (1_000_000, 10.0))
SCANS: Final = 2_000
QUERIES: Final = 40
PAGE: Final = 20_000
WORDS: Final = """
    mie goreng soto ayam bawang manis kopi tubruk gula pasir minyak sawit sabun mandi sampo
    deterjen teh botol air galon roti tawar sari keju sarden kecap sambal pedas coklat permen biskuit
    kelapa wafer tisu rokok garam beras pandan wangi telur tepung terigu mentega sedap kari
""".split()  # noqa: SIM905 - sixty words are read in lines
DAY: Final = 739_000


def run() -> list[Figure]:
    figures: list[Figure] = []
    for size, keystroke_ms in SIZES:
        with tempfile.TemporaryDirectory(prefix="bench-search-") as name:
            figures += _measured(Path(name), size, keystroke_ms)
    return figures


def _measured(folder: Path, size: int, keystroke_ms: float) -> list[Figure]:
    shop = new_shop(folder / "till")
    bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
    _fill(shop, bare, size)
    reader = shop.store.reader()
    catalogue = Catalogue(reader, now=shop.clock.now)
    catalogue.day()
    bare.execute("PRAGMA mmap_size = 268435456")
    bare.execute("PRAGMA cache_size = -65536")
    scan, scan_floor = _scans(shop, catalogue, bare, size)
    key, key_floor = _keystrokes(catalogue, bare, size)
    reader.close()
    bare.close()
    shop.store.close()
    label = f"{size // 1000}k products"
    scan_note = f"p99 {percentile(scan, 99):.1f} (floor {percentile(scan_floor, 99):.1f})"
    key_note = f"p50 {percentile(key, 50):.2f}; bare FTS5 names p99 {percentile(key_floor, 99):.2f}"
    return [
        Figure(
            4,
            f"till: scan to line in memory, {label}, p50",
            "CPU µs",
            percentile(scan, 50),
            percentile(scan_floor, 50),
            5.0,
            scan_note,
        ),
        Figure(
            4,
            f"till: keystroke search, {label}, p99",
            "CPU ms",
            percentile(key, 99),
            None,
            keystroke_ms,
            key_note,
        ),
    ]


def _scans(
    shop: Shop, catalogue: Catalogue, bare: sqlite3.Connection, size: int
) -> tuple[list[float], list[float]]:
    """Microseconds of each scan: ours, bare."""
    with shop.store.write() as unit:
        empty = _empty_cart(unit, shop)
    random, ours, floor = Random(9), list[float](), list[float]()
    for _ in range(SCANS):
        code = barcode(random.randint(1, size))
        ours.append(_timed(partial(_line_of, catalogue, empty, code)) * 1000)
        floor.append(_timed(partial(_bare_lookup, bare, code)) * 1000)
    return ours, floor


def _keystrokes(catalogue: Catalogue, bare: sqlite3.Connection, size: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each keystroke: ours, bare."""
    random, ours, floor = Random(11), list[float](), list[float]()
    for number in (random.randint(1, size) for _ in range(QUERIES)):
        first, second = _name(number).split()[:2]
        typed = f"{first} {second[:4]}"
        for end in range(1, len(typed) + 1):
            ours.append(_timed(partial(catalogue.search, typed[:end])))
            floor.append(_timed(partial(_bare_search, bare, typed[:end])))
    return ours, floor


def _line_of(catalogue: Catalogue, cart: Cart, code: str) -> Cart:
    item = catalogue.by_code(code)
    assert item is not None
    assert item.price is not None
    line = CartLine(
        line=cart.next_line,
        item=item.item,
        qty=ONE,
        price=item.price,
        price_source=PriceSource.LIST,
        list_price=item.price,
        decimals=item.decimals,
    )
    return cart.with_line(line)


def _bare_lookup(bare: sqlite3.Connection, code: str) -> Any:
    return bare.execute("SELECT id, name, price FROM product WHERE barcode = ?", (code,)).fetchone()


def _bare_search(bare: sqlite3.Connection, typed: str) -> list[Any]:
    wanted = " ".join(f'"{word}"*' for word in typed.split())
    return bare.execute(
        "SELECT p.id, p.name, p.price FROM search f JOIN product p ON p.id = f.rowid"
        " WHERE search MATCH ? LIMIT 20",
        (wanted,),
    ).fetchall()


def _empty_cart(unit: StoreUnit, shop: Shop) -> Cart:
    return Cart(
        id=CartId(unit.new_id()),
        actor=StaffId(shop.sari),
        opened_at=0,
        held_name=None,
        day=today(unit),
        tax_rules=this_till(unit).tax_rules,
    )


def _fill(shop: Shop, bare: sqlite3.Connection, size: int) -> None:
    """The same names, codes and prices in the till's tables and in the floor's."""
    bare.execute(
        "CREATE TABLE product (id INTEGER PRIMARY KEY, barcode TEXT, sku TEXT, name TEXT, price INTEGER)"
    )
    bare.execute("CREATE UNIQUE INDEX by_barcode ON product (barcode)")
    bare.execute(
        "CREATE VIRTUAL TABLE search USING fts5(name, content='product', content_rowid='id',"
        " tokenize='unicode61 remove_diacritics 2', prefix='1 2 3')"
    )
    with shop.store.write() as unit:
        for table in ("product", "product_unit", "product_code", "product_price"):
            unit.execute(f"DELETE FROM {table}")
        unit.execute("INSERT INTO product_search (product_search) VALUES ('delete-all')")
    for first in range(1, size + 1, PAGE):
        numbers = range(first, min(first + PAGE, size + 1))
        with shop.store.write() as unit:
            fill_till(unit, numbers)
        bare.execute("BEGIN")
        rows = [(n, barcode(n), _sku(n), _name(n), _price(n)) for n in numbers]
        bare.executemany("INSERT INTO product VALUES (?, ?, ?, ?, ?)", rows)
        bare.executemany("INSERT INTO search (rowid, name) VALUES (?, ?)", [(row[0], row[3]) for row in rows])
        bare.execute("COMMIT")


def fill_till(unit: StoreUnit, numbers: range) -> None:
    """Products of these numbers, as the till keeps them."""
    many = unit.execute_many
    many(
        "INSERT INTO product VALUES (?, ?, 1, ?, ?, 'goods', 'taxable', NULL, 1, NULL, 0, 0, NULL)",
        [(n, product_id(n), _sku(n), _name(n)) for n in numbers],
    )
    many("INSERT INTO product_unit VALUES (?, 0, 'pcs', 1000, 0, ?)", [(n, barcode(n)) for n in numbers])
    many("INSERT INTO product_code VALUES (?, ?, 0, ?)", list(_codes(numbers)))
    many(
        "INSERT INTO product_price VALUES (?, 0, ?, 0, ?, NULL, ?)",
        [(n, DAY, product_id(n), _price(n)) for n in numbers],
    )
    many("INSERT INTO stock VALUES (?, 1, 5000)", [(product_id(n),) for n in numbers])
    many("INSERT INTO product_search (rowid, name) VALUES (?, ?)", [(n, _name(n)) for n in numbers])


def _codes(numbers: range) -> Iterator[tuple[str, int, int]]:
    for number in numbers:
        yield _sku(number), number, 1
        yield barcode(number), number, 0


def product_id(number: int) -> bytes:
    return number.to_bytes(16, "big")


def barcode(number: int) -> str:
    return f"899{number * 7919 % 10**10:010}"


def _sku(number: int) -> str:
    return f"SKU{number:07}"


def _name(number: int) -> str:
    random = Random(number)
    size, measure = random.choice((60, 85, 100, 250, 500)), random.choice(("g", "ml", "pcs"))
    return f"{' '.join(random.sample(WORDS, 3))} {size}{measure} {number % 977}"


def _price(number: int) -> int:
    return 1_000 + number * 37 % 900 * 100


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds of CPU: the data is in memory, and a busy machine would only measure its neighbours."""
    began = time.thread_time_ns()
    work()
    return (time.thread_time_ns() - began) / 1e6
