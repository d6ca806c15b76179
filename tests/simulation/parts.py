"""The parts of a simulated shop: a virtual clock, a till that can be crashed, a back office that can be
restored.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import select

from backoffice_server.features.events.tables import event
from backoffice_server.features.tills import queries as tills
from backoffice_server.features.tills.reinstatement import reinstate
from backoffice_server.features.tills.service import enrol, new_code
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.sync.changes import changes
from backoffice_server.sync.receive.parsing import parse
from backoffice_server.sync.receive.service import receive
from backoffice_server.sync.snapshot import snapshot
from backoffice_server.sync.streams import stream_events
from pos_client.engine.enrolment import adopt_enrolment, credential
from pos_client.store import Store, StoreUnit
from pos_client.store.checks import all_events
from pos_client.store.journal import current_stream
from pos_client.store.streams import streams
from pos_client.sync.messages import Incoming, NextPage, Outgoing, Pull, Push, Reinstate, Reply
from pos_client.sync.step import Sync
from shared_models.values.codes import ErrorCode, StreamPurpose
from shared_models.values.ids import uuid7
from shared_models.values.moments import utc_ms
from shared_models.values.refusals import Refusal
from shared_models.wire.enrolment import EnrolRequest
from shared_models.wire.sync import ChangesReply, SnapshotReply
from tests.factories import shop as shops
from tests.factories.tills import NOON, new_store


class Crash(BaseException):
    """The program is gone, in the middle of whatever it did."""


class CrashingUnit(StoreUnit):
    """Dies at its n-th statement, when it was told to."""

    left = 0

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.execute = _counted(self.execute)
        self.execute_many = _counted(self.execute_many)


def _counted(run: Callable[..., Any]) -> Callable[..., Any]:
    def execute(*arguments: Any) -> Any:
        CrashingUnit.left -= 1
        if CrashingUnit.left == 0:
            raise Crash
        return run(*arguments)

    return execute


@dataclass
class Time:
    """Virtual milliseconds since the start; nothing here ever looks at a real clock."""

    ms: int = 0


@dataclass
class TillClock:
    """The clock of one machine: it may be wrong, its ids are its own."""

    time: Time
    random: Random
    wrong_by: timedelta = timedelta()

    def now(self) -> datetime:
        return NOON + timedelta(milliseconds=self.time.ms) + self.wrong_by

    def mono_ms(self) -> int:
        return self.time.ms

    def new_id(self) -> UUID:
        return uuid7(utc_ms(self.now()), self.random.getrandbits(74))


class BackOffice:
    """The real receiving, posting and pulling over a real SQLite file."""

    def __init__(self, folder: Path, time: Time, random: Random, template: Path) -> None:
        self._path = folder / "server.db"
        self._time = time
        self._random = random
        self.secret = MasterSecret(bytes(range(32)))
        self._crash_at = 0
        shutil.copy(template, self._path)
        self.database = self._opened()

    def now(self) -> datetime:
        return NOON + timedelta(milliseconds=self._time.ms)

    def enrol(self, register: str, device: UUID) -> Any:
        shop = shops.Shop(self.database, self._path.parent, shops.Clock())
        with self.database.write() as unit:
            code = new_code(
                unit,
                register_id=shop.register(register),
                purpose=StreamPurpose.LIVE,
                valid_hours=24,
                by=None,
            )
        request = EnrolRequest(code=code, device=device, device_name=register, app="0.1.0")
        with self.database.write() as unit:
            return enrol(unit, request=request, secret=self.secret)

    def answer(self, request: Outgoing, token: str | None) -> Reply:
        """Raises Refusal; SERVER_UNREACHABLE when it crashes on the way."""
        try:
            return self._answer(request, token)
        except Crash as crash:
            raise Refusal(ErrorCode.SERVER_UNREACHABLE) from crash
        finally:
            self._crash_at = 0

    def crash_at(self, statement: int) -> None:
        """The next question it works on ends at this statement."""
        self._crash_at = statement

    def back_up(self, path: Path) -> None:
        with closing(sqlite3.connect(self._path)) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)

    def restore(self, path: Path) -> None:
        self.close()
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
        shutil.copy(path, self._path)
        self.database = self._opened()

    def events(self) -> list[tuple[UUID, int, bytes]]:
        """(stream, seq, hash) of everything held."""
        with self.database.read() as unit:
            rows = unit.connection.execute(select(event.c.stream_id, event.c.seq, event.c.hash))
            return [(row.stream_id, row.seq, row.hash) for row in rows]

    def close(self) -> None:
        self.database.close()

    def _opened(self) -> Database:
        database = Database(
            f"sqlite:///{self._path}", now=self.now, new_id=self._new_id, random=self._random.randbytes
        )
        sqlalchemy_event.listen(database.engine, "before_cursor_execute", self._count)
        return database

    def _new_id(self) -> UUID:
        return uuid7(utc_ms(self.now()), self._random.getrandbits(74))

    def _count(self, *_: object) -> None:
        self._crash_at -= 1
        if self._crash_at == 0:
            raise Crash

    def _answer(self, request: Outgoing, token: str | None) -> Reply:
        if isinstance(request, Reinstate):
            with self.database.write() as unit:
                return reinstate(unit, request=request.request, secret=self.secret)
        with self.database.read() as unit:
            till = None if token is None else tills.by_credential(unit, token)
        if till is None:
            raise Refusal(ErrorCode.NOT_SIGNED_IN)
        if isinstance(request, Push):
            items = parse(request.request, self.secret.device_key)
            with self.database.write() as unit:
                return receive(unit, till, request.request, items)
        with self.database.read() as unit:
            if isinstance(request, Pull):
                body = changes(unit, branch=till.branch, cursor=request.cursor)
                return ChangesReply.model_validate_json(body)
            if isinstance(request, NextPage):
                return SnapshotReply.model_validate_json(
                    snapshot(unit, branch=till.branch, after=request.after)
                )
            return stream_events(unit, till, stream_id=request.stream, from_seq=request.first)


@dataclass
class Till:
    """One machine: its disk, its program, its line."""

    name: str
    folder: Path
    clock: TillClock
    random: Random
    store: Store = field(init=False)
    sync: Sync = field(init=False)
    inbox: list[Incoming] = field(default_factory=list)
    cut_until_ms: int = 0

    def start(self) -> None:
        self.store = new_store(self.folder, self.clock)  # type: ignore[arg-type] # the same three functions
        self.sync = Sync(self.store, self.random)
        self.inbox = []

    def stop(self, *, crashed: bool = False) -> None:
        self.sync.close()
        self.store.close()
        if crashed:
            (self.folder / "till.lock").write_bytes(b"in use\n")

    def enrol(self, office: BackOffice, register: str) -> None:
        reply = office.enrol(register, self.clock.new_id())
        with self.store.write() as unit:
            adopt_enrolment(unit, reply, device_name=self.name)

    def token(self) -> str | None:
        reader = self.store.reader()
        with closing(reader):
            return credential(reader)

    def events(self) -> list[tuple[UUID, int, bytes]]:
        """(stream, seq, hash) of everything on this disk."""
        reader = self.store.reader()
        with closing(reader):
            known = streams(reader)
            return [(s.stream, e.seq, e.hash) for s in known for e in all_events(reader, s)]

    def stream_in_use(self) -> UUID:
        reader = self.store.reader()
        with closing(reader):
            found = current_stream(reader)
            assert found is not None
            return found.stream

    def copy_to(self, folder: Path) -> None:
        """The disk as it is now, as an image tool reads it: with the program stopped."""
        self.stop()
        with suppress(FileNotFoundError):
            shutil.rmtree(folder)
        shutil.copytree(self.folder, folder)
        self.start()

    def put_back(self, image: Path) -> None:
        """The machine is set back to an older image of its disk."""
        self.stop()
        shutil.rmtree(self.folder)
        shutil.copytree(image, self.folder)
        self.start()
