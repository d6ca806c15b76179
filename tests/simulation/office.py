"""The simulated back office: the real receiving, posting and pulling over a real SQLite file."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Engine, select, union
from sqlalchemy import event as sqlalchemy_event

from backoffice_server.features.events.tables import event, quarantine
from backoffice_server.features.incidents.service import Run, heads, note_tested, open_incident
from backoffice_server.features.tills import queries as tills
from backoffice_server.features.tills.reinstatement import reinstate
from backoffice_server.features.tills.service import enrol, new_code
from backoffice_server.kernel.database import Database
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.sync.changes import changes
from backoffice_server.sync.receive.parsing import parse
from backoffice_server.sync.receive.transaction import received
from backoffice_server.sync.snapshot import snapshot
from backoffice_server.sync.streams import stream_events
from pos_client.sync.messages import NextPage, Outgoing, Pull, Push, Reinstate, Reply
from shared_models.values.codes import ErrorCode, StreamPurpose
from shared_models.values.ids import uuid7
from shared_models.values.moments import utc_ms
from shared_models.values.refusals import Refusal
from shared_models.wire.enrolment import EnrolRequest
from shared_models.wire.sync import ChangesReply, SnapshotReply
from tests.factories import shop as shops
from tests.factories.tills import NOON
from tests.simulation.disks import Disks, is_of_the_disk
from tests.simulation.till import Crash, Known, Time

# SQL that was made once is made for every database of this process.
_COMPILED: Final[dict[int, Engine]] = {}


class BackOffice:
    """`errors`: faults that the real server would answer with 500: there must be none."""

    def __init__(self, folder: Path, time: Time, random: Random, template: Path, disks: Disks) -> None:
        folder.mkdir()
        self._path = folder / "server.db"
        self._time = time
        self._random = random
        self.secret = MasterSecret(bytes(range(32)))
        self.errors: list[str] = []
        self.plate = disks.plate(folder, random, (self._path.name, f"{self._path.name}-wal"))
        self.plate.look(follow=False)
        self._crash_at = self._again = 0
        self._error: BaseException = Crash()
        self._planned: tuple[int, int] | None = None
        shutil.copy(template, self._path)
        self.database = self._opened()
        self.shop = shops.Shop(self.database, folder, shops.Clock())

    def now(self) -> datetime:
        return NOON + timedelta(milliseconds=self._time.ms)

    def enrol(self, place: tuple[str, str], device: UUID) -> Any:
        branch, register = place
        with self.database.write() as unit:
            code = new_code(
                unit,
                register_id=self.shop.register(register, branch),
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
        except Refusal:
            raise
        except Exception as fault:
            if is_of_the_disk(fault):
                raise Refusal(ErrorCode.SERVER_BUSY) from fault
            self.errors.append(f"{type(request).__name__}: {fault!r}"[:300])
            raise Refusal(ErrorCode.SERVER_FAULT) from fault
        finally:
            self.settle()

    @contextmanager
    def used_by_people(self) -> Iterator[None]:
        """What they do there may meet the same crash or full disk as a till's question."""
        try:
            yield
        except Crash as crash:
            raise Refusal(ErrorCode.SERVER_UNREACHABLE) from crash
        except Exception as fault:
            if not is_of_the_disk(fault):
                raise
            raise Refusal(ErrorCode.SERVER_BUSY) from fault
        finally:
            self.settle()

    def crash_at(self, statement: int) -> None:
        """The next question it works on ends at this statement."""
        self._crash_at, self._error, self._again = statement, Crash(), 0
        self._planned = None

    def fail_at(self, statement: int, again: int) -> None:
        """The next push that brings something gets an error of the disk at this statement, and one later."""
        self._planned = (statement, again)

    def power_goes_at(self, write: int) -> None:
        """At a write to its disk, in whatever it does next."""
        if not self.plate.dark:
            self.plate.look(follow=True)
            self.plate.power_goes_at(write)

    def settle(self) -> None:
        """No fault is planned any more, and it runs. The power may have gone after an answer: what was said
        must be there all the same.
        """
        self._crash_at = 0
        if self.plate.dark:
            self.close()
            self.plate.come_back()
            self.database = self.shop.database = self._opened()
        self.plate.mend()
        self.plate.look(follow=False)

    def back_up(self, path: Path) -> None:
        with closing(sqlite3.connect(self._path)) as source, closing(sqlite3.connect(path)) as target:
            source.backup(target)

    def note_tested(self, file: str, run: UUID) -> None:
        """The backup that was just taken was restored somewhere and found whole."""
        with self.database.write() as unit:
            note_tested(unit, Run(run, unit.now(), file, 0), heads(unit))

    def restore(self, path: Path, taken_at: datetime, *, by_hand: bool) -> None:
        """What the `restore` command does, without sealing. `by_hand`: only the file, and nobody is told."""
        self.settle()
        self.close()
        for ending in ("", "-wal", "-shm"):
            self._path.with_name(self._path.name + ending).unlink(missing_ok=True)
        shutil.copy(path, self._path)
        self.database = self.shop.database = self._opened()
        if not by_hand:
            with self.database.write() as unit:
                open_incident(unit, taken_at=taken_at)

    def held(self) -> list[Known]:
        """(stream, seq, hash) of everything held, what was set aside included."""
        kept = (select(t.c.stream_id, t.c.seq, t.c.hash) for t in (event, quarantine))
        with self.database.read() as unit:
            return [(row.stream_id, row.seq, row.hash) for row in unit.connection.execute(union(*kept))]

    def close(self) -> None:
        self.database.close()

    def _opened(self) -> Database:
        database = Database(
            f"sqlite:///{self._path}", now=self.now, new_id=self._new_id, random=self._random.randbytes
        )
        sqlalchemy_event.listen(database.engine, "before_cursor_execute", self._count)
        for which, engine in enumerate((database.engine, database._reader)):
            first = _COMPILED.setdefault(which, engine)
            engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
        return database

    def _begin_to_fail(self, statement: int, again: int) -> None:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        self._crash_at, self._error, self._again, self._planned = statement, error, again, None

    def _new_id(self) -> UUID:
        return uuid7(utc_ms(self.now()), self._random.getrandbits(74))

    def _count(self, *_: object) -> None:
        self._crash_at -= 1
        if self._crash_at == 0:
            self._crash_at, self._again = self._again, 0
            raise self._error

    def _answer(self, request: Outgoing, token: str | None) -> Reply:
        if isinstance(request, Reinstate):
            with self.database.write() as unit:
                return reinstate(unit, request=request.request, secret=self.secret)
        with self.database.read() as unit:
            till = None if token is None else tills.by_credential(unit, token)
        if till is None:
            raise Refusal(ErrorCode.NOT_SIGNED_IN)
        if isinstance(request, Push):
            if request.request.events and self._planned is not None:
                self._begin_to_fail(*self._planned)
            items = parse(request.request, self.secret.device_key)
            return received(self.database, till, request.request, items, imported=False)
        with self.database.read() as unit:
            if isinstance(request, Pull):
                body = changes(unit, branch=till.branch, cursor=request.cursor, device=till.device)
                return ChangesReply.model_validate_json(body)
            if isinstance(request, NextPage):
                body = snapshot(unit, branch=till.branch, after=request.after, device=till.device)
                return SnapshotReply.model_validate_json(body)
            return stream_events(unit, till, stream_id=request.stream, from_seq=request.first)
