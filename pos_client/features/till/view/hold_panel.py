"""Put a cart aside under a name, or take one back."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.till.pick_row import PickRow
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import column
from pos_client.desk.widgets.words import Label
from pos_client.features.till.state import HeldCart
from pos_client.texts import _, ngettext

NAME_MAX: Final = 60


class HoldPanel(TillPanel):
    """Put this cart aside under a name, or take one back that was put aside."""

    hold = Signal(str)
    recall = Signal(object)

    def __init__(self, held: Sequence[HeldCart], *, lines: int) -> None:
        super().__init__(lambda: _("Hold and recall"))
        self._held = list(held)
        self._current = 0
        self._rows: list[_HeldRow] = []
        self.name = QLineEdit()
        self.name.setMaxLength(NAME_MAX)
        self.hold_button = Button(
            lambda: _("Hold this cart"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.recall_button = Button(
            lambda: _("Take back"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.hold_button.clicked.connect(lambda: self.hold.emit(self.name.text().strip()))
        self.recall_button.clicked.connect(self._recall)
        if lines:
            self.name.setPlaceholderText(_("Name or number, may stay empty"))
            self.add(column(Label(lambda: _("Put aside for"), weight="medium"), self.name, gap="s"))
        self._list(lines)
        self.set_foot(self.hold_button if lines else self.recall_button)
        self.recall_button.setEnabled(bool(held))
        self._holding = bool(lines)
        if lines:
            self.setFocusProxy(self.name)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @override
    def accept(self) -> None:
        if self._holding:
            self.hold.emit(self.name.text().strip())
        else:
            self._recall()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None or self._holding:
            super().keyPressEvent(event)
        elif self._held:
            self._current = max(0, min(len(self._held) - 1, self._current + step))
            self._mark()

    def _list(self, lines: int) -> None:
        words = _("Carts put aside") if self._held else _("No cart is put aside")
        self.add(Label(words, weight="medium"))
        for held in self._held:
            entry = _HeldRow(held)
            entry.clicked.connect(self._taker(held))
            entry.setEnabled(not lines)
            self._rows.append(entry)
            self.add(entry)
        if self._held and lines:
            words = _("Hold or finish this cart first, then take one back.")
            self.add(Label(words, ink="ink_muted", wrap=True))
        self._mark()

    def _taker(self, held: HeldCart) -> Callable[[], None]:
        return lambda: self.recall.emit(held.cart)

    def _mark(self) -> None:
        for number, entry in enumerate(self._rows):
            entry.mark(chosen=number == self._current and entry.isEnabled())

    def _recall(self) -> None:
        if self._held:
            self.recall.emit(self._held[self._current].cart)


class _HeldRow(PickRow):
    """Name and time at the left, lines and total at the right."""

    def __init__(self, held: HeldCart) -> None:
        super().__init__(held.name, height=METRIC.row_till_last)
        self._held = held
        self.setToolTip(held.name)

    def name_shown(self) -> str:
        """The name as far as the total leaves room for it."""
        total = metrics("title", "strong").horizontalAdvance(texts.amount(self._held.total))
        room = self.width() - 3 * SPACE.l - total
        return metrics("title", "medium").elidedText(self._held.name, Qt.TextElideMode.ElideRight, room)

    @override
    def paint_row(self, painter: QPainter, box: QRect) -> None:
        inner = box.adjusted(SPACE.l, SPACE.s, -SPACE.l, -SPACE.s)
        upper = inner.adjusted(0, 0, 0, -inner.height() // 2)
        lower = inner.adjusted(0, inner.height() // 2, 0, 0)
        painter.setFont(font("title", "strong"))
        paint.text(painter, inner, texts.amount(self._held.total), "ink", Qt.AlignmentFlag.AlignRight)
        painter.setFont(font("title", "medium"))
        paint.text(painter, upper, self.name_shown(), "ink", Qt.AlignmentFlag.AlignLeft)
        painter.setFont(font())
        lines = ngettext("{n} line", "{n} lines", self._held.lines)
        words = f"{texts.clock(self._held.opened_at)}, {lines}"
        paint.text(painter, lower, words, "ink_muted", Qt.AlignmentFlag.AlignLeft)
