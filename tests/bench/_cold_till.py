"""The till's real window for `cold_start`: `python -m tests.bench._cold_till DATA CODE`.

A scan is typed into it before anything is loaded. It says how much CPU it has used when it is painted and the
code is resolved; then somebody is let in (a PIN is a person's time), and it says when the line is there.
"""

import os
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_client.app.options import Options
from pos_client.app.run import new_application
from pos_client.app.window import Window

PATIENCE_MS = 60_000


class Painted(QObject):
    """Tells once that a window has been painted."""

    told = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.told.emit)
        return False


def main(data: Path, code: str) -> None:
    application = new_application()
    window = Window(Options(data=data))
    painted = Painted(window.shell)

    missing = {"paint", "catalogue"}

    def has(what: str) -> None:
        missing.discard(what)
        if not missing:
            assert window.side.till.lookup.find(code) is not None
            window.shell.grab()
            say("usable")

    def standing() -> None:
        known, shift = window.side.standing, window.side.shift
        if known is not None and shift.cashier is None:
            from pos_client.engine.staff import StaffMember
            from shared_models.values.codes import Role

            one = known.people[0]
            shift.signed_in(StaffMember(one.id, one.username, one.name, Role(one.role), frozenset()))

    def lines() -> None:
        if window.side.till.cart.lines:
            application.processEvents()
            window.shell.grab()
            say("sells")
            os._exit(0)

    painted.told.connect(lambda: has("paint"))
    window.listening.connect(lambda: has("catalogue"))
    window.side.standing_changed.connect(standing)
    window.side.till.lines_changed.connect(lines)
    window.show()
    typed = window.shell.focusWidget()
    assert typed is not None
    for mark in code:
        application.postEvent(typed, _key(Qt.Key.Key_unknown, mark))
    application.postEvent(typed, _key(Qt.Key.Key_Return, "\r"))
    QTimer.singleShot(PATIENCE_MS, lambda: os._exit(1))
    application.exec()


def _key(key: Qt.Key, text: str) -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, text)


def say(fact: str) -> None:
    print(f"{fact} {time.process_time() * 1000:.1f}", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
