"""Follows the journal and writes every event once more into a plain file, off the sale's way.

A sale waits for none of it: the writer reads what is committed, whenever it comes to it. What it has not
written yet, or could not (a full disk, a stick pulled out), it writes later.
"""

import logging
import sqlite3
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from pos_client.store.box_follower import Follower
from pos_client.store.durable import write_durably
from pos_client.store.store import Reader, Store

log = logging.getLogger(__name__)
# Sales of a busy moment go to the disk together.
GATHER: Final = timedelta(milliseconds=500)
AGAIN: Final = timedelta(seconds=30)
TIDY: Final = timedelta(days=1)
STOP_S: Final = 5
_PLACE_FILE: Final = "black-box.place"
Listener = Callable[["BoxStatus"], None]


@dataclass(frozen=True, slots=True)
class BoxStatus:
    """How far the black box is. `behind`: events of the journal it does not hold; `away`: folders that cannot
    be written now; `places`: how many can.
    """

    behind: int = 0
    away: tuple[str, ...] = ()
    places: int = 0


def second_place(folder: Path) -> Path | None:
    """Where the second box is wanted (another disk, a stick); kept beside the database, to outlive it."""
    try:
        text = (folder / _PLACE_FILE).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return Path(text) if text else None


def set_second_place(folder: Path, place: Path | None) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    write_durably(folder / _PLACE_FILE, ("" if place is None else f"{place}\n").encode())


def places(folder: Path) -> tuple[Path, ...]:
    """The till's own folder, and the second place where there is one."""
    second = second_place(folder)
    return (folder,) if second is None else (folder, second)


class BlackBox:
    """`start()` and `stop()` are called by the application; listeners are called in its own thread."""

    def __init__(self, store: Store, bases: Sequence[Path]) -> None:
        self._store = store
        self._wanted = tuple(bases)
        self._followers: list[Follower] = []
        self._news = threading.Event()
        self._stopping = threading.Event()
        self._listeners: list[Listener] = []
        self._status = BoxStatus()
        self._thread = threading.Thread(target=self._run, name="black box", daemon=True)

    @property
    def status(self) -> BoxStatus:
        return self._status

    def listen(self, listener: Listener) -> None:
        self._listeners.append(listener)

    def use(self, bases: Sequence[Path]) -> None:
        """Write there from now on."""
        self._wanted = tuple(bases)
        self._news.set()

    def start(self) -> None:
        self._store.listen(self._news.set)
        self._thread.start()

    def stop(self) -> None:
        """Write what is there, then end."""
        self._stopping.set()
        self._news.set()
        if self._thread.is_alive():
            self._thread.join(STOP_S)

    # in its own thread

    def _run(self) -> None:
        # The first window and the first sale come first.
        self._stopping.wait(GATHER.total_seconds())
        reader = self._store.reader()
        try:
            while not self._stopping.is_set():
                self._news.clear()
                whole = self._follow(reader, self._store.mono_ms())
                self._news.wait(None if whole else AGAIN.total_seconds())
                self._stopping.wait(GATHER.total_seconds())
            self._follow(reader, None)
        finally:
            reader.close()
            for follower in self._followers:
                follower.close()

    def _follow(self, reader: Reader, now_ms: int | None) -> bool:
        """A place that could not be written is tried again after a while; at the end (no time) once more."""
        away: list[str] = []
        self._take_places()
        for follower in self._followers:
            if now_ms is None or now_ms >= follower.again_ms:
                self._try(reader, follower)
            if follower.again_ms:
                away.append(str(follower.base))
        behind = min((one.behind for one in self._followers), default=0)
        self._tell(BoxStatus(behind, tuple(away), len(self._followers) - len(away)))
        return not away

    def _take_places(self) -> None:
        wanted = self._wanted
        if tuple(one.base for one in self._followers) != wanted:
            for follower in self._followers:
                follower.close()
            self._followers = [Follower(base) for base in wanted]

    def _try(self, reader: Reader, follower: Follower) -> None:
        try:
            follower.follow(reader)
            self._tidy(reader, follower)
        except (OSError, sqlite3.Error) as fault:
            log.info("the black box in %s waits: %s", follower.base, fault)
            follower.close()
            follower.again_ms = self._store.mono_ms() + AGAIN // timedelta(milliseconds=1)
        else:
            follower.again_ms = 0

    def _tidy(self, reader: Reader, follower: Follower) -> None:
        """Once a day, and not while a till that stops is waited for."""
        now_ms = self._store.mono_ms()
        if now_ms >= follower.tidy_ms and not self._stopping.is_set():
            # Also when a file cannot be let go: each try begins a new one.
            follower.tidy_ms = now_ms + TIDY // timedelta(milliseconds=1)
            follower.prune(reader, self._store.now())

    def _tell(self, status: BoxStatus) -> None:
        if status != self._status:
            self._status = status
            for listener in tuple(self._listeners):
                listener(status)
