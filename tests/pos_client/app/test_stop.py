"""The system's own way to end a program ends the window in order."""

import signal
import subprocess
import sys
from typing import Final

import pytest

# A program of its own: once an application was told to quit, no later event loop of its process waits.
PROGRAM: Final = """
import os, sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
from pos_client.app.stop import Stop

application = QApplication([])
stop = Stop(application)
application.aboutToQuit.connect(stop.close)
window = QWidget()
window.show()
QTimer.singleShot(0, lambda: os.kill(os.getpid(), int(sys.argv[1])))
code = application.exec()
print("open" if window.isVisible() else "closed")
sys.exit(code)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_closes_the_window_and_ends_the_loop(number: signal.Signals) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(int(number))], capture_output=True, text=True, check=False
    )
    assert (ran.stdout, ran.stderr, ran.returncode) == ("closed\n", "", 0)
