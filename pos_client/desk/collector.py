"""Python's search for rubbish, on the GUI thread alone.

Left to itself it runs on whichever thread has just made an object. Rubbish in a ring may hold a window's
objects, and those may only die on the thread they live on: a timer that is ended by the sync thread takes
the till with it. So the search is switched off where the program begins, and called from the event loop.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

EVERY_MS: Final = 1_000
# Selling makes few rings; what is looked through should be worth the pause.
THRESHOLDS: Final = (20_000, 20, 20)


def collect_where_due() -> None:
    """Search each generation that has grown past its threshold. Only on the GUI thread."""
    for generation, limit in enumerate(gc.get_threshold()):
        if gc.get_count()[generation] > limit:
            gc.collect(generation)


class Collector(QObject):
    """Searches between two events, for as long as it lives. What exists now stays and is never looked at."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.freeze()
        gc.set_threshold(*THRESHOLDS)
        timer = QTimer(self, interval=EVERY_MS)
        timer.timeout.connect(collect_where_due)
        timer.start()
