"""What can be killed: tills, the back office, PostgreSQL, each a process of its own. and disks that fill."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from typing import IO, Final

import psutil
import psycopg
from typing_extensions import override

from tests import postgres
from tests.factories.back_office import ROOT, BackOffice

UNSHARE: Final = ("unshare", "--map-root-user", "--mount", "sh", "-c")
MOUNT: Final = 'mount -t tmpfs -o size="$1"m tmpfs "$0" && echo ready && exec cat'
END_S: Final = 20
TRIES: Final = 20
TRY_S: Final = 0.5


class SmallDisk:
    """A file system of its own size that only the programs started `inside` see.

    It is mounted in a name space of its own, which needs no root where that is allowed to everybody, and
    lives as long as its holder, whoever else is killed.
    """

    def __init__(self, place: Path, megabytes: int) -> None:
        place.mkdir(parents=True)
        self.place = place
        self._filler = place / "filler"
        self._holder = subprocess.Popen(
            [*UNSHARE, MOUNT, str(place), str(megabytes)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        assert self._holder.stdout is not None
        assert self._holder.stdout.readline() == b"ready\n", "no small disk here"
        self.inside = ["nsenter", "-t", str(self._holder.pid), "-U", "-m", "--preserve-credentials"]

    def fill(self) -> None:
        """Take all the room that is left."""
        self._run('cat /dev/zero >> "$0" 2> /dev/null; true', self._filler)

    def give_room(self) -> None:
        self._run('rm -f "$0"', self._filler)

    def bring(self, folder: Path) -> None:
        """Copy what lies in a folder outside onto this disk."""
        self._run('cp -a "$0/." "$1"', folder, self.place)

    def take_out(self, folder: Path) -> None:
        """Copy everything on this disk into a folder outside."""
        self._run('mkdir -p "$1" && cp -a "$0/." "$1"', self.place, folder)

    def close(self) -> None:
        self._holder.communicate(timeout=END_S)

    def _run(self, script: str, *arguments: Path) -> None:
        subprocess.run([*self.inside, "sh", "-c", script, *map(str, arguments)], check=True)


@cache
def can_have_small_disks() -> bool:
    """Whether this machine lets a program without rights mount a file system for itself."""
    if shutil.which("unshare") is None or shutil.which("nsenter") is None:
        return False
    tried = subprocess.run([*UNSHARE, "mount -t tmpfs tmpfs /mnt"], capture_output=True, check=False)
    return tried.returncode == 0


@dataclass
class TillMachine:
    """A till's disk, its program and the customers' copies, which lie elsewhere."""

    name: str
    folder: Path
    copies: Path
    address: str
    random: Random
    pause_ms: int
    program: str = "till_program"
    more: tuple[str, ...] = ()
    disk: SmallDisk | None = None
    started: int = 0
    _process: subprocess.Popen[str] | None = None
    _said: list[str] = field(default_factory=list)
    _news: threading.Condition = field(default_factory=threading.Condition)
    _ear: threading.Thread = field(default_factory=threading.Thread)

    @property
    def log(self) -> Path:
        return self.copies.with_suffix(".log")

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        inside = [] if self.disk is None else self.disk.inside
        program = [sys.executable, "-m", f"tests.chaos.{self.program}", str(self.folder), str(self.copies)]
        pace = ["--seed", str(self.random.getrandbits(32)), "--pause-ms", str(self.pause_ms), *self.more]
        self._said.clear()
        self.started += 1
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*inside, *program, self.address, *pace], env=_environment(), text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log,
            )  # fmt: skip
        assert self._process.stdout is not None
        self._ear = threading.Thread(target=self._hear, args=(self._process.stdout,), daemon=True)
        self._ear.start()

    def tell(self, word: str) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()

    def wait_for(self, word: str, seconds: float, times: int = 1) -> bool:
        with self._news:
            self._news.wait_for(lambda: self._said.count(word) >= times or not self.running, seconds)
            return self._said.count(word) >= times

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self.end()

    def pause(self) -> None:
        self._send(signal.SIGSTOP)

    def go_on(self) -> None:
        self._send(signal.SIGCONT)

    def end(self) -> int:
        """As a person ends it; the exit code."""
        assert self._process is not None
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        code = self._process.wait(END_S)
        self._ear.join()
        return code

    def destroy(self) -> None:
        if self.running:
            self.kill()
        if self.disk is not None:
            self.disk.close()

    def _send(self, sign: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(sign)

    def _hear(self, said: IO[str]) -> None:
        with said:
            for line in said:
                with self._news:
                    self._said.append(line.strip())
                    self._news.notify_all()
        with self._news:
            self._news.notify_all()


@dataclass
class Office(BackOffice):
    """The back office that may be killed; on SQLite its database may lie on a small disk."""

    disk: SmallDisk | None = None

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start_again(self) -> None:
        """As a service manager does: until it stands, for its database may not stand yet."""
        again = threading.Event()
        for _ in range(TRIES):
            with suppress(AssertionError):
                self.start()
                return
            self.kill()
            again.wait(TRY_S)
        raise AssertionError(self.log()[-2_000:])

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.communicate()

    def send(self, sign: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(sign)

    def destroy(self) -> None:
        if self._process is not None:
            self.kill()
        if self.disk is not None:
            self.disk.close()

    @override
    def _command(self, *arguments: str) -> list[str]:
        return [*([] if self.disk is None else self.disk.inside), *super()._command(*arguments)]


@dataclass(frozen=True)
class Postgres:
    """The database as processes of its own."""

    folder: Path

    def kill(self) -> None:
        """All of it at once: what is left of one that lost its first process may hold its memory for long."""
        for one in self._processes():
            with suppress(psutil.NoSuchProcess):
                one.kill()

    def kill_one(self, random: Random) -> None:
        """One connection's process: PostgreSQL ends all others and recovers by itself.

        None while it recovers already: without its startup process it would give up.
        """
        busy = [one for one in self._processes()[1:] if "chaos" in " ".join(_title(one))]
        if busy:
            with suppress(psutil.NoSuchProcess):
                random.choice(busy).kill()

    def pause(self) -> list[psutil.Process]:
        stopped = self._processes()
        for one in stopped:
            with suppress(psutil.NoSuchProcess):
                one.suspend()
        return stopped

    def go_on(self, stopped: list[psutil.Process]) -> None:
        for one in stopped:
            with suppress(psutil.NoSuchProcess):
                one.resume()

    def start_again(self) -> None:
        again = threading.Event()
        for left in reversed(range(TRIES)):
            try:
                postgres.start_again(self.folder)
            except RuntimeError:
                if not left:
                    raise
                again.wait(TRY_S)
            else:
                return

    def _processes(self) -> list[psutil.Process]:
        main = psutil.Process(postgres.main_process(self.folder))
        return [main, *main.children(recursive=True)]


@contextmanager
def new_postgres() -> Iterator[tuple[Postgres, str]]:
    """A cluster of its own and the address of an empty database in it."""
    folder = postgres.new_folder()
    try:
        server = postgres.start(folder)
        with psycopg.connect(server.url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute("create database chaos")
        yield Postgres(folder), server.address_of("chaos")
    finally:
        postgres.stop(folder)


def _title(process: psutil.Process) -> list[str]:
    try:
        title: list[str] = process.cmdline()
    except psutil.Error:
        return []
    return title


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}
