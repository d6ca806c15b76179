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

from backoffice_server.features.branches.service import new_branch, open_branch
from backoffice_server.features.catalog.tables import price, product, product_unit
from backoffice_server.features.stock.adjustments import adjust
from backoffice_server.features.tills.service import open_register
from backoffice_server.features.tills.tables import device, enrolment
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.security import token_hash
from backoffice_server.settings import SECRET_FILE
from shared_models.values.codes import StreamPurpose
from shared_models.values.ids import BranchId, DeviceId, RegisterId
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, whole
from shared_models.wire.envelope import BATCH_EVENTS_MAX
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock
from tests import postgres
from tests.bench.figures import Figure
from tests.bench.floors import postgres_ingest, sqlite_ingest
from tests.bench.floors.trade import BRANCHES, HISTORY, PRODUCTS, PlainSale, price_of, sales
from tests.databases import BACKENDS, Backend
from tests.factories.events import TillWriter, line
from tests.factories.warung import BOOKS_FROM, NOW, PPN, SARI, SECRET, SECRET_BYTES, Good, build, good

COUNT: Final = 4_000
# What a till sends at a time when it has much to send.
BATCH: Final = BATCH_EVENTS_MAX
CREDENTIAL: Final = "the bench's own till"
GOALS: Final = {"sqlite": 2.0, "postgresql": 1.8}
# From a profile of the server process; docs/decisions/0012 says what was tried.
WHERE: Final = "60 % Python (parsing 15, rules and rows 45), 25 % database, 15 % HTTP and kernel"


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
            case = f"push over HTTP, {backend}, {BATCH} sales a push, floor: {name}"
            note = f"push p50 {p50:.0f} ms; {WHERE}"
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
    """CPU milliseconds per sale of the server and its database, and the median milliseconds of a push."""
    pushes = _pushes(place)
    if place.address:
        with psycopg.connect(place.address, autocommit=True) as connection:
            connection.execute("vacuum analyze")
    with _serving(place) as (process, address), httpx2.Client(base_url=address, timeout=60) as client:
        warm = HISTORY // BATCH
        for push in pushes[:warm]:
            _push(client, push)
        before = _cpu_s(process, place)
        waits = [_push(client, push) for push in pushes[warm:]]
        spent = _cpu_s(process, place) - before
    return spent * 1000 / sum(push.events for push in pushes[warm:]), sorted(waits)[len(waits) // 2]


@dataclass(frozen=True, slots=True)
class Push:
    """A request ready to be sent by the till of one branch."""

    credential: str
    body: bytes
    events: int


def _push(client: httpx2.Client, push: Push) -> float:
    headers = {"Authorization": f"Till {push.credential}", "Content-Type": "application/json"}
    reply = client.post("/api/sync/push", content=push.body, headers=headers)
    reply.raise_for_status()
    odd = [result for result in reply.json()["results"] if result["outcome"] not in {"posted", "noted"}]
    assert not odd, odd[:3]
    return reply.elapsed.total_seconds() * 1000


def _cpu_s(process: int, place: Place) -> float:
    database = postgres_ingest.server_cpu_s(place.address) if place.address else 0.0
    return postgres_ingest.process_cpu_s(process) + database


def _pushes(place: Place) -> list[Push]:
    """The shop with its stock, and all pushes of its tills in turn."""
    goods = [good(1000 + number, f"P{number}", price_of(number), 700) for number in range(1, PRODUCTS + 1)]
    build(place.url)
    (place.folder / SECRET_FILE).write_text(SECRET_BYTES.hex())
    with Database(place.url) as database:
        _add_goods(database, goods)
        tills = [_till(database, goods, number) for number in range(1, BRANCHES + 1)]
    for one in sales(HISTORY + COUNT, seed=13):
        _sell(tills[one.branch - 1], goods, one)
    waiting = [list(_in_batches(till, number)) for number, till in enumerate(tills, 1)]
    return [push for turn in zip(*waiting, strict=True) for push in turn]


def _in_batches(till: TillWriter, number: int) -> Iterator[Push]:
    for start in range(1, len(till.items) + 1, BATCH):
        last = min(start + BATCH - 1, len(till.items))
        body = till.push(start, last, acked=start - 1).model_dump_json().encode()
        yield Push(f"{CREDENTIAL} {number}", body, last - start + 1)


def _till(database: Database, goods: list[Good], number: int) -> TillWriter:
    """A new branch with its stock, its register and a till on it."""
    branch, place = BranchId(UUID(int=0xBE0 + number)), RegisterId(UUID(int=0xBE10 + number))
    own = DeviceId(UUID(int=0xBE20 + number))
    with database.write() as unit:
        open_branch(unit, row=new_branch(unit, code=f"X{number}", name="Cabang", branch_id=branch))
        open_register(unit, branch=branch, code="K1", name="Kasir", register_id=place)
        till = ("A", StreamPurpose.LIVE)
        unit.insert(enrolment, [(branch, own, 1, place, *till, NOW)])
        secret = token_hash(f"{CREDENTIAL} {number}")
        unit.insert(device, [(own, branch, place, "K1", "0.1.0", 1, *till, secret, NOW, None, None)])
        for start in range(0, len(goods), 2_000):
            adjust(unit, _opening(branch, goods[start : start + 2_000], start), by=None)
    writer = TillWriter(
        device=own,
        branch=branch,
        register=place,
        key=SECRET.device_key(own, 1),
        branch_code=f"X{number}",
        stream=UUID(int=(0x5EB0 + number) << 64),
        actor=SARI,
        tax_rules=(PPN,),
    )
    writer.opened()
    writer.shift_opened()
    return writer


def _opening(branch: BranchId, goods: list[Good], number: int) -> AdjustStock:
    lines = [
        AdjustmentLine(product=one.item.product, qty=whole(1_000_000), unit_cost=Money(700)) for one in goods
    ]
    return AdjustStock(
        id=UUID(int=number + 1),
        branch=branch,
        reason=AdjustmentReason.OPENING,
        bdate=BOOKS_FROM,
        lines=tuple(lines),
    )


def _add_goods(database: Database, goods: list[Good]) -> None:
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
        since = (BOOKS_FROM, None, 1, NOW, None)
        unit.insert(
            price,
            [
                (UUID(int=0xFFFF_0000 + place), one.item.product, "PCS", None, one.price, *since)
                for place, one in enumerate(goods)
            ],
        )


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
