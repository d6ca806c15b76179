"""The back office as its own process, as a shop runs it: served, stopped, started again, proven."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from backoffice_server.founding import found_shop
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.master_secret import make
from backoffice_server.kernel.migrations import migrate
from backoffice_server.settings import SECRET_FILE
from pos_client.remote.api import Api, Sheet
from pos_client.remote.client import Client
from tests.factories import shop as shops

ROOT: Final = Path(__file__).parents[2]
STOP_S: Final = 20
BOOKS_OPEN_DAYS: Final = 30


def build(url: str) -> None:
    """Toko Ratna, founded on the clock of this machine: a server process knows no other."""
    with Database(url) as database:
        migrate(database)
        with database.write() as unit:
            books_from = unit.now().date() - timedelta(days=BOOKS_OPEN_DAYS)
            found_shop(unit, shop=shops.shop_of_ratna(books_from=books_from))
            shops._stock_the_shelves(unit)


@dataclass
class BackOffice:
    """`folder` holds the secret and the server's log; the port stays the same over a restart."""

    folder: Path
    database_url: str
    port: int = 0
    _process: subprocess.Popen[str] | None = None
    _owner: Api | None = None

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        make(self.folder / SECRET_FILE)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve, and come back once it listens."""
        with (self.folder / "server.log").open("ab") as log:
            command = self._command("serve", "--port", str(self.port))
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=_environment(), stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self._process.stdout is not None
        said = self._process.stdout.readline()  # it says where, once it listens
        assert ":" in said, self.log()
        self.port = int(said.rsplit(":", 1)[1])

    def stop(self) -> None:
        """As an operator stops it: it ends by itself, at once and well."""
        if self._owner is not None:
            self._owner.client.close()
            self._owner = None
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.communicate(timeout=STOP_S)
            assert process.returncode == 0, self.log()

    def log(self) -> str:
        return (self.folder / "server.log").read_text("utf-8")

    def complaints(self) -> list[str]:
        """Lines of the log that tell of more than starting and stopping."""
        return [line for line in self.log().splitlines() if " INFO " not in line]

    def owner(self) -> Api:
        """Ratna, signed in until the server stops."""
        if self._owner is None:
            self._owner = Api(Client(self.address))
            self._owner.sign_in(username="ratna", password=shops.PASSWORD)
        return self._owner

    def enrolment_code(self, register: str = "K1", branch: str = "BDG1") -> str:
        """A one-time code, as the admin tab asks for it."""
        api = self.owner()
        wanted = next(row for row in api.tills() if (row.branch_code, row.code) == (branch, register))
        return api.enrolment_code(wanted.register_id).code

    def verify(self) -> dict[str, Any]:
        """What `verify --json` says. It must find nothing."""
        done = subprocess.run(
            self._command("verify", "--json"),
            cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def rows(self, statement: Any) -> list[Any]:
        """Read the server's tables beside the running server."""
        with Database(self.database_url, writes=False) as database, database.read() as unit:
            return list(unit.connection.execute(statement))

    def product(self, sku: str) -> UUID:
        api = self.owner()
        return next(row.id for row in api.products(Sheet(), search=sku).rows if row.sku == sku)

    def _command(self, *arguments: str) -> list[str]:
        target = ["--data", str(self.folder), "--database-url", self.database_url]
        return [sys.executable, "-m", "backoffice_server", arguments[0], *target, *arguments[1:]]


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}
