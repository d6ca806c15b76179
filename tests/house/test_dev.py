"""The developer's commands: what they offer, and that nothing they start outlives them."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import psutil

from tests.house.tree import ROOT

STARTER = """
import sys, time
from pathlib import Path
import dev_processes
with dev_processes.Children(Path.cwd()) as children:
    endless = [sys.executable, "-c", "import threading; threading.Event().wait()"]
    sleepers = [children.start(endless) for _ in range(2)]
    print(*(child.pid for child in sleepers), flush=True)
    if sys.argv[1] == "stay":
        sys.stdin.read()
"""


def starter(how: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "packaging")}
    command = [sys.executable, "-c", STARTER, how]
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    )


def started_by(process: subprocess.Popen[str]) -> list[int]:
    assert process.stdout is not None
    return [int(pid) for pid in process.stdout.readline().split()]


def alive_of(pids: list[int]) -> list[psutil.Process]:
    """Those that have not ended within half a minute; a zombie has ended."""
    known = []
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            known.append(psutil.Process(pid))
    _, alive = psutil.wait_procs(known, timeout=30)
    return [child for child in alive if child.status() != psutil.STATUS_ZOMBIE]


def test_children_stop_when_their_parent_ends() -> None:
    with starter("end") as process:
        children = started_by(process)
        assert process.wait(30) == 0
    assert len(children) == 2
    assert alive_of(children) == []


def test_children_stop_when_their_parent_is_killed() -> None:
    with starter("stay") as process:
        children = started_by(process)
        process.kill()
    assert alive_of(children) == []


def test_help_lists_the_targets() -> None:
    # `make test` hands its own settings to every make below it.
    plain = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL"}}
    done = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True, env=plain)
    listed = done.stdout
    names = [line.split()[0] for line in listed.splitlines()]
    wanted = ["run", "test", "lint", "bench", "simulate"]
    wanted += ["mutants", "powerloss", "chaos", "replay", "screenshots", "coverage", "clean"]
    assert names[: len(wanted)] == wanted


def test_stale_catalogues_are_compiled_and_only_those(tmp_path: Path) -> None:
    import dev_setup

    folder = tmp_path / "till" / "locale" / "id"
    folder.mkdir(parents=True)
    assert not dev_setup._is_stale(folder)
    source, compiled = folder / "till.po", folder / "messages.mo"
    source.touch()
    assert dev_setup._is_stale(folder)
    compiled.touch()
    os.utime(compiled, ns=(0, source.stat().st_mtime_ns))
    assert not dev_setup._is_stale(folder)
    os.utime(source, ns=(0, source.stat().st_mtime_ns + 1))
    assert dev_setup._is_stale(folder)


def test_what_can_be_done_without_is_advice_and_no_reason_to_stop() -> None:
    lacking = (
        "import dev_setup\n"
        "dev_setup._loads = lambda library: 'libusb' not in library\n"
        "dev_setup._has_fonts = lambda: True\n"
        "dev_setup._may_install = lambda: None\n"
        "dev_setup._install_system_packages()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", lacking], cwd=ROOT / "packaging", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert done.stderr.startswith("set-up: a receipt printer named usb://… needs libusb: ")
    assert done.stderr.count("\n") == 1
