"""What waits for paper: what it is, on which printer, and why it is not printed yet."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QKeyEvent, QPainter
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme import paint
from pos_client.desk.theme.fonts import font, metrics
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.till.pick_row import PickRow
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import clear, column
from pos_client.desk.widgets.words import Label
from pos_client.devices.roles import ROLE_WORDS
from pos_client.devices.status import Condition
from pos_client.engine.print_jobs import PrinterRole, PrintState
from pos_client.features.devices.presenter import Devices
from pos_client.features.devices.state import Waiting
from pos_client.texts import _

ROWS_IN_SIGHT: Final = 9
Conditions = Callable[[PrinterRole], Condition | None]


class PaperQueuePanel(TillPanel):
    """Up and Down choose, Enter prints (or tries now), Del gives it up. `conditions`: of each printer."""

    def __init__(self, devices: Devices, conditions: Conditions) -> None:
        super().__init__(lambda: _("Waiting for the printer"))
        self._devices = devices
        self._conditions = conditions
        self._at = 0
        self.rows: list[QueueRow] = []
        self._list = column(gap="none")
        self._empty = Label(lambda: _("Everything is printed"), ink="ink_muted")
        self.add_scrolled(column(self._empty, self._list, None, gap="none"))
        self.again = Button(lambda: _("Print now"), kind="primary", size="tall", hint="Enter", focus=False)
        self.again.clicked.connect(self.accept)
        self.drop = Button(lambda: _("Give it up"), size="tall", hint="Del", focus=False)
        self.drop.clicked.connect(self._drop)
        self.set_foot(self.drop, self.again)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(ROWS_IN_SIGHT * METRIC.row_touch)
        devices.queue_changed.connect(self._draw)
        devices.look_at_queue()
        self._draw()

    @override
    def accept(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            self.left.emit()
        elif chosen.state is PrintState.WAITING:
            self._devices.wake_wanted.emit()
            self._devices.look_at_queue()
        else:
            self._devices.print_again(chosen.job)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self._choose(self._at + step)
        elif event.key() == Qt.Key.Key_Delete:
            self._drop()
        else:
            super().keyPressEvent(event)

    def _drop(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._devices.drop(chosen.job)

    def _chosen(self) -> Waiting | None:
        return self.rows[self._at].data if self.rows else None

    def _choose(self, at: int) -> None:
        self._at = max(0, min(len(self.rows) - 1, at))
        for place, entry in enumerate(self.rows):
            entry.mark(chosen=place == self._at)

    def _draw(self) -> None:
        clear(self._list)
        self.rows = [QueueRow(one, self._conditions(one.role)) for one in self._devices.waiting]
        for place, entry in enumerate(self.rows):
            entry.clicked.connect(partial(self._choose, place))
            self._list.addWidget(entry)
        self._empty.setVisible(not self.rows)
        self.drop.setEnabled(bool(self.rows))
        self._choose(self._at)


class QueueRow(PickRow):
    """What it is and since when; below it, on which printer and why it waits."""

    def __init__(self, data: Waiting, condition: Condition | None) -> None:
        why = data.why(condition)
        other = data.role is not PrinterRole.RECEIPT
        self.why = _("{device}: {state}", device=_(ROLE_WORDS[data.role]), state=why) if other else why
        super().__init__(f"{data.what()}. {self.why}", height=METRIC.row_touch)
        self.data = data

    @override
    def paint_row(self, painter: QPainter, box: QRect) -> None:
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        inner = box.adjusted(SPACE.m, SPACE.xs, -SPACE.m, -SPACE.xs)
        half = inner.height() // 2
        upper, lower = inner.adjusted(0, 0, 0, -half), inner.adjusted(0, half, 0, 0)
        painter.setFont(font("text", "medium"))
        paint.text(painter, upper, self.data.what(), "ink", left)
        painter.setFont(font())
        paint.text(painter, upper, texts.moment(self.data.at), "ink_muted", right)
        shown = metrics().elidedText(self.why, Qt.TextElideMode.ElideRight, lower.width())
        paint.text(painter, lower, shown, "ink_muted", left)
