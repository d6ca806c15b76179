"""A made-up chain for the server's benchmarks: goods, branches with stock, tills with sales to be pushed."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
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
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock
from tests import postgres
from tests.bench.cpu import process_cpu_s
from tests.bench.floors.postgres_ingest import server_cpu_s
from tests.bench.floors.trade import PRODUCTS, PlainSale, price_of
from tests.databases import Backend
from tests.factories.events import TillWriter, line
from tests.factories.warung import BOOKS_FROM, NOW, PPN, SARI, SECRET, SECRET_BYTES, Good, build, good

CREDENTIAL: Final = "the bench's own till"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one run keeps its databases; `address`: of PostgreSQL's, for the driver."""

    folder: Path
    url: str
    address: str = ""
    floor_address: str = ""


@dataclass(frozen=True, slots=True)
class Push:
    """A request ready to be sent by the till of one branch."""

    credential: str
    body: bytes
    events: int


@dataclass(frozen=True, slots=True)
class Running:
    """A server at work on a place."""

    place: Place
    process: int
    address: str

    def cpu_s(self) -> float:
        """CPU seconds used so far by the server and its database."""
        database = server_cpu_s(self.place.address) if self.place.address else 0.0
        return process_cpu_s(self.process) + database


def send(client: httpx2.Client, push: Push) -> float:
    headers = {"Authorization": f"Till {push.credential}", "Content-Type": "application/json"}
    reply = client.post("/api/sync/push", content=push.body, headers=headers)
    reply.raise_for_status()
    odd = [result for result in reply.json()["results"] if result["outcome"] not in {"posted", "noted"}]
    assert not odd, odd[:3]
    return reply.elapsed.total_seconds() * 1000


def chain(place: Place, tills_of: Sequence[int]) -> tuple[list[Good], list[TillWriter]]:
    """A shop with its goods, and its tills: the n-th stands in the branch `tills_of[n]`, counted from 1."""
    goods = [good(1000 + number, f"P{number}", price_of(number), 700) for number in range(1, PRODUCTS + 1)]
    build(place.url)
    (place.folder / SECRET_FILE).write_text(SECRET_BYTES.hex())
    with Database(place.url) as database:
        _add_goods(database, goods)
        for branch in sorted(set(tills_of)):
            _open_branch(database, goods, branch)
        tills = [_till(database, branch, number) for number, branch in enumerate(tills_of, 1)]
    return goods, tills


def pushes_of(till: TillWriter, number: int, size: int) -> Iterator[Push]:
    """All events of the `number`-th till, `size` a push."""
    for start in range(1, len(till.items) + 1, size):
        last = min(start + size - 1, len(till.items))
        body = till.push(start, last, acked=start - 1).model_dump_json().encode()
        yield Push(f"{CREDENTIAL} {number}", body, last - start + 1)


def sell(till: TillWriter, goods: list[Good], sale: PlainSale) -> None:
    lines = []
    for sold in sale.lines:
        one = goods[sold.product - 1]
        lines.append(line(one.item, one.price, qty=whole(sold.pieces)))
    till.sale(*lines)


@contextmanager
def empty_place(backend: Backend) -> Iterator[Place]:
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


@contextmanager
def serving(place: Place) -> Iterator[Running]:
    """The server of a shop, until the block ends."""
    port_file = place.folder / "port"
    command = [sys.executable, "-m", "backoffice_server", "serve", "--data", str(place.folder)]
    command += ["--database-url", place.url, "--port", "0", "--port-file", str(port_file)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()  # it says where it listens once it does
            yield Running(place, process.pid, f"http://127.0.0.1:{port_file.read_text('utf-8').strip()}")
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)


def _plain(url: str) -> str:
    return url.replace("+psycopg", "")


def _open_branch(database: Database, goods: list[Good], number: int) -> None:
    """A new branch with its stock."""
    branch = _branch(number)
    with database.write() as unit:
        open_branch(unit, row=new_branch(unit, code=f"X{number}", name="Cabang", branch_id=branch))
        for start in range(0, len(goods), 2_000):
            adjust(unit, _opening(branch, goods[start : start + 2_000], start), by=None)


def _till(database: Database, branch_number: int, number: int) -> TillWriter:
    """A register of a branch and a till on it."""
    branch, place = _branch(branch_number), RegisterId(UUID(int=0xBE10 + number))
    own, code = DeviceId(UUID(int=0xBE20 + number)), f"K{number}"
    with database.write() as unit:
        open_register(unit, branch=branch, code=code, name="Kasir", register_id=place)
        till = ("A", StreamPurpose.LIVE)
        unit.insert(enrolment, [(branch, own, 1, place, *till, NOW)])
        secret = token_hash(f"{CREDENTIAL} {number}")
        unit.insert(device, [(own, branch, place, code, "0.1.0", 1, *till, secret, NOW, None, None)])
    writer = TillWriter(
        device=own,
        branch=branch,
        register=place,
        key=SECRET.device_key(own, 1),
        branch_code=f"X{branch_number}",
        register_code=code,
        stream=UUID(int=(0x5EB0 + number) << 64),
        actor=SARI,
        tax_rules=(PPN,),
    )
    writer.opened()
    writer.shift_opened()
    return writer


def _branch(number: int) -> BranchId:
    return BranchId(UUID(int=0xBE0 + number))


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
        ordinary = (0, False, None)
        unit.insert(
            product,
            [
                (
                    item.product,
                    item.sku,
                    *name,
                    item.kind,
                    None,
                    item.tax_class,
                    700,
                    True,
                    False,
                    1,
                    *ordinary,
                )
                for item, name in zip(items, names, strict=True)
            ],
        )
        unit.insert(product_unit, [(item.product, item.unit, 0, ONE, 0) for item in items])
        since = (BOOKS_FROM, None, 1, NOW, None, None, None, 0)
        unit.insert(
            price,
            [
                (UUID(int=0xFFFF_0000 + place), one.item.product, "PCS", None, one.price, *since)
                for place, one in enumerate(goods)
            ],
        )
