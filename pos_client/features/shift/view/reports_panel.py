"""The latest shifts: the X of the one under way, the Z of any other again."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font
from pos_client.desk.theme.tokens import METRIC, SPACE, Colour
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.till.pick_row import PickRow
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import column
from pos_client.desk.widgets.words import Label
from pos_client.features.shift.presenter import Shift
from pos_client.features.shift.state import PastShift
from pos_client.texts import _


class ReportsPanel(TillPanel):
    """Up and down choose, Enter prints."""

    def __init__(self, shift: Shift) -> None:
        super().__init__(lambda: _("Shift reports"))
        self._shift = shift
        self._current = 0
        self.rows: list[PastRow] = []
        self._list = column(gap="none")
        self.print_button = Button(
            lambda: _("Print"), kind="primary", size="tall", icon="printer", hint="Enter", focus=False
        )
        self.print_button.clicked.connect(self.accept)
        self.print_button.setEnabled(False)
        self.add(Label(lambda: _("A Z that is printed again says so."), ink="ink_muted", wrap=True))
        self.add_scrolled(self._list)
        self.set_foot(self.print_button)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        shift.list_past(self._show)

    @override
    def accept(self) -> None:
        if self.rows and self.print_button.isEnabled():
            self.print_button.setEnabled(False)
            self._shift.print_report(self.rows[self._current].past, self.left.emit)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif self.rows:
            self._choose(max(0, min(len(self.rows) - 1, self._current + step)))

    def _show(self, past: Sequence[PastShift]) -> None:
        for number, one in enumerate(past):
            entry = PastRow(one)
            entry.clicked.connect(lambda place=number: self._choose(place))
            self.rows.append(entry)
            self._list.addWidget(entry)
        self._list.addStretch(1)
        self.print_button.setEnabled(bool(past))
        self._choose(0)

    def _choose(self, place: int) -> None:
        self._current = place
        for number, entry in enumerate(self.rows):
            entry.mark(chosen=number == place)


class PastRow(PickRow):
    """Number and name at the left, what the drawer differed by at the right."""

    def __init__(self, past: PastShift) -> None:
        super().__init__(_title(past), height=METRIC.row_till_last)
        self.past = past

    @override
    def paint_row(self, painter: QPainter, box: QRect) -> None:
        inner = box.adjusted(SPACE.l, SPACE.s, -SPACE.l, -SPACE.s)
        half = inner.height() // 2
        painter.setFont(font("title", "medium"))
        paint.text(
            painter, inner.adjusted(0, 0, 0, -half), _title(self.past), "ink", Qt.AlignmentFlag.AlignLeft
        )
        difference = self.past.difference
        if difference is not None:
            ink: Colour = "danger" if difference < 0 else "ink"
            right = Qt.AlignmentFlag.AlignRight
            paint.text(painter, inner, texts.rupiah(difference, signed=True), ink, right)
        painter.setFont(font())
        lower = inner.adjusted(0, half, 0, 0)
        paint.text(painter, lower, _when(self.past), "ink_muted", Qt.AlignmentFlag.AlignLeft)


def _title(past: PastShift) -> str:
    return f"{_('Shift {number}', number=past.number)} · {past.cashier}"


def _when(past: PastShift) -> str:
    opened = texts.moment(past.opened_at)
    if past.closed_at is None:
        return _("since {moment}, under way: X", moment=opened)
    return f"{opened} \N{EN DASH} {texts.moment(past.closed_at)}"
