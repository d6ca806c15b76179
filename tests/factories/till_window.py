"""The real window as a process that a test tells what to press, and kills."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Final, Protocol

from tests.factories.back_office import ROOT
from tests.factories.shop import PASSWORD, PEOPLE

PATIENCE_S: Final = 30


class GivesCodes(Protocol):
    """A back office a till can join."""

    def enrolment_code(self, register: str = "K1", branch: str = "BDG1") -> str: ...


def write_demo(file: Path, office: GivesCodes, register: str, branch: str = "BDG1") -> Path:
    """What `create-shop --demo` would write for Toko Ratna: a code for one till, and who signs in."""
    code = {"branch": branch, "register": register, "code": office.enrolment_code(register, branch)}
    staff = [
        {"name": name, "login": login, "password": PASSWORD, "pin": pin or "", "role": role.value}
        for login, name, role, pin in PEOPLE
    ]
    told = {"company": "Toko Ratna", "branch": branch, "register": register}
    file.write_text(json.dumps({**told, "enrolment_codes": [code], "staff": staff}), "utf-8")
    return file


class TillWindow:
    """The process, as a test holds it."""

    def __init__(
        self, data: Path, server: str, demo: Path, *, language: str = "en", days_ahead: int = 0
    ) -> None:
        self._complaints = data.with_suffix(".stderr")
        command = [sys.executable, "-m", "tests.factories.till_window_program"]
        place = ["--data", str(data), "--server", server, "--demo", str(demo)]
        with self._complaints.open("ab") as complaints:
            self._process = subprocess.Popen(
                [*command, *place, "--language", language],
                cwd=ROOT,
                env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "POS_TEST_DAYS_AHEAD": str(days_ahead)},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=complaints,
                text=True,
            )
        self._said: SimpleQueue[str] = SimpleQueue()
        self._ear = threading.Thread(target=self._hear, daemon=True)
        self._ear.start()

    def tell(self, *commands: str) -> None:
        """Hands do this; back when it is done."""
        for command in commands:
            self._order(command)
            self.wait_for(f"done {command}")

    def sell(self, *codes: str) -> tuple[str, int]:
        """Scan, Enter pays, Enter takes the exact sum: the receipt's number, and when it was shown."""
        self.tell(*(f"scan {code}" for code in codes), "press Return", "press Return")
        _, number, at_ns = self.wait_for("paid ").split()
        return number, int(at_ns)

    def see(self, words: str) -> None:
        """Until whoever sits there reads this."""
        self._order(f"see {words}")
        self.wait_for(f"seen {words}")

    def sent(self) -> None:
        """Until the back office holds everything."""
        self._order("sent")
        self.wait_for("sent")

    def read(self) -> list[str]:
        """All that is written on the screen."""
        self._order("read")
        found: list[str] = json.loads(self.wait_for("words ").removeprefix("words "))
        return found

    def wait_for(self, beginning: str) -> str:
        """The next fact that begins like this; others are passed over."""
        passed: list[str] = []
        until = time.monotonic() + PATIENCE_S
        while True:
            try:
                said = self._said.get(timeout=max(0, until - time.monotonic()))
            except Empty:
                raise AssertionError(f"{beginning!r} never came; heard {passed}") from None
            assert said, self._complaints.read_text("utf-8")
            if said.startswith(beginning):
                return said
            passed.append(said)

    def kill(self) -> None:
        """As a power cut would: nobody gets to say goodbye."""
        self._process.kill()
        self._end()

    def close(self, *, said: str = "") -> None:
        """The window is closed; it ends well and has nothing to complain about but what is `said`."""
        if self._process.poll() is None:
            self._process.terminate()
            assert self._end() == 0, self._complaints.read_text("utf-8")
            lines = self._complaints.read_text("utf-8").splitlines()
            assert [line for line in lines if not said or said not in line] == []

    def _order(self, command: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()

    def _end(self) -> int:
        code = self._process.wait(PATIENCE_S)
        self._ear.join()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        return code

    def _hear(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._said.put(line.strip())
        self._said.put("")
