"""Number pads for hands without a keyboard: of amounts, and of PINs. They never take the focus."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget

from pos_client.desk.theme.tokens import SPACE
from pos_client.desk.widgets.buttons import PadButton
from pos_client.desk.widgets.figures_edit import FigureEdit
from pos_client.texts import DECIMAL, _

OWN_KEYS: Final = "own_keys"
"""Name of the property of fields with keys of their own beside them: no others are shown for these."""
_ROWS = (("7", "8", "9"), ("4", "5", "6"), ("1", "2", "3"), ("0", "00", "000"))


class NumberPad(QWidget):
    """Presses go to the field given by `drive`, and out as signals."""

    digits = Signal(str)
    back = Signal()
    cleared = Signal()

    def __init__(self, *, decimals: bool = False) -> None:
        """`decimals`: with the sign before parts of one, in the place of thousands."""
        super().__init__()
        self._field: FigureEdit | None = None
        self.keys: dict[str, PadButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE.s)
        last = ("0", "00", DECIMAL) if decimals else _ROWS[-1]
        for line, keys in enumerate((*_ROWS[:-1], last)):
            for place, key in enumerate(keys):
                button = PadButton(key)
                button.clicked.connect(partial(self._digits, key))
                self.keys[key] = button
                grid.addWidget(button, line, place)
        self.keys["back"] = PadButton(lambda: _("Delete a digit"), icon="delete")
        self.keys["clear"] = PadButton(lambda: _("Clear"), size="text")
        self.keys["back"].clicked.connect(self._back)
        self.keys["clear"].clicked.connect(self._clear)
        grid.addWidget(self.keys["back"], 0, 3, 2, 1)
        grid.addWidget(self.keys["clear"], 2, 3, 2, 1)
        for place in range(4):
            grid.setColumnStretch(place, 1)

    def drive(self, field: FigureEdit | None) -> None:
        """The field that is being filled in."""
        self._field = field
        if field is not None:
            field.setProperty(OWN_KEYS, True)

    def _digits(self, key: str, _checked: object = None) -> None:
        if self._field is not None:
            self._field.press_digits(key)
        self.digits.emit(key)

    def _back(self) -> None:
        if self._field is not None:
            self._field.press_backspace()
        self.back.emit()

    def _clear(self) -> None:
        if self._field is not None:
            self._field.press_clear()
        self.cleared.emit()


class PinPad(QWidget):
    """One digit a key, as on a telephone; writes into `field`."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__()
        self.keys: dict[str, PadButton] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE.s)
        self.keys["clear"] = PadButton(lambda: _("Clear"), size="text")
        field.setProperty(OWN_KEYS, True)
        self.keys["clear"].clicked.connect(field.clear)
        self.keys["back"] = PadButton(lambda: _("Delete a digit"), icon="delete")
        self.keys["back"].clicked.connect(field.backspace)
        for digit in "1234567890":
            self.keys[digit] = PadButton(digit)
            self.keys[digit].clicked.connect(partial(self._write, field, digit))
        for place, key in enumerate((*"123456789", "clear", "0", "back")):
            grid.addWidget(self.keys[key], place // 3, place % 3)

    @staticmethod
    def _write(field: QLineEdit, digit: str, _checked: object = None) -> None:
        field.insert(digit)
