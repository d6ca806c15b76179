"""The back office of the screenshots: a process of its own that is stopped, restored and started again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
STOP_S: Final = 60


class Office:
    """A served demonstration shop; its port stays the same over a restart."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._port = 0
        self._process: subprocess.Popen[str] | None = None
        self.run("create-shop", "--demo")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Serve, and come back once it listens."""
        self._process = subprocess.Popen(
            self._command("serve", "--port", str(self._port)), cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self._port = int(self._process.stdout.readline().rsplit(":", 1)[1])

    def stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.terminate()
            process.communicate(timeout=STOP_S)

    def run(self, *arguments: str) -> None:
        """One command to its end."""
        subprocess.run(self._command(*arguments), cwd=ROOT, check=True, stdout=subprocess.DEVNULL)

    def _command(self, name: str, *arguments: str) -> list[str]:
        program = [sys.executable, "-m", "backoffice_server", name]
        return [*program, "--data", str(self.folder), *arguments]
