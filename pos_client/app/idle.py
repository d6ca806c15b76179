"""The till locks itself when nobody has touched it for as long as the branch says."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QCursor

from pos_client.desk.screens import Face

if TYPE_CHECKING:
    from pos_client.app.till_side import TillSide

LOOK_MS: Final = 1_000
MINUTE_MS: Final = 60_000


class IdleLock(QObject):
    """Keys come by `stir`; a mouse or a finger is seen by where the pointer stands."""

    def __init__(self, side: TillSide, mono_ms: Callable[[], int]) -> None:
        super().__init__(side)
        self._side = side
        self._mono_ms = mono_ms
        self._since = mono_ms()
        self._pointer = QCursor.pos()
        self._due = False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def stir(self) -> None:
        """Somebody is there."""
        self._since = self._mono_ms()

    def stop(self) -> None:
        self._timer.stop()

    def look(self) -> None:
        """Lock if it is time. The admin tab has a sign-in of its own and is left alone; a till that should
        have been locked meanwhile is, as soon as somebody comes back to it.
        """
        pointer = QCursor.pos()
        if pointer != self._pointer:
            self._pointer = pointer
            # A finger on another screen is a customer's: at the kiosk, on the display.
            if self._side.shell.frameGeometry().contains(pointer):
                self.stir()
        standing = self._side.standing
        minutes = 0 if standing is None or standing.identity is None else standing.identity.lock_after_min
        idle = self._mono_ms() - self._since
        self._due = bool(minutes) and (self._due or idle >= minutes * MINUTE_MS)
        if self._due and self._side.shell.face is Face.TILL:
            # While somebody pays it is put off.
            self._due = self._side.paying.pay is not None
            self._side.others.lock()
