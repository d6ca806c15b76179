"""Paying by one of the other ways: how much, and the reference or number that tells the payment."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.till.scan_filter import REFERENCE
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.forms import TextEdit
from pos_client.desk.widgets.layouts import column, holding, row
from pos_client.desk.widgets.words import Label, Words
from pos_client.features.till.state import PayState
from pos_client.features.till.ways import LAST_DIGITS, REFERENCE_MAX, Entered
from pos_client.texts import _
from shared_models.rules.cards import holds_card_number
from shared_models.values.codes import TenderMethod
from shared_models.values.money import Money


class WayPanel(TillPanel):
    """`taken` carries what was typed, and whether a receipt is wanted."""

    taken = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__("")
        self._state: PayState | None = None
        self.due = Label(size="figure", weight="strong", right=True)
        self.amount = MoneyEdit(prefix=texts.CURRENCY, size="giant")
        self.amount.setAccessibleName(_("Amount"))
        self.number = _field(lambda: _("Scan or type it"), REFERENCE_MAX)
        self.reference = _field(lambda: _("As on the slip or in the shop's app"), REFERENCE_MAX)
        self.last4 = _field(lambda: _("May stay empty"), LAST_DIGITS)
        self.held = Label(ink="ink_muted", wrap=True)
        self._number_box = _box(lambda: _("Number"), self.number)
        self._reference_box = _box(lambda: _("Reference number"), self.reference)
        self._last4_box = _box(lambda: _("Last four digits of the card"), self.last4)
        self.add(row(Label(lambda: _("To pay"), weight="medium"), None, self.due))
        self.add(self._number_box)
        self.add(self.held)
        self.add(_box(lambda: _("Amount"), self.amount))
        self.add(self._reference_box)
        self.add(self._last4_box)
        self.no_receipt = Button(lambda: _("No receipt"), size="tall", hint="F4", focus=False)
        self.done = Button(lambda: _("It is paid"), kind="primary", size="tall", hint="Enter", focus=False)
        self.no_receipt.clicked.connect(lambda: self._take(with_receipt=False))
        self.done.clicked.connect(lambda: self._take(with_receipt=True))
        self.set_foot(self.no_receipt, self.done)

    def draw(self, state: PayState) -> None:
        before, self._state = self._state, state
        way = state.way
        assert way is not None
        self.title.say(way.title())
        self.due.say(texts.rupiah(state.rest))
        self._number_box.setVisible(way.stored)
        self.held.setVisible(way.stored)
        self.held.say(_held_words(state))
        self._reference_box.setVisible(not way.stored)
        self._last4_box.setVisible(way.method is TenderMethod.CARD)
        if before is None or before.asked != state.asked:
            self.amount.set_value(state.asked)
            # Only the field that is typed into shows its figure as marked.
            if self.amount.hasFocus():
                self.amount.selectAll()
        if before is None:
            self.setFocusProxy(self.number if way.stored else self.reference)
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refuse(state.problem)
        if state.problem:
            self._forget_card_numbers()
        for button in (self.no_receipt, self.done):
            button.setEnabled(not state.busy)

    def _forget_card_numbers(self) -> None:
        """A card's number that was refused does not stay on the screen either."""
        for field in (self.number, self.reference, self.last4):
            if holds_card_number(field.text()):
                field.clear()

    @override
    def accept(self) -> None:
        self._take(with_receipt=True)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F4:
            self._take(with_receipt=False)
        else:
            super().keyPressEvent(event)

    def _take(self, *, with_receipt: bool) -> None:
        if self._state is not None and not self._state.busy:
            entered = Entered(
                Money(self.amount.value() or 0),
                reference=self.reference.text(),
                last4=self.last4.text(),
                number=self.number.text(),
            )
            self.taken.emit(entered, with_receipt)


def _held_words(state: PayState) -> str:
    held = state.held
    if held is None:
        return _("Enter shows what is on it")
    words = _("{amount} is on it", amount=texts.rupiah(held.balance))
    if held.usable < held.balance:
        words = _(
            "{words}; {most} can be taken before the back office has heard of it",
            words=words,
            most=texts.rupiah(held.usable),
        )
    return words


def _field(words: Words, most: int) -> TextEdit:
    """A field that scans may go into: numbers and references are read off cards and slips."""
    field = TextEdit(words)
    field.setMaxLength(most)
    field.setProperty(REFERENCE, True)
    return field


def _box(words: Words, field: QWidget) -> QWidget:
    return holding(column(Label(words, weight="medium"), field, gap="s"))
