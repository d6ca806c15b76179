"""The back office of a replay: an empty shop in a real server process, filled over HTTP and commands."""

from __future__ import annotations

import csv
import io
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Event
from typing import Final, Self
from uuid import UUID

from psutil import Process

from pos_client.app import edges
from pos_client.remote.api import Api, Sheet
from pos_client.remote.client import Client
from shared_models.values.codes import ProductKind, Role, StreamPurpose
from shared_models.values.quantity import ONE, whole
from shared_models.wire.catalog import SaveProduct, SaveUnit
from shared_models.wire.staff import SaveStaff, StaffMember
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock
from shared_models.wire.tills import EnrolmentCode, NewEnrolment, NewRegister
from tests.replay.log import Correction, LoggedProduct
from tests.replay.plan import TillPlan

ROOT: Final = Path(__file__).parents[2]
NAME: Final = "Replay"
PASSWORD: Final = "replay-password"
PIN: Final = "2580"
UNIT: Final = "pcs"
READY_S: Final = 60
PAGE: Final = 500


class Failed(RuntimeError):
    """A command or the server did not do what it should."""


@dataclass(slots=True)
class Shop:
    """A served shop; `owner` asks in the owner's name."""

    data: Path
    database_url: str
    process: subprocess.Popen[bytes]
    port: int

    @classmethod
    def found(cls, data: Path, database_url: str, *, books_from: date) -> Self:
        """Make an empty shop (not PKP: the log's prices hold no PPN) and serve it."""
        data.mkdir(parents=True, exist_ok=True)
        command(
            data,
            database_url,
            "create-shop",
            *("--name", NAME, "--branch", "R1", "--register", "K1", "--owner", "Ratna", "--login", "ratna"),
            *("--password", PASSWORD, "--books-from", books_from.isoformat()),
        )
        process, port = _served(data, database_url)
        return cls(data, database_url, process, port)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def owner(self) -> Api:
        api = Api(Client(self.address))
        api.sign_in(username="ratna", password=PASSWORD)
        return api

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(READY_S)

    def cpu_s(self) -> float:
        """CPU that the server process used so far."""
        times = Process(self.process.pid).cpu_times()
        return float(times.user + times.system)


def command(data: Path, database_url: str, *arguments: str) -> str:
    """Run a command of the back office; what it printed. Raises Failed."""
    target = ["--data", str(data), *(["--database-url", database_url] if database_url else [])]
    full = [sys.executable, "-m", "backoffice_server", *arguments, *target]
    done = subprocess.run(full, cwd=ROOT, capture_output=True, text=True, check=False, env=_environment())
    if done.returncode:
        raise Failed(why_ended(" ".join(arguments[:2]), done))
    return done.stdout


def why_ended(what: str, done: subprocess.CompletedProcess[str]) -> str:
    """How a command ended and all it said: a log line on stderr must not hide what `verify` found."""
    if done.returncode < 0:
        # Nobody who is killed can say why. On Linux 9 without anybody's doing is the end of the memory.
        ended = f"was ended by {signal.Signals(-done.returncode).name} (SIGKILL: was there memory enough?)"
    else:
        ended = f"ended with {done.returncode}"
    said = [text.strip() for text in (done.stdout, done.stderr) if text.strip()]
    return "\n".join([f"{what} {ended}", *(said or ["it said nothing"])])


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


def _served(data: Path, database_url: str) -> tuple[subprocess.Popen[bytes], int]:
    port_file = data / "port"
    target = ["--data", str(data), *(["--database-url", database_url] if database_url else [])]
    with (data / "server.log").open("ab") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "backoffice_server", "serve", *target),
                *("--port", "0", "--port-file", str(port_file)),
            ],
            cwd=ROOT,
            stdout=log,
            stderr=log,
            env=_environment(),
        )
    stop_at = time.monotonic() + READY_S
    while not port_file.exists():
        if process.poll() is not None or time.monotonic() > stop_at:
            raise Failed(f"the server did not start: {(data / 'server.log').read_text()[-2000:]}")
        time.sleep(0.05)
    return process, int(port_file.read_text())


def hire(api: Api) -> None:
    """A cashier and a supervisor who can sign in at the tills."""
    for login, name, role, pin in (
        ("sari", "Sari", Role.CASHIER, PIN),
        ("budi", "Budi", Role.SUPERVISOR, PIN[::-1]),
    ):
        person = SaveStaff(username=login, name=name, role=role, pin=pin)
        api.client.call("POST", "/api/staff", StaffMember, body=person)


def add_products(api: Api, products: Sequence[LoggedProduct]) -> dict[str, UUID]:
    """Import what has a price, add the rest one by one; ids by code."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["sku", "name", "unit", "kind", "price"])
    writer.writerows(
        [own.sku, own.name, UNIT, "service" if own.service else "goods", own.price]
        for own in products
        if own.price is not None
    )
    done = api.import_products(name="log.csv", content=text.getvalue().encode(), dry_run=False)
    if done.wrong or not done.written:
        raise Failed(f"products: {[row for row in done.rows if row.faults][:5]}")
    for own in products:
        if own.price is None:
            kind = ProductKind.SERVICE if own.service else ProductKind.GOODS
            unit = SaveUnit(unit=UNIT, factor=ONE, price=None)
            api.new_product(SaveProduct(sku=own.sku, name=own.name, kind=kind, units=(unit,)))
    return _product_ids(api)


def _product_ids(api: Api) -> dict[str, UUID]:
    ids: dict[str, UUID] = {}
    after: str | None = None
    while True:
        page = api.products(Sheet(sort="sku", after=after, limit=PAGE))
        ids |= {row.sku: row.id for row in page.rows}
        after = page.next
        if after is None:
            return ids


def open_tills(api: Api, plans: Sequence[TillPlan]) -> None:
    """A register and a one-time code of purpose `import` for every till."""
    (branch,) = api.branches()
    for plan in plans:
        made = api.new_register(NewRegister(branch=branch.id, code=plan.code, name=f"Kasir {plan.number}"))
        request = NewEnrolment(register_id=made.id, purpose=StreamPurpose.IMPORT)
        code = api.client.call("POST", "/api/tills/enrolments", EnrolmentCode, body=request)
        plan.enrolment_code, plan.pin = code.code, PIN


def book_corrections(api: Api, corrections: Sequence[Correction], ids: dict[str, UUID], stop: Event) -> int:
    """Adjustment documents, one per receipt number of the log; how many. Leaves off when told to."""
    (branch,) = api.branches()
    booked = 0
    for correction in corrections:
        if stop.is_set():
            break
        lines = tuple(AdjustmentLine(product=ids[sku], qty=whole(qty)) for sku, qty in correction.lines)
        if not lines:
            continue
        api.adjust_stock(
            AdjustStock(
                id=edges.new_id(),
                branch=branch.id,
                reason=AdjustmentReason.CORRECTION,
                bdate=correction.day,
                note=correction.number,
                lines=lines,
            )
        )
        booked += 1
    return booked
