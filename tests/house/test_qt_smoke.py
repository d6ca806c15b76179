"""PySide6 6.12.0 aborts Python 3.11 after some thousand signals: the pinned version must survive a day."""

from __future__ import annotations

import os
import subprocess
import sys

A_DAY_OF_SIGNALS = """
from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

class Bell(QObject):
    rung = Signal(bool)

app = QCoreApplication([])
heard = []
bell, timer = Bell(), QTimer()
bell.rung.connect(heard.append)
for _ in range(20_000):
    bell.rung.emit(True)
    timer.setInterval(5)
assert len(heard) == 20_000
"""


def test_signals_do_not_wear_out_the_interpreter() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", A_DAY_OF_SIGNALS], capture_output=True, text=True, check=False, env=environment
    )
    assert (done.returncode, done.stderr) == (0, "")
