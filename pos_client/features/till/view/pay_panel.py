"""Paying: the amount is filled in and selected, Enter pays. Esc goes back to the cart."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme.tokens import BORDER, SPACE
from pos_client.desk.widgets.buttons import Button, IconButton, StackButton, amount_button
from pos_client.desk.widgets.choices import Tick
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.layouts import clear, column, holding, row
from pos_client.desk.widgets.number_pad import NumberPad
from pos_client.desk.widgets.panels import Divider, Surface
from pos_client.desk.widgets.states import Icon, StatusText
from pos_client.desk.widgets.words import Label
from pos_client.features.till.state import PayState
from pos_client.features.till.ways import load_title
from pos_client.texts import _
from shared_models.values.money import ZERO, Money

SUGGESTIONS: Final = 4
DONATION_BELOW: Final = 1_000


class PayPanel(Surface):
    """Signals carry what the cashier did; the presenter says what became of it."""

    pay = Signal(object, bool, object)  # an amount may be larger than what Qt calls an int
    part = Signal(object)
    undo_part = Signal(int)
    unload = Signal(int)
    by_qris = Signal(object)
    other_ways = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__(edge="border_strong")
        self._state: PayState | None = None
        self.due = Label(size="figure", weight="strong", right=True)
        self.amount = MoneyEdit(prefix=texts.CURRENCY, size="giant")
        self.amount.setAccessibleName(_("Cash received"))
        self.amount.value_changed.connect(self._show_change)
        self.suggested: list[StackButton] = []
        self.undos: list[IconButton] = []
        self._parts = column(gap="none")
        self._problem = StatusText("danger", "")
        self._problem.hide()
        self._change_word = Label(ink="ink_muted")
        self.change = Label(size="figure", weight="strong", right=True)
        self.take_part = Button(lambda: _("Part of it"), size="tall", focus=False)
        self.no_receipt = Button(lambda: _("No receipt"), size="tall", hint="F4", focus=False)
        self.pay_button = Button(
            lambda: _("Pay and print"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.qris = Button("QRIS", hint="F9", focus=False)
        self.qris.clicked.connect(lambda: self.by_qris.emit(self.typed()))
        self.others = Button(lambda: _("Other ways"), hint="F6", focus=False)
        self.others.clicked.connect(lambda: self.other_ways.emit(self.typed()))
        self.donate = Tick(lambda: "")
        self.donate.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._gift = ZERO
        self.take_part.clicked.connect(lambda: self.part.emit(self.typed()))
        self.no_receipt.clicked.connect(lambda: self._pay(with_receipt=False))
        self.pay_button.clicked.connect(lambda: self._pay(with_receipt=True))
        self._lay_out()
        self._bind()
        self.setFocusProxy(self.amount)

    def draw(self, state: PayState) -> None:
        """Show a payment; the amount is filled in anew when what is left to pay has changed."""
        before, self._state = self._state, state
        self.due.say(texts.rupiah(state.due))
        self.others.setVisible(bool(state.ways))
        kept = before is not None and (before.left, before.parts, before.loads) == (
            state.left,
            state.parts,
            state.loads,
        )
        if not kept:
            self._fill_in(_owed(state))
            self._draw_suggestions(state)
            self._draw_parts(state)
        self.qris.setVisible(state.offers_qris)
        self._problem.setVisible(bool(state.problem))
        self._problem.say("danger", state.problem)
        for button in (self.pay_button, self.no_receipt, self.take_part, self.qris, self.others):
            button.setEnabled(not state.busy)
        self._show_change()

    def typed(self) -> Money:
        """The amount in the field, nothing typed is nothing received."""
        return Money(self.amount.value() or 0)

    def _lay_out(self) -> None:
        head = row(
            Label(lambda: _("Pay"), size="title", weight="strong"),
            self.qris,
            self.others,
            None,
            self.due,
            gap="l",
        )
        head.setContentsMargins(SPACE.xl, SPACE.l, SPACE.xl, SPACE.l)
        self._received = Label(_("Cash received"), weight="medium")
        notes = row(gap="s")
        for number in range(SUGGESTIONS + 1):
            button = amount_button("", "")
            button.clicked.connect(self._suggester(number))
            self.suggested.append(button)
            notes.addWidget(button, 1)
        self.pad = NumberPad()
        self.pad.drive(self.amount)
        body = column(self._parts, self._received, self.amount, notes, self.pad, self._problem, gap="s")
        body.setContentsMargins(SPACE.xl, SPACE.m, SPACE.xl, SPACE.m)
        body.insertSpacing(4, SPACE.s)
        change = row(self._change_word, self.donate, None, self.change)
        actions = row(self.take_part, self.no_receipt, self.pay_button)
        actions.setStretch(2, 1)
        foot = column(change, actions, gap="m")
        foot.setContentsMargins(SPACE.xl, SPACE.l, SPACE.xl, SPACE.l)
        outer = column(head, Divider(), body, None, Divider(), foot, gap="none")
        hair = BORDER.hair
        outer.setContentsMargins(hair, hair, hair, hair)
        self.setLayout(outer)

    def _bind(self) -> None:
        for number in range(SUGGESTIONS):
            self._key(f"Alt+{number + 1}", self._suggester(number + 1))
        self._key("F4", lambda: self._pay(with_receipt=False))
        self._key("F9", lambda: self.by_qris.emit(self.typed()))
        self._key("F6", lambda: self.other_ways.emit(self.typed()))
        self._key("Alt+D", self._toggle_donation)

    def _key(self, key: str, act: Callable[[], None]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    def _suggester(self, number: int) -> Callable[[], None]:
        return lambda: self._suggest(number)

    def _suggest(self, number: int) -> None:
        amounts = self._amounts()
        if number < len(amounts):
            self._fill_in(amounts[number])

    def _fill_in(self, amount: Money) -> None:
        self.amount.set_value(amount)
        self.amount.selectAll()

    def _amounts(self) -> tuple[Money, ...]:
        return (_owed(self._state), *self._state.suggestions) if self._state else ()

    def _draw_suggestions(self, state: PayState) -> None:
        amounts = self._amounts()
        for number, button in enumerate(self.suggested):
            button.setVisible(number < len(amounts))
            if number < len(amounts):
                key = _("Exact") if number == 0 else f"Alt+{number}"
                button.say_both(texts.amount(amounts[number]), key)
        self.suggested[0].setEnabled(state.left > 0)

    def _draw_parts(self, state: PayState) -> None:
        clear(self._parts)
        self.undos = []
        self._received.say(_("Cash received for the rest") if state.parts else _("Cash received"))
        for place, part in enumerate(state.parts):
            icon = "banknote" if part.way is None else "circle-check"
            self._line(icon, part.title(), texts.amount(part.amount), partial(self.undo_part.emit, place))
        for place, load in enumerate(state.loads):
            self._line("plus", load_title(load), texts.amount(load.amount), partial(self.unload.emit, place))
        if state.parts or state.loads:
            self._parts.addWidget(Divider())

    def _line(self, icon: str, words: str, amount: str, undo: Callable[[], None]) -> None:
        button = IconButton(lambda: _("Give back"), icon="x", focus=False)
        button.clicked.connect(lambda _checked: undo())
        self.undos.append(button)
        line = row(Icon(icon), Label(words), None, Label(amount, weight="strong"), button)
        self._parts.addWidget(holding(line))

    def _toggle_donation(self) -> None:
        if self._gift:
            self.donate.setChecked(not self.donate.isChecked())

    def _show_change(self) -> None:
        if self._state is None:
            return
        change = self._state.change_for(self.typed())
        short = change < 0
        self._change_word.say(_("Still missing") if short else _("Change"))
        self.change.set_ink("danger" if short else "ink")
        self.change.say(texts.rupiah(abs(change)) if short else texts.rupiah(change))
        self._ask_donation(change)
        self.pay_button.say(lambda: _("Take this part") if short else _("Pay and print"))

    def _ask_donation(self, change: Money) -> None:
        """Small change may be given away: only when the customer says so, so never ticked by itself."""
        gift = Money(change % DONATION_BELOW) if change > 0 else ZERO
        if gift != self._gift:
            self._gift = gift
            self.donate.setChecked(False)
            self.donate.say(lambda: _("{amount} for charity? Alt+D", amount=texts.rupiah(gift)))
        self.donate.setVisible(bool(gift))

    def _pay(self, *, with_receipt: bool) -> None:
        if self._state is None or self._state.busy:
            return
        if self._state.change_for(self.typed()) < 0:
            self.part.emit(self.typed())
        else:
            gift = self._gift if self.donate.isChecked() else ZERO
            self.pay.emit(self.typed(), with_receipt, gift)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._pay(with_receipt=True)
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


def _owed(state: PayState) -> Money:
    """Nothing, when more was taken than is due by now."""
    return Money(max(state.left, ZERO))
