"""Floor of the embedded server: finished rows of sales into bare SQLite, WAL, synchronous=FULL, one writer.

Sale, lines, payment, stock moves, stock, a balanced entry of five lines and the daily rollup per product, by
executemany, a hundred sales per commit. No HTTP, no events, no checks, small integer keys.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.bench.floors.trade import BRANCHES, HISTORY, PRODUCTS, PlainSale, price_of, sales

BATCH: Final = 100
TABLES: Final = """
create table product(id integer primary key, barcode text unique, name text, price int, cost int);
create table sale(id blob primary key, branch int, till text, number text, sold_at text, cashier text,
  total int, tax int, cost int, unique(branch, till, number)) without rowid;
create index sale_by_day on sale(branch, sold_at);
create table sale_line(sale blob references sale, line int, product int references product, qty int, price int,
  amount int, cost int, primary key(sale, line)) without rowid;
create table payment(sale blob references sale, line int, method text, amount int, primary key(sale, line)) without rowid;
create table stock(product int, branch int, qty int, primary key(product, branch)) without rowid;
create table stock_move(id integer primary key, product int, branch int, sale blob, qty int, at text);
create index move_by_product on stock_move(product, branch, at);
create table entry(id integer primary key, sale blob unique, branch int, posted_at text);
create table entry_line(entry int references entry, line int, account int, debit int, credit int, primary key(entry, line))
  without rowid;
create index line_by_account on entry_line(account);
create table product_day(product int, branch int, day text, qty int, amount int, cost int, sales int,
  primary key(product, branch, day)) without rowid;
create temp table sold(sale blob, branch int, sold_at text, line int, product int, qty int, price int, amount int, cost int);
"""
ROLLUP: Final = """
insert into product_day select product, branch, substr(sold_at, 1, 10), sum(qty), sum(amount), sum(cost * qty), count(*)
from sold where true group by 1, 2, 3 on conflict(product, branch, day) do update set
qty = qty + excluded.qty, amount = amount + excluded.amount, cost = cost + excluded.cost, sales = sales + excluded.sales
"""


def cpu_ms_per_sale(folder: Path, *, count: int, rollup: bool) -> float:
    """CPU of this process per sale, in milliseconds."""
    connection = _opened(folder / f"floor-{rollup}.db")
    made = sales(count + HISTORY, seed=11)
    for warm in _batches(made[count:]):
        _post(connection, warm, rollup=rollup)
    begun = time.process_time()
    for batch in _batches(made[:count]):
        _post(connection, batch, rollup=rollup)
    spent = time.process_time() - begun
    unbalanced = "select 1 from entry_line group by entry having sum(debit) <> sum(credit) limit 1"
    assert not connection.execute(unbalanced).fetchone()
    connection.close()
    return spent * 1000 / count


def _batches(made: Sequence[PlainSale]) -> list[Sequence[PlainSale]]:
    return [made[start : start + BATCH] for start in range(0, len(made), BATCH)]


def _opened(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on", "cache_size=-65536"):
        connection.execute(f"pragma {pragma}")
    connection.executescript(TABLES)
    connection.execute("begin")
    products = range(1, PRODUCTS + 1)
    connection.executemany(
        "insert into product values(?, ?, ?, ?, ?)",
        [(number, f"899{number:010d}", f"Produk {number}", price_of(number), 700) for number in products],
    )
    connection.executemany(
        "insert into stock values(?, ?, ?)",
        [(number, branch, 10**6) for branch in range(1, BRANCHES + 1) for number in products],
    )
    connection.execute("commit")
    return connection


def _post(connection: sqlite3.Connection, batch: Sequence[PlainSale], *, rollup: bool) -> None:
    at, many = "2026-03-01T10:00:00", connection.executemany
    connection.execute("begin immediate")
    many(
        "insert into sale values(?, ?, 'K1', ?, ?, 'sari', ?, ?, ?)",
        [(one.id.bytes, one.branch, f"K1-{one.id.hex}", at, one.total, one.tax, one.cost) for one in batch],
    )
    lines = [
        (one.id.bytes, one.branch, at, place, line.product, line.pieces, line.price, line.amount, line.cost)
        for one in batch
        for place, line in enumerate(one.lines, 1)
    ]
    many("insert into sale_line values(?, ?, ?, ?, ?, ?, ?)", [(row[0], *row[3:]) for row in lines])
    many("insert into payment values(?, 1, 'cash', ?)", [(one.id.bytes, one.total) for one in batch])
    many(
        "insert into stock_move(product, branch, sale, qty, at) values(?, ?, ?, ?, ?)",
        [(row[4], row[1], row[0], -row[5], at) for row in lines],
    )
    taken = [(row[5], row[4], row[1]) for row in lines]
    many("update stock set qty = qty - ? where product = ? and branch = ?", taken)
    first = connection.execute("select coalesce(max(id), 0) + 1 from entry").fetchone()[0]
    numbered = list(enumerate(batch, first))
    entries = [(number, one.id.bytes, one.branch, at) for number, one in numbered]
    many("insert into entry values(?, ?, ?, ?)", entries)
    entry_lines = [row for number, one in numbered for row in _entry(number, one)]
    many("insert into entry_line values(?, ?, ?, ?, ?)", entry_lines)
    if rollup:
        connection.execute("delete from sold")
        many("insert into sold values(?, ?, ?, ?, ?, ?, ?, ?, ?)", lines)
        connection.execute(ROLLUP)
    connection.execute("commit")


def _entry(number: int, sale: PlainSale) -> tuple[tuple[int, int, int, int, int], ...]:
    return (
        (number, 1, 1101, sale.total, 0),
        (number, 2, 4101, 0, sale.total - sale.tax),
        (number, 3, 2131, 0, sale.tax),
        (number, 4, 5101, sale.cost, 0),
        (number, 5, 1141, 0, sale.cost),
    )
