"""A scan is heard whatever has the focus, and never stays in the field that had it.

Keys go to the field as always. Once they turn out to be a scan, the field is put back as it was before them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from shiboken6 import isValid
from typing_extensions import override

from pos_client.desk.widgets.figures_edit import FigureEdit
from pos_client.devices.scanner import BREAK_MS, Scan, ScannerSettings, ScanRecogniser, ScanTail

REFERENCE: Final = "reference"
"""Name of the property of fields that are left alone: an RRN is twelve digits and Enter."""
_COMMANDS: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)

KeyTime = Callable[[QKeyEvent], int]


@dataclass(frozen=True, slots=True)
class _Before:
    """A field as it was before a key."""

    field: QLineEdit | None
    text: str = ""
    value: int | None = None
    cursor: int = 0
    selected: tuple[int, int] = (-1, 0)


class ScanFilter(QObject):
    """Follows the focus through the whole application. `at_ms` tells when a key was pressed."""

    scanned = Signal(str)
    stirred = Signal()  # any key: somebody is there

    def __init__(self, known: Callable[[str], bool], *, at_ms: KeyTime, settings: ScannerSettings) -> None:
        super().__init__()
        self._at_ms = at_ms
        self._recogniser = ScanRecogniser(known, settings)
        self._waits = not settings.suffix
        self._before: list[_Before] = []
        self._application: QApplication | None = None
        self._watched: QWidget | None = None
        self._last_ms = 0
        self._pause = QTimer(self, singleShot=True, interval=BREAK_MS)
        self._pause.timeout.connect(self._paused)

    def follow(self, application: QApplication) -> None:
        """Watch whatever has the focus from now on."""
        self._application = application
        application.focusChanged.connect(self._focus_moved)
        self._focus_moved(None, QApplication.focusWidget())

    def stop(self) -> None:
        """Listen no more; before the window goes."""
        self._pause.stop()
        if self._application is not None:
            self._application.focusChanged.disconnect(self._focus_moved)
            self._application = None
        self._focus_moved(None, None)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        self.stirred.emit()
        return self._key(event)

    def _focus_moved(self, _old: QWidget | None, new: QWidget | None) -> None:
        if new is self._watched:
            return
        if self._watched is not None and isValid(self._watched):
            self._watched.removeEventFilter(self)
        self._watched = new
        self._forget()
        if new is not None:
            new.installEventFilter(self)

    def _key(self, event: QKeyEvent) -> bool:
        field = self._watched
        if event.modifiers() & _COMMANDS or (field is not None and field.property(REFERENCE)):
            self._forget()
            return False
        if not event.text():
            return False
        self._last_ms = self._at_ms(event)
        before = _seen(field)
        verdict = self._recogniser.key(event.text(), self._last_ms)
        if isinstance(verdict, Scan):
            self._take(verdict)
            return True
        if isinstance(verdict, ScanTail):
            return True
        if verdict.starts:
            self._before.clear()
        self._before.append(before)
        if self._waits:
            self._pause.start()
        return False

    def _paused(self) -> None:
        scan = self._recogniser.pause(self._last_ms + BREAK_MS)
        if scan is not None:
            self._take(scan)

    def _take(self, scan: Scan) -> None:
        self._pause.stop()
        if len(self._before) >= scan.keys > 0:
            _put_back(self._before[-scan.keys])
        self._before.clear()
        self.scanned.emit(scan.code)

    def _forget(self) -> None:
        self._pause.stop()
        self._before.clear()
        self._recogniser.forget()


def typed_into_reference(code: str) -> bool:
    """A code from a line goes where a keyboard's would: into the reference field that has the focus, with
    Enter behind it. False where no such field has it.
    """
    field = QApplication.focusWidget()
    if not isinstance(field, QLineEdit) or not field.property(REFERENCE):
        return False
    field.insert(code)
    field.textEdited.emit(field.text())
    enter = (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r")
    QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, *enter))
    return True


def _seen(field: QWidget | None) -> _Before:
    if not isinstance(field, QLineEdit):
        return _Before(None)
    selected = (field.selectionStart(), field.selectionLength())
    value = field.value() if isinstance(field, FigureEdit) else None
    return _Before(field, field.text(), value, field.cursorPosition(), selected)


def _put_back(before: _Before) -> None:
    field = before.field
    if field is None:
        return
    if isinstance(field, FigureEdit):
        field.set_value(before.value)
        field.edited.emit()  # whoever took the first digits of the code for a figure hears of it
    else:
        field.setText(before.text)
        field.textEdited.emit(before.text)
    field.setCursorPosition(before.cursor)
    start, length = before.selected
    if start >= 0:
        field.setSelection(start, length)
