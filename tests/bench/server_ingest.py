"""Goal 1: a sale pushed over HTTP until it is committed, as CPU of server and database, beside the floors.

Real event bytes, chained and signed, to a real server process: verified, deduplicated, logged, posted (stock,
five journal lines, totals, statistics) and answered. The floors only write finished rows.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import httpx2
import psycopg

from backoffice_server.features.catalog.tables import price, product, product_unit
from backoffice_server.features.tills.tables import device
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.security import token_hash
from backoffice_server.settings import SECRET_FILE
from shared_models.values.quantity import ONE, whole
from tests import postgres
from tests.bench.figures import Figure
from tests.bench.floors import postgres_ingest, sqlite_ingest
from tests.bench.floors.trade import PRODUCTS, PlainSale, price_of, sales
from tests.databases import BACKENDS, Backend
from tests.factories.events import TillWriter, line
from tests.factories.warung import BOOKS_FROM, K1_DEVICE, NOW, SECRET_BYTES, Good, Warung, build, good

COUNT: Final = 4_000
WARM: Final = 1_200
BATCH: Final = 100
CREDENTIAL: Final = "the bench's own till"
GOALS: Final = {"sqlite": 2.0, "postgresql": 1.8}


@dataclass(frozen=True, slots=True)
class Place:
    """Where one run keeps its databases; `address`: of PostgreSQL's, for the driver."""

    folder: Path
    url: str
    address: str = ""
    floor_address: str = ""


def run() -> list[Figure]:
    figures = []
    for backend in BACKENDS:
        with _place(backend) as place:
            floors = _floors(backend, place)
            ours, p50 = _server(backend, place)
        for name, floor in floors.items():
            case = f"push over HTTP, {backend}, {BATCH} sales per batch, floor: {name}"
            note = f"batch p50 {p50:.0f} ms"
            figures.append(Figure(1, case, "CPU ms/sale", ours, floor, GOALS[backend], note))
    return figures


def _floors(backend: Backend, place: Place) -> dict[str, float]:
    if backend == "postgresql":
        return {"one jsonb statement": postgres_ingest.cpu_ms_per_sale(place.floor_address, count=COUNT)}
    return {
        name: sqlite_ingest.cpu_ms_per_sale(place.folder, count=COUNT, rollup=rollup)
        for name, rollup in (("executemany", False), ("executemany and rollup", True))
    }


def _server(backend: Backend, place: Place) -> tuple[float, float]:
    """CPU milliseconds per sale of the server and its database, and the median milliseconds of a batch."""
    bodies = _bodies(place)
    if place.address:
        with psycopg.connect(place.address, autocommit=True) as connection:
            connection.execute("vacuum analyze")
    with _serving(place) as (process, address):
        headers = {"Authorization": f"Till {CREDENTIAL}", "Content-Type": "application/json"}
        with httpx2.Client(base_url=address, headers=headers, timeout=60) as client:
            for body in bodies[: WARM // BATCH]:
                _push(client, body)
            before = _cpu_s(process, place)
            waits = [_push(client, body) for body in bodies[WARM // BATCH :]]
            spent = _cpu_s(process, place) - before
    return spent * 1000 / (len(waits) * BATCH), sorted(waits)[len(waits) // 2]


def _push(client: httpx2.Client, body: bytes) -> float:
    reply = client.post("/api/sync/push", content=body)
    reply.raise_for_status()
    odd = [result for result in reply.json()["results"] if result["outcome"] not in {"posted", "noted"}]
    assert not odd, odd[:3]
    return reply.elapsed.total_seconds() * 1000


def _cpu_s(process: int, place: Place) -> float:
    database = postgres_ingest.server_cpu_s(place.address) if place.address else 0.0
    return postgres_ingest.process_cpu_s(process) + database


def _bodies(place: Place) -> list[bytes]:
    """The shop with its stock, and the bodies of all pushes."""
    goods = [good(1000 + number, f"P{number}", price_of(number), 700) for number in range(1, PRODUCTS + 1)]
    build(place.url)
    (place.folder / SECRET_FILE).write_text(SECRET_BYTES.hex())
    with Database(place.url) as database:
        _stock_up(database, goods)
        till = Warung(database).opened()
    for one in sales(WARM + COUNT, seed=13):
        _sell(till, goods, one)
    last = len(till.items)
    starts = range(1, last + 1, BATCH)
    pushes = [till.push(start, min(start + BATCH - 1, last), acked=start - 1) for start in starts]
    return [push.model_dump_json().encode() for push in pushes]


def _stock_up(database: Database, goods: list[Good]) -> None:
    shop = Warung(database)
    with database.write() as unit:
        items = [one.item for one in goods]
        names = [(item.name, item.name.lower(), item.name.lower()) for item in items]
        unit.insert(
            product,
            [
                (item.product, item.sku, *name, item.kind, None, item.tax_class, 700, True, False, 1)
                for item, name in zip(items, names, strict=True)
            ],
        )
        unit.insert(product_unit, [(item.product, item.unit, 0, ONE, 0) for item in items])
        unit.insert(
            price,
            [
                (UUID(int=0xFFFF_0000 + place), one.item.product, one.item.unit, None, one.price)
                + (BOOKS_FROM, None, 1, NOW, None)
                for place, one in enumerate(goods)
            ],
        )
        unit.connection.execute(
            device.update()
            .where(device.c.device_id == K1_DEVICE)
            .values(credential_hash=token_hash(CREDENTIAL))
        )
    for start in range(0, len(goods), 2_000):
        lines = [(one, whole(1_000_000), 700) for one in goods[start : start + 2_000]]
        shop.adjust(*lines, number=1 + start)


def _sell(till: TillWriter, goods: list[Good], sale: PlainSale) -> None:
    lines = []
    for sold in sale.lines:
        one = goods[sold.product - 1]
        lines.append(line(one.item, one.price, qty=whole(sold.pieces)))
    till.sale(*lines)


@contextmanager
def _place(backend: Backend) -> Iterator[Place]:
    with tempfile.TemporaryDirectory(prefix="pos-bench-") as name:
        folder = Path(name)
        if backend == "sqlite":
            yield Place(folder, f"sqlite:///{folder / 'server.db'}")
            return
        cluster = postgres.new_folder()
        try:
            server = postgres.start(cluster)
            addresses = [server.address_of(name) for name in ("bench_server", "bench_floor")]
            with psycopg.connect(_plain(server.url), autocommit=True) as connection:
                connection.execute("create database bench_server")
                connection.execute("create database bench_floor")
            yield Place(folder, addresses[0], _plain(addresses[0]), _plain(addresses[1]))
        finally:
            postgres.stop(cluster)


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")


@contextmanager
def _serving(place: Place) -> Iterator[tuple[int, str]]:
    """The server's process id and address."""
    port_file = place.folder / "port"
    command = [sys.executable, "-m", "backoffice_server", "serve", "--data", str(place.folder)]
    command += ["--database-url", place.url, "--port", "0", "--port-file", str(port_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()  # it says where it listens once it does
            yield process.pid, f"http://127.0.0.1:{port_file.read_text('utf-8').strip()}"
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
