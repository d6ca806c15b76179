"""Hands of a cashier: real key events, with the times a person or a scanner would take.

The window asks these hands when a key was pressed, so a scripted day neither sleeps nor hurries.
"""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

TYPED_MS: Final = 150
SCANNED_MS: Final = 5
PAUSE_MS: Final = 1_000


class Hands:
    """`at_ms` is handed to the window in place of the system's own stamps."""

    def __init__(self) -> None:
        self._clock_ms = PAUSE_MS

    def at_ms(self, _event: QKeyEvent) -> int:
        return self._clock_ms

    def scan(self, code: str) -> None:
        """What a scanner sends: the code and Enter, a few milliseconds apart."""
        self.burst(code)
        self._clock_ms += SCANNED_MS
        QTest.keyClick(_focus(), Qt.Key.Key_Return)

    def type(self, text: str) -> None:
        """Letters and digits by hand."""
        self._clock_ms += PAUSE_MS
        for mark in text:
            self._clock_ms += TYPED_MS
            QTest.keyClicks(_focus(), mark)

    def burst(self, text: str) -> None:
        """As fast as a scanner, without the Enter: a quick hand, or a code that is typed."""
        self._clock_ms += PAUSE_MS
        for mark in text:
            self._clock_ms += SCANNED_MS
            QTest.keyClicks(_focus(), mark)

    def press(self, key: str) -> None:
        """One key in the words of a keyboard: `Return`, `F9`, `Alt+1`."""
        self._clock_ms += PAUSE_MS
        pressed = QKeySequence(key)[0]  # type: ignore[index] # its stub leaves out what Qt's own Python does
        QTest.keyClick(_focus(), pressed.key(), pressed.keyboardModifiers())

    def enter(self, text: str) -> None:
        """Type and confirm."""
        self.type(text)
        self.press("Return")


def _focus() -> QWidget:
    widget = QApplication.focusWidget() or QApplication.activeWindow()
    if widget is None:
        widget = QApplication.topLevelWidgets()[0]
    return widget
