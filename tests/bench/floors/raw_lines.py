"""Sale lines as they are, without any aggregate: the movers of a branch by reading every line of it.

The same made-up lines on both engines: products as skewed as in a shop, four branches, 360 days.
"""

from __future__ import annotations

import sqlite3
from typing import Any, Final

import psycopg

BRANCHES: Final = 4
DAYS: Final = 360
PRODUCTS: Final = 10_000
# The line's own number makes its product (fast ones in the front third), branch, day, pieces and amount.
_SPREAD: Final = "((i * 7919) % 1000003)"
_FAST: Final = f"({_SPREAD} * {_SPREAD} / 1000003) * {_SPREAD} / 1000003 * {PRODUCTS} / 1000003"
_ANY: Final = f"(i * 7717) % {PRODUCTS}"
_LINES: Final = (
    f"select 1 + case when (i * 31) % 10 < 6 then {_FAST} else {_ANY} end, 1 + (i * 13) % 1009 % {BRANCHES},"
    f" {{first}} + i * {DAYS} / {{count}}, 1 + (i * 5) % 11 % 4,"
    f" (1 + (i * 5) % 11 % 4) * (1000 + (i * 11) % 90001) from {{numbers}}"
)
_TABLE: Final = "create table raw_line (product int, branch int, day int, pieces int, amount bigint)"
_INDEX: Final = "create index raw_line_read on raw_line (branch, day, product, pieces, amount)"
_MOVERS: Final = """
select p.product, coalesce(x.pieces, 0), coalesce(x.amount, 0), coalesce(x.to_date, 0), x.last,
       rank() over (order by coalesce(x.pieces, 0) desc)
from raw_product p left join (
  select product, sum(case when day > {after} then pieces else 0 end) pieces,
         sum(case when day > {after} then amount else 0 end) amount, sum(amount) to_date, max(day) last
  from raw_line where branch = {branch} group by product) x on x.product = p.product"""
AGGREGATES: Final = """
select branch, product, sum(case when day > {after} then pieces else 0 end),
       sum(case when day > {after} then amount else 0 end), sum(pieces), sum(amount), max(day)
from raw_line group by branch, product"""


def movers_query(*, branch: int, last_day: int, window: int) -> str:
    """(product, pieces, amount in the window, amount to date, last day, rank) of every product."""
    return _MOVERS.format(branch=branch, after=last_day - window)


def fill_sqlite(connection: sqlite3.Connection, count: int, *, last_day: int) -> None:
    """`count` lines ending on the day with the ordinal `last_day`."""
    counting = f"select 0 union all select i + 1 from n where i < {count - 1}"
    numbers = f"(with recursive n(i) as ({counting}) select i from n)"
    connection.execute(_TABLE)
    connection.execute("begin")
    connection.execute("insert into raw_line " + _lines(count, last_day, numbers))
    connection.execute(_INDEX)
    connection.execute("create table raw_product (product integer primary key)")
    connection.executemany("insert into raw_product values (?)", [(n,) for n in range(1, PRODUCTS + 1)])
    connection.execute("commit")
    connection.execute("analyze raw_line")


def fill_postgres(connection: psycopg.Connection[Any], count: int, *, last_day: int) -> None:
    """The same in PostgreSQL; visible to index-only scans."""
    numbers = f"generate_series(0::bigint, {count - 1}) i"
    connection.execute(_TABLE.encode())
    connection.execute(("insert into raw_line " + _lines(count, last_day, numbers)).encode())
    connection.execute(
        _INDEX.replace("day, product, pieces, amount)", "day) include (product, pieces, amount)").encode()
    )
    connection.execute(f"create table raw_product as select generate_series(1, {PRODUCTS}) product".encode())
    connection.execute(b"vacuum analyze raw_line")


def _lines(count: int, last_day: int, numbers: str) -> str:
    return _LINES.format(first=last_day - DAYS + 1, count=count, numbers=numbers)
