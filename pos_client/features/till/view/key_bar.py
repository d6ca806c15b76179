"""The function keys in three groups, as on the keyboard: key above word."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pos_client.desk.theme.tokens import SPACE
from pos_client.desk.widgets.buttons import StackButton, key_button
from pos_client.desk.widgets.layouts import row
from pos_client.features.till.keys import GROUPS, WORD, Do
from pos_client.texts import _


class KeyBar(QWidget):
    """Says which key was clicked or touched; the keys themselves are bound in the view."""

    chosen = Signal(object)

    def __init__(self, keys: Mapping[Do, str]) -> None:
        super().__init__()
        self.buttons: dict[Do, StackButton] = {}
        self._held = 0
        line = row(gap="s")
        for number, group in enumerate(GROUPS):
            if number:
                line.addSpacing(SPACE.l)
            for do in group:
                button = key_button(_key(keys, do), _worded(do), primary=do is Do.PAY)
                button.clicked.connect(self._chooser(do))
                self.buttons[do] = button
                line.addWidget(button, 1)
        self.setLayout(line)

    def show_held(self, carts: int) -> None:
        """A cart that was put aside is not forgotten: the key that takes it back counts them."""
        if carts == self._held:
            # Saying it anew lays the whole screen out anew; this is asked with every line.
            return
        self._held = carts
        plain = _worded(Do.HOLD)
        self.buttons[Do.HOLD].say((lambda: f"{plain()} ({carts})") if carts else plain)

    def _chooser(self, do: Do) -> Callable[[], None]:
        return lambda: self.chosen.emit(do)


def _worded(do: Do) -> Callable[[], str]:
    return lambda: _(WORD[do])


def _key(keys: Mapping[Do, str], do: Do) -> Callable[[], str]:
    return lambda: keys[do]
