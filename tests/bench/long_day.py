"""Goal 8: a till that is never closed does not grow: memory of its own over 10,000 receipts.

The real window on a real store sells in a process of its own; what it holds after the first four thousand
receipts (by then SQLite keeps as many pages as it may) is compared with what it holds at the end.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.bench.figures import Figure
from tests.bench.painted_line import stock

SALES: Final = 10_000
EVERY: Final = 1_000
FULL: Final = 4_000
GROWTH_MIB_MAX: Final = 3.0
ROOT: Final = Path(__file__).parents[2]
MIB: Final = 1024 * 1024


def run() -> list[Figure]:
    with tempfile.TemporaryDirectory(prefix="bench-day-") as name:
        code = stock(Path(name))[0]
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench._long_day", name, code, str(SALES), str(EVERY)],
            cwd=ROOT,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
            stdout=subprocess.PIPE,
            check=True,
            text=True,
        )
    held = [size / MIB for size in json.loads(done.stdout.splitlines()[-1])]
    full = held[FULL // EVERY - 1]
    note = f"{held[0]:.1f} MiB after {EVERY}, {full:.1f} after {FULL}, {held[-1]:.1f} after {SALES}"
    case = f"till: memory grown from receipt {FULL} to {SALES}"
    return [Figure(9, case, "MiB", held[-1] - full, None, GROWTH_MIB_MAX, note)]
