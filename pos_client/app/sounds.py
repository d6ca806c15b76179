"""Sounds a cashier tells apart without looking: patterns of the machine's own beep."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer

from pos_client.features.till.state import Sound

# When each beep of a pattern begins, in ms.
PATTERNS: Final = {
    Sound.ADDED: (0,),
    Sound.PAID: (0, 90),
    Sound.REFUSED: (0, 200),
    Sound.UNKNOWN: (0, 120, 240, 360),
}


class Sounds(QObject):
    """`beep` makes one; switched off it makes none."""

    def __init__(self, beep: Callable[[], None]) -> None:
        super().__init__()
        self._beep = beep
        self.on = True

    def play(self, sound: Sound) -> None:
        if not self.on:
            return
        for at_ms in PATTERNS[sound]:
            if at_ms:
                QTimer.singleShot(at_ms, self, self._beep)
            else:
                self._beep()
