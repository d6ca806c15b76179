"""Floor of the server on PostgreSQL: a hundred sales per commit as one jsonb document into one set-based statement.

Sale, lines, payment, stock moves, stock, a balanced entry of five lines and the daily rollup per product, with
foreign keys. No HTTP, no events, no checks, small integer keys.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any, Final

import psycopg

from tests.bench.cpu import process_cpu_s
from tests.bench.floors.trade import BRANCHES, HISTORY, PRODUCTS, PlainSale, sales

BATCH: Final = 100
TABLES: Final = """
create table product(id int primary key, barcode text unique, name text, price int, cost int);
create table sale(id uuid primary key, branch int not null, till text not null, number text not null, sold_at timestamptz not null,
  cashier text, total bigint not null, tax bigint not null, cost bigint not null, unique(branch, till, number));
create index on sale(branch, sold_at);
create table sale_line(sale uuid references sale, line int, product int not null references product, qty int not null,
  price bigint, amount bigint, cost bigint, primary key(sale, line));
create table payment(sale uuid references sale, line int, method text, amount bigint, primary key(sale, line));
create table stock(product int references product, branch int, qty int not null, primary key(product, branch)) with (fillfactor = 70);
create table stock_move(id bigint generated always as identity primary key, product int not null, branch int not null,
  sale uuid not null, qty int not null, at timestamptz not null);
create index on stock_move(product, branch, at);
create table entry(id bigint generated always as identity primary key, sale uuid not null unique, branch int, posted_at timestamptz not null);
create table entry_line(entry bigint references entry, line int, account int not null, debit bigint not null, credit bigint not null,
  primary key(entry, line));
create index on entry_line(account);
create table product_day(product int, branch int, day date, qty bigint not null, amount bigint not null, cost bigint not null,
  sales int not null, primary key(product, branch, day)) with (fillfactor = 70);
insert into product select i, '899' || lpad(i::text, 10, '0'), 'Produk ' || i, 1000, 700 from generate_series(1, {products}) i;
insert into stock select i, b, 1000000 from generate_series(1, {products}) i, generate_series(1, {branches}) b;
"""
POST: Final = """
with d as materialized (select * from jsonb_to_recordset(%s::jsonb) as d(id uuid, branch int, number text, sold_at timestamptz, total bigint,
  tax bigint, cost bigint, lines jsonb)),
s as (insert into sale(id, branch, till, number, sold_at, cashier, total, tax, cost)
  select id, branch, 'K1', number, sold_at, 'sari', total, tax, cost from d on conflict (id) do nothing returning id),
n as materialized (select d.* from d join s using(id)),
l as materialized (select n.id as sale, n.branch, n.sold_at, x.* from n, jsonb_to_recordset(n.lines) as
  x(line int, product int, qty int, price bigint, amount bigint, cost bigint)),
il as (insert into sale_line select sale, line, product, qty, price, amount, cost from l),
ip as (insert into payment select id, 1, 'cash', total from n),
mv as (insert into stock_move(product, branch, sale, qty, at) select product, branch, sale, -qty, sold_at from l),
st as (update stock t set qty = t.qty - g.qty from (select product, branch, sum(qty) qty from l group by 1, 2) g
  where t.product = g.product and t.branch = g.branch),
ro as (insert into product_day as r select product, branch, sold_at::date, sum(qty), sum(amount), sum(cost * qty), count(*)
  from l group by 1, 2, 3 order by 1, 2, 3 on conflict (product, branch, day) do update set qty = r.qty + excluded.qty,
  amount = r.amount + excluded.amount, cost = r.cost + excluded.cost, sales = r.sales + excluded.sales),
je as (insert into entry(sale, branch, posted_at) select id, branch, sold_at from n returning id, sale)
insert into entry_line select je.id, v.* from je join n on n.id = je.sale, lateral (values (1, 1101, n.total, 0::bigint),
  (2, 4101, 0, n.total - n.tax), (3, 2131, 0, n.tax), (4, 5101, n.cost, 0), (5, 1141, 0, n.cost)) v
"""
LOCK: Final = (
    "select 1 from stock where (product, branch) in (select * from unnest(%s::int[], %s::int[])) "
    "order by product, branch for update"
)


def cpu_ms_per_sale(address: str, *, count: int) -> float:
    """CPU of this process and of the server's own per sale, in milliseconds."""
    made = sales(count + HISTORY + 10 * BATCH, seed=12)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(TABLES.format(products=PRODUCTS, branches=BRANCHES).encode())
        _post(connection, made[:HISTORY])
        connection.execute("vacuum analyze")
        connection.execute("checkpoint")
    with psycopg.connect(address) as connection:
        _post(connection, made[HISTORY : HISTORY + 10 * BATCH])
        begun, server = time.process_time(), server_cpu_s(address)
        _post(connection, made[HISTORY + 10 * BATCH :])
        spent = time.process_time() - begun + server_cpu_s(address) - server
        _check(connection)
    return spent * 1000 / count


def server_cpu_s(address: str) -> float:
    """CPU seconds used so far by the backends of this database and by the server's writers."""
    query = (
        "select pid from pg_stat_activity where (datname = current_database() and pid <> pg_backend_pid()) "
        "or backend_type in ('walwriter', 'checkpointer', 'background writer')"
    )
    with psycopg.connect(address) as connection:
        return sum(process_cpu_s(pid) for (pid,) in connection.execute(query).fetchall())


def _post(connection: psycopg.Connection[Any], made: Sequence[PlainSale]) -> None:
    for start in range(0, len(made), BATCH):
        batch = made[start : start + BATCH]
        touched = sorted({(line.product, one.branch) for one in batch for line in one.lines})
        with connection.transaction(), connection.cursor() as cursor:
            # Rows are locked in one order, as writers that meet must do.
            cursor.execute(LOCK, tuple(map(list, zip(*touched, strict=True))))
            cursor.execute(POST, (json.dumps([_document(one) for one in batch]),), prepare=True)


def _document(sale: PlainSale) -> dict[str, Any]:
    return {
        "id": str(sale.id),
        "branch": sale.branch,
        "number": sale.id.hex,
        "sold_at": "2026-03-01T10:00:00+07:00",
        "total": sale.total,
        "tax": sale.tax,
        "cost": sale.cost,
        "lines": [
            {
                "line": place,
                "product": line.product,
                "qty": line.pieces,
                "price": line.price,
                "amount": line.amount,
                "cost": line.cost,
            }
            for place, line in enumerate(sale.lines, 1)
        ],
    }


def _check(connection: psycopg.Connection[Any]) -> None:
    sums = "select (select sum(debit) - sum(credit) from entry_line), (select sum(qty) from stock), (select sum(qty) from sale_line)"
    row = connection.execute(sums).fetchone()
    assert row is not None
    assert row[0] == 0, row
    assert row[1] + row[2] == PRODUCTS * BRANCHES * 1_000_000, row
