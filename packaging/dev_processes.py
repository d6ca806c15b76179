"""Starts the back office and the desktop program on a demonstration shop, and stops both whatever happens."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType, TracebackType
from typing import Final, Self

READY_AFTER_S_MAX: Final = 60
STOPPED_AFTER_S_MAX: Final = 15


class Children:
    """Processes that end with this one, last started first; a watchdog stops them if we are killed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[subprocess.Popen[bytes]] = []
        watchdog = [sys.executable, str(Path(__file__).with_name("dev_watchdog.py"))]
        self._watchdog = subprocess.Popen(watchdog, stdin=subprocess.PIPE, start_new_session=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        for child in reversed(self._started):
            _stop(child)
        with contextlib.suppress(BrokenPipeError):
            self._tell("done")
        self._watchdog.communicate()

    def start(self, command: list[str], *, log: Path | None = None) -> subprocess.Popen[bytes]:
        """Start a program; its output goes to `log`, or to the terminal."""
        with (log or Path(os.devnull)).open("ab") as lines, _uninterrupted():
            output = lines if log else None
            # A session of its own: Ctrl-C reaches us alone, and we stop the programs in order.
            child = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=self._folder,
                start_new_session=True,
            )
            self._started.append(child)
            self._tell(str(child.pid))
        return child

    def _tell(self, line: str) -> None:
        assert self._watchdog.stdin is not None
        self._watchdog.stdin.write(f"{line}\n".encode())
        self._watchdog.stdin.flush()


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let signals wait: a program that was started must be known before anything stops us."""
    came: list[int] = []
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    before = {number: signal.signal(number, lambda number, _: came.append(number)) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    for number in came:
        signal.raise_signal(number)


def run_demo(root: Path, python: str) -> int:
    """Open the demonstration shop; where there is no display, its whole day is played in memory."""
    folder = root / ".run"
    folder.mkdir(exist_ok=True)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _leave)
    headless = not _has_display()
    if headless:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    try:
        _create_shop(root, folder, python)
        with Children(root) as children:
            port = _start_server(children, folder, python)
            client = [
                python,
                "-m",
                "pos_client",
                "--data",
                str(folder / "till"),
                "--server",
                f"http://127.0.0.1:{port}",
            ]
            client += ["--demo", str(folder / "server" / "demo.json")]
            if headless:
                client += ["--demo-day", "--screenshots", str(folder / "screenshots")]
            return children.start(client).wait()
    except KeyboardInterrupt:
        return 130


def _has_display() -> bool:
    if os.environ.get("QT_QPA_PLATFORM") == "offscreen":
        return False
    return not sys.platform.startswith("linux") or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


def _create_shop(root: Path, folder: Path, python: str) -> None:
    """Make the shop beside its place and move it there whole: an interrupted start leaves no half of one."""
    if (folder / "server" / "demo.json").exists():
        return
    print("creating the demonstration shop …", flush=True)
    unfinished = folder / "server.new"
    for left in (unfinished, folder / "server", folder / "till"):
        shutil.rmtree(left, ignore_errors=True)
    command = [python, "-m", "backoffice_server", "create-shop", "--demo", "--data", str(unfinished)]
    if subprocess.run(command, cwd=root, check=False).returncode:
        sys.exit("the demonstration shop could not be created")
    unfinished.rename(folder / "server")


def _start_server(children: Children, folder: Path, python: str) -> int:
    log, port_file = folder / "server.log", folder / "server.port"
    port_file.unlink(missing_ok=True)
    command = [python, "-m", "backoffice_server", "serve", "--data", str(folder / "server")]
    server = children.start([*command, "--port", "0", "--port-file", str(port_file)], log=log)
    until = time.monotonic() + READY_AFTER_S_MAX
    while server.poll() is None and time.monotonic() < until:
        # Whoever writes the file may have made it, but not yet filled it.
        port = int((port_file.read_text("ascii") if port_file.exists() else "") or 0)
        if port and _answers(port):
            return port
        time.sleep(0.05)
    last_lines = "\n".join(log.read_text("utf-8", errors="replace").splitlines()[-20:])
    sys.exit(f"the back office did not start; the end of {log.name}:\n{last_lines}")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _stop(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(STOPPED_AFTER_S_MAX)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _leave(number: int, _: FrameType | None) -> None:
    sys.exit(128 + number)
