"""Below the tiles: what is done most often beside ringing up, and a last button for everything else."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from pos_client.desk.theme.tokens import SPACE
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import StackButton, key_button
from pos_client.desk.widgets.layouts import row
from pos_client.features.till.keys import GROUPS, WORD, Do
from pos_client.texts import _

QUICK: Final[tuple[tuple[Do, str], ...]] = (
    (Do.SEARCH, "search"),
    (Do.DISCOUNT, "percent"),
    (Do.HOLD, "pause"),
    (Do.RECEIPTS, "receipt-text"),
    (Do.PRICE_CHECK, "tag"),
    (Do.QUEUE, "users"),
)
# These have keys of their own beside the tiles, or are what a finger does anyway.
_ELSEWHERE: Final = frozenset({Do.REMOVE, Do.PAY, Do.LINE_UP, Do.LINE_DOWN, *(do for do, _icon in QUICK)})
COLUMNS: Final = 2


class QuickBar(QWidget):
    """`chosen` says what; `more` asks for the rest of the table."""

    chosen = Signal(object)
    more = Signal()

    def __init__(self, keys: Mapping[Do, str]) -> None:
        super().__init__()
        self.buttons: dict[Do, StackButton] = {}
        line = row(gap="s")
        for do, icon in QUICK:
            button = StackButton(_worded(do), note="", icon=icon)
            button.name_key(_key(keys, do))
            button.clicked.connect(self._chooser(do))
            self.buttons[do] = button
            line.addWidget(button, 1)
        self.rest = StackButton(lambda: _("More"), note="", icon="ellipsis")
        self.rest.clicked.connect(self.more)
        line.addWidget(self.rest, 1)
        self.setLayout(line)

    def show_held(self, carts: int) -> None:
        plain = _worded(Do.HOLD)
        self.buttons[Do.HOLD].say((lambda: f"{plain()} ({carts})") if carts else plain)

    def _chooser(self, do: Do) -> Callable[[], None]:
        return lambda: self.chosen.emit(do)


class MorePanel(TillPanel):
    """Every other key of the table as a button, so that nothing needs a keyboard."""

    chosen = Signal(object)

    def __init__(self, keys: Mapping[Do, str]) -> None:
        super().__init__(lambda: _("More"))
        self.buttons: dict[Do, StackButton] = {}
        grid = QGridLayout()
        grid.setSpacing(SPACE.s)
        grouped = [do for group in GROUPS for do in group]
        known = [*grouped, *(do for do in keys if do not in grouped)]
        for place, do in enumerate(do for do in known if do not in _ELSEWHERE):
            button = key_button(_key(keys, do), _worded(do))
            button.clicked.connect(self._chooser(do))
            self.buttons[do] = button
            grid.addWidget(button, place // COLUMNS, place % COLUMNS)
        self.add(grid)

    def _chooser(self, do: Do) -> Callable[[], None]:
        return lambda: self.chosen.emit(do)


def _worded(do: Do) -> Callable[[], str]:
    return lambda: _(WORD[do])


def _key(keys: Mapping[Do, str], do: Do) -> Callable[[], str]:
    return lambda: keys[do]
