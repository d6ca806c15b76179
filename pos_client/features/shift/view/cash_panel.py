"""Cash in and out with a reason, and the drawer without a sale."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme.fonts import font
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.layouts import column, row
from pos_client.desk.widgets.number_pad import NumberPad
from pos_client.desk.widgets.words import Label, Words
from pos_client.features.shift.presenter import Shift
from pos_client.printing.slips import REASONS
from pos_client.texts import _
from shared_models.rules.posting import CASH_IN_ACCOUNT, CASH_OUT_ACCOUNT
from shared_models.values.codes import CashDirection, CashReason
from shared_models.values.money import Money

NOTE_MAX: Final = 120


class CashPanel(TillPanel):
    """Out first: it is what happens most. F10 again turns it around."""

    def __init__(self, shift: Shift) -> None:
        super().__init__(lambda: _("Cash in and out"))
        self._shift = shift
        self.direction = CashDirection.OUT
        self._turn = Button("", hint="F10", focus=False)
        self._turn.clicked.connect(self.turn)
        self._what = Label(size="title", weight="medium")
        self.amount = MoneyEdit(prefix=texts.CURRENCY, size="giant")
        self.amount.setAccessibleName(_("Amount"))
        self.reason = Choice()
        self.note = QLineEdit()
        self.note.setMaxLength(NOTE_MAX)
        self.done = Button("", kind="primary", size="tall", hint="Enter", focus=False)
        self.done.clicked.connect(self.accept)
        self.add(row(self._what, None, self._turn))
        self.add(column(Label(lambda: _("Amount"), weight="medium"), self.amount))
        self.pad = NumberPad()
        self.pad.drive(self.amount)
        self.add(self.pad)
        why = column(Label(lambda: _("Reason"), weight="medium"), self.reason)
        note = column(Label(lambda: _("Note"), weight="medium"), self.note)
        both = row(why, note, gap="l")
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self.add(both)
        self.set_foot(self.done)
        self.setFocusProxy(self.amount)
        self._draw()

    def turn(self) -> None:
        """From out to in, and back."""
        inward = self.direction is CashDirection.OUT
        self.direction = CashDirection.IN if inward else CashDirection.OUT
        self._draw()

    @override
    def accept(self) -> None:
        amount = self.amount.value()
        if not amount:
            self.refuse(_("Type the amount"))
            self.amount.setFocus()
            return
        self.done.setEnabled(False)
        self._shift.move_cash(
            self.direction,
            CashReason(self.reason.key()),
            Money(amount),
            self.note.text().strip(),
            then=self.left.emit,
            refused=self._refused,
        )

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F10:
            self.turn()
        else:
            super().keyPressEvent(event)

    def _draw(self) -> None:
        inward = self.direction is CashDirection.IN
        accounts = CASH_IN_ACCOUNT if inward else CASH_OUT_ACCOUNT
        self.reason.set_options([(reason.value, _worded(reason)) for reason in accounts])
        self._what.say(_("Into the drawer") if inward else _("Out of the drawer"))
        self._turn.say(_("Take out instead") if inward else _("Put in instead"))
        self.done.say(_("Put in") if inward else _("Take out"))

    def _refused(self, why: str) -> None:
        self.done.setEnabled(True)
        self.refuse(why)


class DrawerPanel(TillPanel):
    """Why the drawer is opened without a sale: the journal keeps it."""

    def __init__(self, shift: Shift) -> None:
        super().__init__(lambda: _("Open the drawer"))
        self._shift = shift
        self.reason = QLineEdit(_("Change money"))
        self.reason.setMaxLength(NOTE_MAX)
        self.reason.setFont(font())
        self.reason.selectAll()
        self.open_button = Button(
            lambda: _("Open the drawer"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.open_button.clicked.connect(self.accept)
        words = _("Every opening without a sale stands in the shift report.")
        self.add(Label(words, ink="ink_muted", wrap=True))
        self.add(column(Label(lambda: _("Reason"), weight="medium"), self.reason))
        self.set_foot(self.open_button)
        self.setFocusProxy(self.reason)

    @override
    def accept(self) -> None:
        reason = self.reason.text().strip()
        if not reason:
            self.refuse(_("Say why"))
            return
        self._shift.open_drawer(reason, then=self.left.emit, refused=self.refuse)


def _worded(reason: CashReason) -> Words:
    return lambda: _(REASONS[reason])
