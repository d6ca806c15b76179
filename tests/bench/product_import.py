"""Goal 7: a price list of 10,000 products read, checked and written, as CPU of this process and the database.

Each product is a row of a CSV file with category, unit, price, cost and barcode; every third a carton with
its own barcode and price. Reading, every check, all rows, the change feed
that tells the tills, and the commit are all in it.
"""

from __future__ import annotations

import csv
import io
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import psycopg

from backoffice_server.features.catalog.import_products import import_products
from backoffice_server.features.parties.queries import by_code
from backoffice_server.kernel.database import Database
from shared_models.rules.barcodes import make_ean13
from tests import postgres
from tests.bench.figures import Figure
from tests.bench.floors.postgres_ingest import server_cpu_s
from tests.databases import BACKENDS, Backend
from tests.factories.shop import build

PRODUCTS: Final = 10_000
GOAL_MS: Final = 0.32
HEADINGS: Final = (
    *("kode", "nama", "kategori", "satuan", "harga", "modal", "barcode"),
    *("satuan2", "isi2", "harga2", "barcode2"),
)


def run() -> list[Figure]:
    content = price_list(PRODUCTS)
    figures = []
    for backend in BACKENDS:
        with _empty(backend) as (database, address):
            cpu_ms, wall_ms = _imported(database, address, content)
        case = f"import of {PRODUCTS} products, {backend}"
        note = f"wall {wall_ms:.2f} ms each"
        figures.append(Figure(7, case, "CPU ms/product", cpu_ms, None, GOAL_MS, note))
    return figures


def price_list(count: int) -> bytes:
    """A CSV file as a wholesaler sends it."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADINGS)
    for number in range(count):
        price = 1_000 + number * 37 % 900 * 100
        row = [f"SKU{number:06d}", f"Produk nomor {number} 250 g", f"Kelompok {number % 20}", "pcs"]
        row += [str(price), str(price * 7 // 10), make_ean13(f"8995{number:08d}")]
        carton = ["dus", "24", str(price * 23), make_ean13(f"8996{number:08d}")]
        writer.writerow(row + (carton if number % 3 == 0 else [""] * 4))
    return text.getvalue().encode()


def _imported(database: Database, address: str, content: bytes) -> tuple[float, float]:
    """CPU and wall milliseconds per product."""
    before, began = time.process_time() + _database_s(address), time.perf_counter()
    with database.write() as unit:
        preview = import_products(
            unit, content=content, filename="daftar.csv", dry_run=False, by=None, customers=by_code
        )
    spent, took = time.process_time() + _database_s(address) - before, time.perf_counter() - began
    assert (preview.written, preview.new, preview.wrong) == (True, PRODUCTS, 0)
    return spent * 1000 / PRODUCTS, took * 1000 / PRODUCTS


def _database_s(address: str) -> float:
    return server_cpu_s(address) if address else 0.0


@contextmanager
def _empty(backend: Backend) -> Iterator[tuple[Database, str]]:
    """A founded shop; of PostgreSQL also its address for the driver."""
    with tempfile.TemporaryDirectory(prefix="pos-bench-") as name:
        if backend == "sqlite":
            url = f"sqlite:///{Path(name) / 'server.db'}"
            build(url)
            with Database(url) as database:
                yield database, ""
            return
        cluster = postgres.new_folder()
        try:
            server = postgres.start(cluster)
            with psycopg.connect(server.url.replace("+psycopg", ""), autocommit=True) as connection:
                connection.execute("create database bench_import")
            url = server.address_of("bench_import")
            build(url)
            with Database(url) as database:
                yield database, url.replace("+psycopg", "")
        finally:
            postgres.stop(cluster)
