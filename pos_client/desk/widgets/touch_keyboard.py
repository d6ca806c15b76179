"""Letters and digits for fingers, below what is typed into. It never takes the focus."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.widgets.buttons import PadButton
from pos_client.texts import _

ROWS: Final = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
# A key is two columns of the grid wide; a row of nine stands half a key further in.
WIDE: Final = 2
SPAN: Final = WIDE * 10


class TouchKeyboard(QWidget):
    """Presses go out as signals: a mark, one taken back, and `done`."""

    typed = Signal(str)
    back = Signal()
    done = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.keys: dict[str, PadButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE.xs)
        for line, marks in enumerate(ROWS[:2]):
            self._add_row(grid, line, marks, 0)
        self._add_row(grid, 2, ROWS[2], 0)
        self._add(grid, "back", PadButton(lambda: _("Delete a mark"), icon="delete"), (2, 18, WIDE))
        self._add(grid, "done", PadButton(lambda: _("Close"), icon="x"), (3, 0, WIDE))
        self._add_row(grid, 3, ROWS[3], WIDE)
        self._add(grid, " ", PadButton(lambda: _("Space"), size="text"), (3, 16, WIDE + WIDE))
        for place in range(SPAN):
            grid.setColumnStretch(place, 1)
        for mark in ("".join(ROWS)) + " ":
            self.keys[mark].clicked.connect(partial(self._press, mark))
        self.keys["back"].clicked.connect(self.back)
        self.keys["done"].clicked.connect(self.done)
        self.keys["back"].setAutoRepeat(True)
        self.setFixedHeight(len(ROWS) * METRIC.keyboard_key + (len(ROWS) - 1) * SPACE.xs)

    def write_large(self, *, large: bool) -> None:
        """Capitals on the keys, or small letters."""
        for mark in "".join(ROWS):
            self.keys[mark].say(mark.upper() if large else mark)

    def _add_row(self, grid: QGridLayout, line: int, marks: str, start: int) -> None:
        for place, mark in enumerate(marks):
            self._add(grid, mark, PadButton(mark), (line, start + place * WIDE, WIDE))

    def _add(self, grid: QGridLayout, name: str, key: PadButton, where: tuple[int, int, int]) -> None:
        line, column, wide = where
        self.keys[name] = key
        grid.addWidget(key, line, column, 1, wide)

    def _press(self, mark: str, _checked: object = None) -> None:
        self.typed.emit(mark)
