"""The real server program in a process of its own, and its commands."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx2

PROGRAM: Final = (sys.executable, "-m", "backoffice_server")
READY_S_MAX: Final = 60


def command(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    given = [str(argument) for argument in arguments]
    return subprocess.run(
        [*PROGRAM, *given],
        capture_output=True,
        text=True,
        check=False,
        timeout=READY_S_MAX,
        env={**os.environ, **environment},
    )


@dataclass
class RunningServer:
    """A server that listens."""

    process: subprocess.Popen[str]
    address: str

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(sign)
        return self.process.wait(READY_S_MAX)

    def get(self, path: str, **asked: Any) -> httpx2.Response:
        return httpx2.get(f"{self.address}{path}", timeout=READY_S_MAX, **asked)


@contextmanager
def serving(*arguments: str | Path) -> Iterator[RunningServer]:
    """`serve --port 0 …` until the block ends; it is there when its first line is."""
    given = [str(argument) for argument in arguments]
    process = subprocess.Popen(
        [*PROGRAM, "serve", "--port", "0", *given], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process:
        line = process.stdout.readline()
        if not line:
            raise AssertionError(process.stderr.read())
        try:
            yield RunningServer(process, line.split()[-1])
        finally:
            if process.poll() is None:
                process.terminate()
                process.communicate(timeout=READY_S_MAX)
