"""What is broken, whom it meets and for how long: chosen by the seed. At the end everything stands again."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.chaos.line import Line, Mode
from tests.chaos.machines import Office, Postgres, SmallDisk, TillMachine

BETWEEN_S: Final = (0.1, 1.0)
DOWN_S: Final = (0.1, 2.5)
BROKEN_S: Final = (0.5, 4.0)
# A journal's own file has room for some seconds of sales.
FULL_S: Final = (4.0, 12.0)
REFILL_S: Final = 0.1
TOGETHER: Final = 6
LINE_MODES: Final = tuple(mode for mode in Mode if mode is not Mode.GOOD)

Fault = Callable[[Random], None]


@dataclass
class Faults:
    """Faults overlap, but each machine and each line has one at a time."""

    random: Random
    office: Office
    tills: list[TillMachine]
    lines: dict[str, Line]
    postgres: Postgres | None
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    _healing: threading.Event = field(default_factory=threading.Event)
    _busy: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def rage(self, seconds: float) -> None:
        """Break things for so long, then mend all of them."""
        until = time.monotonic() + seconds
        kinds, weights = zip(*self._kinds(), strict=True)
        with ThreadPoolExecutor(TOGETHER) as pool:
            under_way: list[Future[None]] = []
            while (left := until - time.monotonic()) > 0 and not self.wrong:
                fault = self.random.choices(kinds, weights)[0]
                under_way.append(pool.submit(self._tried, fault, Random(self.random.getrandbits(32))))
                self._healing.wait(min(left, self.random.uniform(*BETWEEN_S)))
            self._healing.set()
        for done in under_way:
            done.result()

    def _kinds(self) -> Iterator[tuple[Fault, int]]:
        yield self._break_line, 8
        yield self._kill_till, 3
        yield self._pause_till, 2
        yield self._kill_office, 3
        yield self._pause_office, 2
        if self.postgres is not None:
            yield self._kill_database, 2
            yield self._kill_connection, 2
            yield self._pause_database, 2
        if any(till.disk for till in self.tills):
            yield self._fill_till, 2
        if self.office.disk is not None:
            yield self._fill_office, 2

    def _tried(self, fault: Fault, random: Random) -> None:
        try:
            fault(random)
        except Exception as error:  # noqa: BLE001 - whatever it is: the run has failed and says so
            self.wrong.append(f"{getattr(fault, '__name__', fault)}: {error!r}")

    @contextmanager
    def _alone(self, *names: str) -> Iterator[bool]:
        """False where something is broken already."""
        with self._lock:
            free = not self._busy.intersection(names) and not self._healing.is_set()
            if free:
                self._busy.update(names)
        try:
            yield free
        finally:
            if free:
                with self._lock:
                    self._busy.difference_update(names)

    def _wait(self, random: Random, span: tuple[float, float]) -> None:
        self._healing.wait(random.uniform(*span))

    # the line

    def _break_line(self, random: Random) -> None:
        till, mode = random.choice(self.tills), random.choice(LINE_MODES)
        with self._alone(f"line of {till.name}") as free:
            if free:
                self.counts[f"line {mode.replace('_', '-')}"] += 1
                self.lines[till.name].become(mode)
                self._wait(random, BROKEN_S)
                self.lines[till.name].become(Mode.GOOD)

    # tills

    def _kill_till(self, random: Random) -> None:
        till = random.choice(self.tills)
        with self._alone(till.name) as free:
            if free:
                self.counts["till kill -9"] += 1
                if not till.running:
                    self.wrong.append(
                        f"{till.name} had ended by itself: {till.log.read_text('utf-8')[-800:]}"
                    )
                till.kill()
                self._wait(random, DOWN_S)
                till.start()

    def _pause_till(self, random: Random) -> None:
        till = random.choice(self.tills)
        with self._alone(till.name) as free:
            if free:
                self.counts["till SIGSTOP"] += 1
                till.pause()
                self._wait(random, BROKEN_S)
                till.go_on()

    def _fill_till(self, random: Random) -> None:
        till = next(till for till in self.tills if till.disk)
        # A till that is started on a full disk says so and ends: whoever starts it makes room first.
        with self._alone(till.name) as free:
            if free and till.disk is not None:
                self._fill(random, "till disk full", till.disk)

    def _fill(self, random: Random, name: str, disk: SmallDisk) -> None:
        """Full, and full again after something made a little room."""
        self.counts[name] += 1
        until = time.monotonic() + random.uniform(*FULL_S)
        while time.monotonic() < until and not self._healing.is_set():
            disk.fill()
            self._healing.wait(REFILL_S)
        disk.give_room()

    # the back office

    def _kill_office(self, random: Random) -> None:
        with self._alone("office") as free:
            if free:
                self.counts["server kill -9"] += 1
                self.office.kill()
                self._wait(random, DOWN_S)
                self.office.start_again()

    def _pause_office(self, random: Random) -> None:
        with self._alone("office") as free:
            if free:
                self.counts["server SIGSTOP"] += 1
                self.office.send(signal.SIGSTOP)
                self._wait(random, BROKEN_S)
                self.office.send(signal.SIGCONT)

    def _fill_office(self, random: Random) -> None:
        with self._alone("office") as free:
            if free and self.office.disk is not None:
                self._fill(random, "server disk full", self.office.disk)

    # its database

    def _kill_database(self, random: Random) -> None:
        with self._alone("database") as free:
            if free and self.postgres is not None:
                self.counts["PostgreSQL kill -9"] += 1
                self.postgres.kill()
                self._wait(random, DOWN_S)
                self.postgres.start_again()

    def _kill_connection(self, random: Random) -> None:
        with self._alone("database") as free:
            if free and self.postgres is not None:
                self.counts["PostgreSQL connection kill -9"] += 1
                self.postgres.kill_one(random)
                self._wait(random, DOWN_S)

    def _pause_database(self, random: Random) -> None:
        with self._alone("database") as free:
            if free and self.postgres is not None:
                self.counts["PostgreSQL SIGSTOP"] += 1
                stopped = self.postgres.pause()
                self._wait(random, BROKEN_S)
                self.postgres.go_on(stopped)
