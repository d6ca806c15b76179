"""Start, run, end: one QApplication, one window, and a clean end on SIGTERM."""

import signal
import socket
from typing import Final

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication

from pos_client.app.options import Options
from pos_client.app.window import Window

NAME: Final = "pos-client"


def run(options: Options) -> int:
    """The program's exit code."""
    application = QApplication([NAME])
    application.setApplicationName(NAME)
    if options.demo_day:
        from pos_client.app.demo_day import run_day  # noqa: PLC0415 - only for a day that runs by itself

        return run_day(application, options)
    window = Window(options)
    stop = Stop(application)
    window.show()
    if options.demo is not None:
        from pos_client.app.demo import Demo  # noqa: PLC0415 - only in a demonstration shop

        window.demo = Demo(window, options.demo)
    code = application.exec()
    window.destroy()
    stop.close()
    return code


class Stop(QObject):
    """SIGTERM and Ctrl+C close the window: Qt's loop hears them through a socket."""

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self._application = application
        self._hears, self._says = socket.socketpair()
        self._says.setblocking(False)
        self._before = signal.set_wakeup_fd(self._says.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: None)
        self._notifier = QSocketNotifier(self._hears.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._heard)

    def close(self) -> None:
        signal.set_wakeup_fd(self._before)
        self._notifier.setEnabled(False)
        self._hears.close()
        self._says.close()

    def _heard(self) -> None:
        self._hears.recv(1)
        self._application.closeAllWindows()
        self._application.quit()
