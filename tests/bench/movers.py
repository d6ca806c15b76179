"""Goal 5: fast and slow movers of 10,000 products over 10,000,000 sale lines, beside reading the lines.

Ours reads and ranks one branch of four from the statistics rows, never-sold stock included; the floor does
it from the lines, in the same database. Both name the same units and revenue of every product. Counted is the
CPU of this process and of the database's. The note tells what the whole report costs, its classes and its
table included, and how long one waits. What the aggregates add to each write is measured by `server_ingest`.
"""

from __future__ import annotations

import gc
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import psycopg

from backoffice_server.features.catalog.tables import product, product_unit
from backoffice_server.features.sales.tables import product_stat
from backoffice_server.features.stock.tables import stock
from backoffice_server.founding import found_shop
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.migrations import migrate
from backoffice_server.reports import movers
from backoffice_server.reports.make import make_report
from backoffice_server.reports.scope import Wanted, scope_of
from shared_models.values.codes import RoundingMode
from shared_models.values.moments import Zone
from shared_models.values.quantity import ONE
from shared_models.wire.replica import BranchRow
from shared_models.wire.reports import ReportName, ReportTable
from tests import postgres
from tests.bench.cpu import cpu_ms, postmaster_of
from tests.bench.figures import Figure
from tests.bench.floors import raw_lines
from tests.bench.floors.raw_lines import BRANCHES, PRODUCTS
from tests.databases import BACKENDS, Backend
from tests.factories.shop import shop_of_ratna

LINES: Final = 10_000_000
TODAY: Final = date(2026, 11, 22)
WINDOW: Final = 90
BRANCH: Final = 2
TURNS: Final = 5
BLOCKS: Final = 3
GOAL: Final = 1 / 15
Read = Callable[[str], Sequence[Sequence[Any]]]


def run() -> list[Figure]:
    return [_measured(backend) for backend in BACKENDS]


def _measured(backend: Backend) -> Figure:
    with _filled(backend) as (database, read, postmaster):
        _same(_report(database), read(_query()))
        # As the server does: what is imported stays, so the collector need not walk it.
        gc.collect()
        gc.freeze()
        ours, floor, whole = (
            min(cpu_ms(work, turns=TURNS, postmaster=postmaster) for _ in range(BLOCKS))
            for work in (lambda: _ranked(database), lambda: read(_query()), lambda: _report(database))
        )
        waited, floor_waited = _timed(lambda: _ranked(database)), _timed(lambda: read(_query()))
        gc.unfreeze()
    note = (
        f"{LINES // 10**6}M lines, best of {BLOCKS} x {TURNS}; whole report {whole:.0f}; "
        f"waited {waited:.0f} ms (floor {floor_waited:.0f})"
    )
    return Figure(5, f"movers of {PRODUCTS} products, {backend}", "CPU ms", ours, floor, GOAL, note)


def _ranked(database: Database) -> list[movers._Mover]:
    with database.read() as unit:
        scope = scope_of(unit, Wanted(branch=f"B{BRANCH}", date_to=TODAY))
        return sorted(movers._movers(unit, scope), key=lambda own: -own.units)


def _report(database: Database) -> ReportTable:
    with database.read() as unit:
        return make_report(unit, ReportName.MOVERS, Wanted(branch=f"B{BRANCH}", date_to=TODAY))


def _query() -> str:
    return raw_lines.movers_query(branch=BRANCH, last_day=TODAY.toordinal(), window=WINDOW)


def _same(report: ReportTable, raw: Sequence[Sequence[Any]]) -> None:
    """Both name the same units and revenue for every product that ever moved."""
    at = {column.key: place for place, column in enumerate(report.columns)}
    keys = ("units", "revenue_window", "revenue_to_date")
    ours = {row[at["sku"]]: tuple(row[at[key]] for key in keys) for row in report.rows}
    floor = {f"P{number:05d}": (pieces * ONE, *amounts) for number, pieces, *amounts, _last, _rank in raw}
    assert {sku: figures for sku, figures in floor.items() if figures[2]} == {
        sku: figures for sku, figures in ours.items() if figures[2]
    }


@contextmanager
def _filled(backend: Backend) -> Iterator[tuple[Database, Read, int | None]]:
    """A shop of four branches with its statistics rows, a way to read the raw lines beside them, and the
    PostgreSQL's process.
    """
    with tempfile.TemporaryDirectory(prefix="pos-bench-") as name:
        if backend == "sqlite":
            path = Path(name) / "server.db"
            with sqlite3.connect(path, isolation_level=None) as connection:
                raw_lines.fill_sqlite(connection, LINES, last_day=TODAY.toordinal())
                with Database(f"sqlite:///{path}") as database:
                    _found(database, connection.execute(_aggregates()).fetchall())
                    yield database, lambda sql: connection.execute(sql).fetchall(), None
            connection.close()
            return
        cluster = postgres.new_folder()
        try:
            url = postgres.start(cluster).address_of("postgres")
            with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as server:
                raw_lines.fill_postgres(server, LINES, last_day=TODAY.toordinal())
                with Database(url) as database:
                    _found(database, server.execute(_aggregates().encode()).fetchall())
                    server.execute(b"vacuum analyze")
                    server.execute(b"checkpoint")
                    yield (
                        database,
                        lambda sql: server.execute(sql.encode()).fetchall(),
                        postmaster_of(cluster),
                    )
        finally:
            postgres.stop(cluster)


def _found(database: Database, aggregates: Sequence[Sequence[Any]]) -> None:
    migrate(database)
    with database.write() as unit:
        branches = tuple(_branch(number) for number in range(1, BRANCHES + 1))
        shop = shop_of_ratna(branches=branches, registers=(), books_from=TODAY - timedelta(days=400))
        found_shop(unit, shop=shop)
        names = [(_id(n), f"P{n:05d}", f"Produk {n}") for n in range(1, PRODUCTS + 1)]
        rest = ("goods", None, "taxable", 700, True, False, 1, 0, False, None)
        unit.insert(
            product, [(id_, sku, title, title.lower(), title.lower(), *rest) for id_, sku, title in names]
        )
        unit.insert(product_unit, [(id_, "pcs", 0, ONE, 0) for id_, *_ in names])
        levels = [(row.id, id_, 5 * ONE, 3_500, ONE, 700) for row in branches for id_, *_ in names]
        unit.insert(stock, levels)
        unit.insert(product_stat, [_statistics(*row) for row in aggregates])


def _aggregates() -> str:
    return raw_lines.AGGREGATES.format(after=TODAY.toordinal() - WINDOW)


def _statistics(
    branch: int, number: int, pieces: int, amount: int, all_pieces: int, all_amount: int, last: int
) -> tuple[Any, ...]:
    figures = (int(pieces) * ONE, int(amount), int(all_pieces) * ONE, int(all_amount))
    return (UUID(int=branch), _id(number), TODAY, *figures, date.fromordinal(last))


def _branch(number: int) -> BranchRow:
    return BranchRow(
        id=UUID(int=number),
        code=f"B{number}",
        name=f"Cabang {number}",
        address="",
        zone=Zone.WIB,
        rounding_step=100,
        rounding_mode=RoundingMode.DOWN,
    )


def _id(number: int) -> UUID:
    return UUID(int=0xA0000 + number)


def _timed(work: Callable[[], object]) -> float:
    """Milliseconds, the quickest of some."""
    spans = []
    for _ in range(TURNS):
        began = time.perf_counter_ns()
        work()
        spans.append(time.perf_counter_ns() - began)
    return min(spans) / 1e6
