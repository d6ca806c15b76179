"""The till's real window for `long_day`: `python -m tests.bench._long_day DATA CODE SALES EVERY`.

Sells one receipt after the other and says, as JSON, how much memory the process held after every so many.
"""

import gc
import json
import os
import sys

import psutil
from PySide6.QtWidgets import QApplication

from pos_client.app.run import new_application
from pos_client.app.window import Window
from pos_client.features.till.state import Stage
from tests.bench.painted_line import opened_window

PATIENCE_MS = 60_000
PIECES = 3


def main(data: str, code: str, sales: int, every: int) -> None:
    application = new_application()
    window = opened_window(data)
    held = []
    for number in range(1, sales + 1):
        _sell(window, code)
        application.processEvents()
        if number % every == 0:
            gc.collect()
            held.append(_own_memory())
    print(json.dumps(held), flush=True)
    os._exit(0)


def _own_memory() -> int:
    """Bytes that only this process holds: pages of the database file that it maps are the system's cache."""
    known = psutil.Process().memory_info()
    return int(known.rss - known.shared)


def _sell(window: Window, code: str) -> None:
    for _piece in range(PIECES):
        window.side.scanned(code)
    window.background.wait_idle(PATIENCE_MS)
    paying = window.side.paying
    paying.begin()
    QApplication.processEvents()
    assert paying.pay is not None
    paying.finish(paying.pay.left, with_receipt=False)
    window.background.wait_idle(PATIENCE_MS)
    assert window.side.till.state.stage is Stage.PAID


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
