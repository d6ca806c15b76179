"""Whoever comes next at the till: a PIN alone within the cart, or the counted drawer with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from typing_extensions import override

from pos_client import texts
from pos_client.desk.till.pin_panel import PinPanel
from pos_client.desk.widgets.choices import Choice
from pos_client.desk.widgets.layouts import column, row
from pos_client.desk.widgets.words import Label
from pos_client.features.shift.presenter import Shift
from pos_client.texts import _
from shared_models.values.money import Money


class SwitchPanel(PinPanel):
    """The next cashier types their PIN; the cart stays, and what happens from now on is theirs."""

    def __init__(self, shift: Shift) -> None:
        super().__init__(
            lambda: _("Who sells?"),
            lambda: _("The cart stays as it is. Sales from now on carry the name of whoever this PIN is."),
            verb=lambda: _("Go on selling"),
        )
        self._shift = shift
        self.add_pin()

    @override
    def accept(self) -> None:
        if self.pin.text():
            self.done.setEnabled(False)
            self._shift.switch(self.pin.text(), then=self.left.emit, refused=self.again)


class HandoverPanel(PinPanel):
    """Who takes the counted drawer, and their PIN. Up and down choose the name."""

    def __init__(self, shift: Shift) -> None:
        super().__init__(
            lambda: _("Hand over the drawer"),
            lambda: _("Both names stand on the slip and in the journal, with what was counted."),
            verb=lambda: _("Take it over"),
        )
        self._shift = shift
        now = None if shift.cashier is None else shift.cashier.id
        others = [one for one in shift.people if one.id != now]
        self.next_one = Choice([(one.username, one.name) for one in others])
        self._counted = Label(size="title", weight="strong", right=True)
        self._counted.say(texts.rupiah(shift.counted))
        self.add(row(Label(lambda: _("Counted"), size="title", weight="strong"), None, self._counted))
        self.add(column(Label(lambda: _("Next cashier"), weight="medium"), self.next_one, gap="s"))
        self.add_pin()
        if not others:
            self.done.setEnabled(False)
            self.refuse(_("Nobody else has a PIN for this till yet."))

    @override
    def accept(self) -> None:
        if self.pin.text() and self.done.isEnabled():
            self.done.setEnabled(False)
            self._shift.hand_over(
                self.next_one.key(), self.pin.text(), then=self.left.emit, refused=self.again
            )

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif 0 <= self.next_one.currentIndex() + step < self.next_one.count():
            self.next_one.setCurrentIndex(self.next_one.currentIndex() + step)


def difference_words(difference: Money | None) -> str:
    """What a count within the shift came to."""
    if difference is None:
        return _("The count is kept")
    if not difference:
        return _("The drawer is right")
    return _("The count is kept. Difference {amount}", amount=texts.rupiah(difference, signed=True))
