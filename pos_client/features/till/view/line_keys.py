"""What is done to the chosen line, for hands on a mouse or a screen; the keyboard has the same keys."""

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from pos_client.desk.theme.tokens import SPACE
from pos_client.desk.widgets.buttons import StackButton, key_button
from pos_client.features.till.keys import Do
from pos_client.texts import MINUS, _
from shared_models.rules.cart import CartLine
from shared_models.values.quantity import ONE


class LineKeys(QWidget):
    """One less, one more, take it out, give everything up."""

    stepped = Signal(int)
    chosen = Signal(object)

    def __init__(self, keys: Mapping[Do, str]) -> None:
        super().__init__()
        self.less: StackButton = key_button(MINUS, lambda: _("One less"))
        self.more: StackButton = key_button("+", lambda: _("One more"))
        self.remove: StackButton = key_button(lambda: keys[Do.REMOVE], lambda: _("Remove the line"))
        self.clear: StackButton = key_button(lambda: keys[Do.CLEAR], lambda: _("Give up all"))
        self.less.clicked.connect(partial(self._step, -ONE))
        self.more.clicked.connect(partial(self._step, ONE))
        self.remove.clicked.connect(partial(self._choose, Do.REMOVE))
        self.clear.clicked.connect(partial(self._choose, Do.CLEAR))
        grid = QGridLayout(self)
        grid.setContentsMargins(SPACE.xl, SPACE.l, SPACE.xl, SPACE.l)
        grid.setSpacing(SPACE.s)
        for place, button in enumerate((self.less, self.more, self.remove, self.clear)):
            grid.addWidget(button, place // 2, place % 2)

    def draw(self, line: CartLine | None) -> None:
        """For this line; less than one is left to the key that takes it out."""
        self.setVisible(line is not None)
        self.less.setEnabled(line is not None and line.qty > ONE)

    def _step(self, by: int, _checked: object = None) -> None:
        self.stepped.emit(by)

    def _choose(self, do: Do, _checked: object = None) -> None:
        self.chosen.emit(do)
