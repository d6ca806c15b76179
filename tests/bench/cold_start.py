"""Goal 6: from nothing to a usable till: window painted, keys kept, first scan resolved.

The till opens yesterday's data with a shift under way; a scan is typed into its window before anything else
is loaded. The floors are a bare window with a table, and one that also imports SQLAlchemy core and pydantic.
Whole processes take turns. Wall time includes starting the interpreter; CPU is what the process had used
by then, all its threads together.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Final

from tests.bench.figures import Figure

ROUNDS: Final = 11
ROOT: Final = Path(__file__).parents[2]
BARE: Final = ("tests.bench.floors.bare_window",)
OURS: Final = "tests.bench._cold_till"


@dataclass
class Start:
    """Milliseconds of each start, on the wall and of CPU."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def note(self, wall_ms: float, cpu_ms: float) -> None:
        self.wall.append(wall_ms)
        self.cpu.append(cpu_ms)


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="bench-start-") as name:
        code = _yesterday(Path(name))
        ours, sells, bare, importing = Start(), Start(), Start(), Start()
        for turn in range(ROUNDS + 1):
            starts = [
                ([OURS, name, code], {"usable": ours, "sells": sells}),
                ([*BARE], {"usable": bare}),
                ([*BARE, "imports"], {"usable": importing}),
            ]
            for command, kept in starts[turn % 3 :] + starts[: turn % 3]:
                told = _started(command, Path(name) / "compiled", len(kept))
                for fact, start in kept.items():
                    if turn:  # the first turn compiles and warms the disk's cache
                        start.note(*told[fact])
    floors = (
        ("bare window", bare, 2.0),
        ("bare window that imports sqlalchemy core and pydantic", importing, 1.3),
    )
    return [figure for floor in floors for figure in _figures(ours, sells, *floor)]


def _figures(ours: Start, sells: Start, name: str, floor: Start, goal: float) -> list[Figure]:
    wall = f"median {median(ours.wall):.0f} (floor {median(floor.wall):.0f})"
    line = f"line in the cart: {min(sells.wall):.0f} ms"
    cpu = f"median {median(ours.cpu):.0f} (floor {median(floor.cpu):.0f})"
    return [
        Figure(6, f"till usable; {name}", "ms", min(ours.wall), min(floor.wall), goal, f"{wall}; {line}"),
        Figure(6, f"the same as CPU; {name}", "CPU ms", min(ours.cpu), min(floor.cpu), goal, cpu),
    ]


def _started(command: Sequence[str], compiled: Path, facts: int) -> dict[str, tuple[float, float]]:
    """(wall, CPU) milliseconds by fact, from before the process was made.

    Byte code is kept in `compiled`, as an installation has it, whatever this shell says about it.
    """
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(compiled)
    told: dict[str, tuple[float, float]] = {}
    began = time.perf_counter_ns()
    with subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            fact, cpu_ms = line.split()
            told[fact] = ((time.perf_counter_ns() - began) / 1e6, float(cpu_ms))
    assert len(told) == facts, (command, told)
    return told


def _yesterday(folder: Path) -> str:
    """A till with its shift open, closed properly; the code that will be scanned.

    The catalogues of texts are compiled, as an installation has them.
    """
    from pos_client import texts
    from tests.factories.live_till import RealClock
    from tests.factories.tills import PRODUCTS, new_shop

    texts.compile_catalogues()
    shop = new_shop(folder, RealClock())
    shop.open_shift()
    shop.store.close()
    return PRODUCTS[0][1]
