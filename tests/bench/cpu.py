"""CPU seconds of this process and of all processes of a PostgreSQL: what a noisy machine leaves true."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

_TICKS: Final = os.sysconf("SC_CLK_TCK")
_PROC: Final = Path("/proc")


def cpu_ms(work: Callable[[], object], *, turns: int, postmaster: int | None) -> float:
    """Mean CPU milliseconds of one turn of `work`: ours and the database's."""
    begun = _cpu_s(postmaster)
    for _ in range(turns):
        work()
    return (_cpu_s(postmaster) - begun) * 1000 / turns


def postmaster_of(cluster: Path) -> int:
    """Process id of the PostgreSQL whose folder this is."""
    return int((cluster / "data" / "postmaster.pid").read_text("utf-8").splitlines()[0])


def process_cpu_s(pid: int) -> float:
    """CPU seconds of one process so far, threads that ended included."""
    return sum(_ticks(pid)[:2]) / _TICKS


def tree_cpu_s(pid: int) -> float:
    """CPU seconds of a process and its children so far, those that ended included."""
    return sum(sum(_ticks(one)) for one in [pid, *_children(pid)]) / _TICKS


def _cpu_s(postmaster: int | None) -> float:
    return time.process_time() + (0.0 if postmaster is None else tree_cpu_s(postmaster))


def _children(pid: int) -> list[int]:
    return [int(one) for one in (_PROC / f"{pid}/task/{pid}/children").read_text("ascii").split()]


def _ticks(pid: int) -> list[int]:
    """User and system time of a process, and of its children that ended."""
    try:
        fields = (_PROC / f"{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    except FileNotFoundError:  # it ended meanwhile: its parent counts it
        return [0, 0, 0, 0]
    return [int(field) for field in fields[11:15]]
