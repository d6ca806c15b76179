"""One simulated machine: its disk, its clock, its program, its line."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from pos_client.engine.enrolment import adopt_enrolment, credential, known_device
from pos_client.engine.rebuild import rebuild
from pos_client.store import Reader, Store, StoreUnit
from pos_client.store.black_box import set_second_place
from pos_client.store.box_files import box_folder, read_box
from pos_client.store.box_follower import Follower
from pos_client.store.checks import all_events
from pos_client.store.journal import current_stream, hash_at
from pos_client.store.streams import streams
from pos_client.sync.messages import Incoming
from pos_client.sync.step import Sync
from shared_models.values.ids import uuid7
from shared_models.values.moments import utc_ms
from tests.factories.tills import NOON, new_store
from tests.simulation.disks import FILES, SHARED_MEMORY, Disks, Plate

Known = tuple[UUID, int, bytes]


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


@dataclass
class Till:
    """One machine. `place`: branch and register it was put at. `owed`: what it committed on the disk it has
    now: of these nothing may ever be lost.
    """

    place: tuple[str, str]
    folder: Path
    clock: TillClock
    random: Random
    disks: Disks
    plate: Plate = field(init=False)
    stick: Path = field(init=False)
    store: Store = field(init=False)
    sync: Sync = field(init=False)
    reader: Reader = field(init=False)
    inbox: list[Incoming] = field(default_factory=list)
    owed: set[Known] = field(default_factory=set)
    cut_until_ms: int = 0
    harmed: bool = False
    dies_at: int = 0
    dark_at: int = 0
    _box: Follower = field(init=False)

    def __post_init__(self) -> None:
        self.plate = self.disks.plate(self.folder, self.random)
        # On another disk: it outlives this one.
        self.stick = self.folder.with_name(f"{self.folder.name}-stick")
        self.stick.mkdir(parents=True, exist_ok=True)
        self._box = Follower(self.stick)

    @property
    def name(self) -> str:
        return self.folder.name

    def start(self) -> None:
        """Raises STORE_DAMAGED as the program does."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.plate.look(follow=True)
        self.store = new_store(self.folder, self.clock)  # type: ignore[arg-type] # the same three functions
        if not self.plate.disk.files:
            self.plate.look(follow=True)
        self.reader = self.store.reader()
        self.sync = Sync(self.store, self.random)
        self.inbox = []

    def stop(self) -> None:
        """Ended properly."""
        self._box.close()
        self.sync.close()
        self.reader.close()
        self.store.close()

    def die(self) -> None:
        """The program is gone: what it had written to its files stays, nothing more comes."""
        left = {name: (self.folder / name).read_bytes() for name in FILES if (self.folder / name).exists()}
        self.stop()
        for name in (*FILES, SHARED_MEMORY):
            (self.folder / name).unlink(missing_ok=True)
        for name, data in left.items():
            (self.folder / name).write_bytes(data)
        self._was_in_use()

    def go_dark(self) -> None:
        """The power is gone: what was synced is there, of the rest any part."""
        if not self.plate.dark:
            self.plate.lose_power()
        self.stop()
        self.plate.come_back()
        self._was_in_use()

    def _was_in_use(self) -> None:
        (self.folder / "till.lock").write_bytes(b"in use\n")

    def wipe(self) -> None:
        """A new disk, with room; `device`, the machine's name beside the database, is gone too."""
        self.plate.mend()
        shutil.rmtree(self.folder)
        self.owed = set()

    def enrol(self, reply: Any) -> None:
        with self.store.write() as unit:
            adopt_enrolment(unit, reply, device_name=self.name)

    def follow(self) -> None:
        """The black box is written, as its thread does it beside the sale."""
        self._box.follow(self.reader)

    def boxed(self) -> set[Known]:
        """What the second black box holds of this device."""
        device = known_device(self.folder)
        found = () if device is None else read_box(box_folder(self.stick, device))
        return {(head.stream, item.seq, bytes.fromhex(item.hash)) for head, item in found}

    def rebuild(self, reply: Any) -> None:
        """Set up again, with the stick in."""
        set_second_place(self.folder, self.stick)
        rebuild(self.store, reply=reply)

    def token(self) -> str | None:
        return credential(self.reader)

    def events(self) -> list[Known]:
        """(stream, seq, hash) of everything on this disk."""
        known = streams(self.reader)
        return [(s.stream, e.seq, e.hash) for s in known for e in all_events(self.reader, s)]

    def heads(self) -> list[Known]:
        """The last event of every stream."""
        return [(s.stream, s.head_seq, s.head_hash) for s in streams(self.reader) if s.head_seq]

    def archived(self) -> set[Known]:
        """Of every stream the last event that the office said to be in a tested backup."""
        found = set()
        for one in streams(self.reader):
            own = hash_at(self.reader, one.stream_no, one.archived) if one.archived else None
            if own is not None:
                found.add((one.stream, one.archived, own))
        return found

    def device(self) -> UUID:
        found = current_stream(self.reader)
        assert found is not None
        return found.device

    def stream_in_use(self) -> UUID:
        found = current_stream(self.reader)
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
