"""Goal 8: a till that is never closed does not grow: memory of its own over 10,000 receipts.

The real window on a real store sells in a process of its own; what it holds after the first thousand receipts
(caches are full by then) is compared with what it holds at the end.
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
GROWTH_MIB_MAX: Final = 8.0
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
    note = f"{held[0]:.0f} MiB after {EVERY}, {max(held):.0f} at most, {held[-1]:.0f} after {SALES}"
    case = f"till: memory grown from receipt {EVERY} to {SALES}"
    return [Figure(9, case, "MiB", held[-1] - held[0], None, GROWTH_MIB_MAX, note)]
