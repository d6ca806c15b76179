"""What stands written on a window, as whoever sits before it reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from PySide6.QtCore import QAbstractAnimation, QEventLoop
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from pos_client.desk.table.columns import shown
from pos_client.desk.table.page import TablePage
from pos_client.desk.till.pick_row import PickRow
from pos_client.desk.widgets.buttons import Painted

_READ: Final[dict[type[QWidget], Callable[[Any], str]]] = {
    QLabel: lambda label: str(label.text()),
    Painted: lambda button: str(button.words()),
    QLineEdit: lambda field: str(field.text()),
    QPlainTextEdit: lambda field: str(field.toPlainText()),
    PickRow: lambda row: str(row.accessibleName()),
}


def words_on(top: QWidget) -> list[str]:
    """Labels, buttons, fields, rows and cells that are in sight, each as it is worded."""
    return [words for words in _written(top) if words]


def reads(top: QWidget, words: str) -> bool:
    """Whether these words are part of something that is in sight."""
    return any(words in one for one in words_on(top))


def grab(top: QWidget, file: str) -> None:
    """A picture, once nothing slides any more."""
    for moving in top.findChildren(QAbstractAnimation):
        if moving.state() is QAbstractAnimation.State.Running:
            loop = QEventLoop()
            moving.finished.connect(loop.quit)
            loop.exec()
    QApplication.processEvents()  # what was told is painted a turn later
    top.grab().save(file)


def _written(top: QWidget) -> Iterator[str]:
    for kind, read in _READ.items():
        yield from (read(widget) for widget in top.findChildren(kind) if _in_sight(widget))
    for table in top.findChildren(TablePage):
        if _in_sight(table):
            yield from _cells(table)


def _in_sight(widget: QWidget) -> bool:
    """Shown, and not scrolled away."""
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


def _cells(table: TablePage) -> Iterator[str]:
    for at in range(table.model.rowCount()):
        row = table.model.row(at)
        if row is not None:
            yield from (shown(column, row) for column in table.view.columns_shown())
