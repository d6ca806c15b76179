"""A window that is told to end by the system ends in order."""

import signal
import socket

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QApplication


class Stop(QObject):
    """SIGTERM and Ctrl+C close the window: Qt's loop hears them through a socket."""

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
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
