"""The disks of the simulated machines: what a loss of power leaves of them, and when they are full."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Final

from sqlalchemy.exc import DBAPIError

from tests.powerloss.disk import Disk, File
from tests.powerloss.failing_disk import BROKEN_WRITE, FULL
from tests.powerloss.vfs import SQLITE_OK, Call, Kind, watched

FILES: Final = ("till.db", "till.db-wal")
SHARED_MEMORY: Final = "till.db-shm"


class Plate:
    """One disk: follows every write and sync that SQLite makes below a folder."""

    def __init__(self, folder: Path, random: Random, names: tuple[str, ...]) -> None:
        self.folder, self.names = folder, names
        self.disk = Disk()
        self.image: dict[str, bytes] | None = None
        self.full = False
        self._random = random
        self._full_at = self._dark_at = 0

    def look(self, *, follow: bool) -> None:
        """Begin with what is there, all of it certain."""
        self.disk, self._follow = Disk(), follow
        for name in self.names if follow else ():
            path = self.folder / name
            if path.exists():
                self.disk.files[name] = File(safe=bytearray(path.read_bytes()), named=True)

    def power_goes_at(self, write: int) -> None:
        self._dark_at = write

    def full_at(self, write: int) -> None:
        self._full_at = write

    def mend(self) -> None:
        """Room was made; no fault is planned any more."""
        self.full, self._full_at, self._dark_at = False, 0, 0

    @property
    def dark(self) -> bool:
        return self.image is not None

    def take(self, call: Call) -> int:
        if self.dark:
            return BROKEN_WRITE
        if call.kind is Kind.OPEN:
            return SQLITE_OK
        self._dark_at -= 1
        self._full_at -= 1
        if self._dark_at == 0:
            self.lose_power()
            return BROKEN_WRITE
        self.full = self.full or self._full_at == 0
        if self.full and call.kind is Kind.WRITE:
            return FULL
        if self._follow:
            self.disk.take(call)
        return SQLITE_OK

    def lose_power(self) -> None:
        """From now on nothing is written: what is left is decided here."""
        self.image = self.disk.image(self._random)

    def come_back(self) -> None:
        """Put on the disk what the loss of power left."""
        assert self.image is not None
        for name in self.names:
            (self.folder / name).unlink(missing_ok=True)
        (self.folder / f"{self.names[0]}-shm").unlink(missing_ok=True)
        for name, data in self.image.items():
            if name in self.names:
                (self.folder / name).write_bytes(data)
        self.image = None
        self.mend()


class Disks:
    """Every disk of a world, by its folder."""

    def __init__(self) -> None:
        self._plates: dict[str, Plate] = {}

    def plate(self, folder: Path, random: Random, names: tuple[str, ...] = FILES) -> Plate:
        plate = Plate(folder, random, names)
        self._plates[str(folder.resolve())] = plate
        return plate

    def __call__(self, call: Call) -> int:
        plate = self._plates.get(call.file.rpartition("/")[0])
        return SQLITE_OK if plate is None else plate.take(call)


@contextmanager
def watched_disks(folder: Path) -> Iterator[Disks]:
    """The disks of a world whose machines all live below `folder`."""
    disks = Disks()
    with watched(folder, disks):
        yield disks


def is_of_the_disk(fault: BaseException) -> bool:
    """Whether SQLite says that the disk took no more."""
    if isinstance(fault, DBAPIError):
        fault = fault.orig or fault
    return isinstance(fault, sqlite3.Error) and getattr(fault, "sqlite_errorcode", 0) & 0xFF in {10, FULL}
