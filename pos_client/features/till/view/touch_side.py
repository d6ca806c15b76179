"""The right side of the tiles: the total, the cart with its keys, and the way to pay; then the change."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QStackedLayout, QWidget

from pos_client import texts
from pos_client.desk.theme.tokens import BORDER, METRIC, SPACE
from pos_client.desk.widgets.buttons import Button, PadButton
from pos_client.desk.widgets.layouts import clear, column, row
from pos_client.desk.widgets.panels import Divider, Surface
from pos_client.desk.widgets.states import Icon
from pos_client.desk.widgets.words import Label, Words, said
from pos_client.features.till.keys import Do
from pos_client.features.till.presenter import Till
from pos_client.features.till.state import PaidState, Stage, TillState
from pos_client.features.till.view.cart_list import CartList
from pos_client.features.till.view.change_view import HandOut, receipt_words
from pos_client.features.till.view.side import BigFigure
from pos_client.features.till.view.why_panel import WhyPanel
from pos_client.texts import MINUS, _, ngettext
from shared_models.rules.cart import CartLine
from shared_models.values.quantity import ONE


class TouchSide(Surface):
    """`chosen`: what a key of the till would do. `quantity_wanted`: of the chosen line, on the pad."""

    chosen = Signal(object)
    stepped = Signal(int)
    quantity_wanted = Signal()

    def __init__(self, till: Till) -> None:
        super().__init__()
        self.setFixedWidth(METRIC.till_side - SPACE.s)
        self.total = BigFigure()
        self._count = Label(ink="ink_muted", right=True)
        self._saved = Label(ink="ok", weight="strong", right=True)
        title = Label(lambda: _("Total"), size="title", weight="medium", ink="ink_muted")
        head = column(row(title, None, self._count), self.total, row(None, self._saved), gap="none")
        head.setContentsMargins(SPACE.l, SPACE.m, SPACE.l, SPACE.s)
        self.cart = CartList(till.cart)
        self.cart.picked.connect(till.choose)
        self.paid = PaidPart()
        self.why = WhyPanel()
        # A stack without a widget around it would show its first page as a window of its own.
        self._middle = QWidget()
        self._stack = QStackedLayout(self._middle)
        self._stack.addWidget(self.cart)
        self._stack.addWidget(self.paid)
        self._lay_out(head)

    def draw(self, state: TillState) -> None:
        paid = state.stage is Stage.PAID and not state.refused
        self._stack.setCurrentWidget(self.paid if paid else self.cart)
        self.cart.refuse(state.refused)
        if paid:
            self._count.say("")
        else:
            self.total.say(texts.rupiah(state.total))
            lines = ngettext("{n} line", "{n} lines", state.lines)
            pieces = ngettext("{n} item", "{n} items", state.pieces)
            self._count.say(f"{lines}, {pieces}" if state.lines else "")
        self._saved.say(_("Saved {amount}", amount=texts.rupiah(state.saved)) if state.saved else "")
        self.pay.set_calm(calm=not state.lines)
        self.why.draw(state.explained)

    def draw_lines(self, till: Till) -> None:
        if self.cart.cart is not till.cart:
            self.cart.show_cart(till.cart)
        self.cart.refresh(till.state.current)
        line = till.chosen
        for button in (self.less, self.quantity, self.more, self.remove):
            button.setEnabled(line is not None)
        self.less.setEnabled(line is not None and line.qty > ONE)
        self.quantity.say(_quantity_words(line))

    def draw_paid(self, paid: PaidState) -> None:
        self.total.say(texts.rupiah(paid.total))
        self.paid.draw(paid)

    def _lay_out(self, head: QLayout) -> None:
        self.less = _step_button(MINUS, lambda: _("One less"))
        self.more = _step_button("+", lambda: _("One more"))
        self.quantity = Button("", size="tall", focus=False)
        self.remove = Button(lambda: _("Remove"), icon="trash-2", size="tall", focus=False)
        self.pay = Button(lambda: _("Pay"), kind="primary", size="touch", focus=False)
        self.less.clicked.connect(lambda: self.stepped.emit(-ONE))
        self.more.clicked.connect(lambda: self.stepped.emit(ONE))
        self.quantity.clicked.connect(self.quantity_wanted)
        self.remove.clicked.connect(lambda: self.chosen.emit(Do.REMOVE))
        self.pay.clicked.connect(lambda: self.chosen.emit(Do.PAY))
        keys = row(self.less, self.quantity, self.more, self.remove)
        keys.setStretch(1, 1)
        foot = column(keys, self.pay, edge=("m", "m"))
        outer = column(head, Divider(), self._middle, self.why, Divider(), foot, gap="none")
        outer.setStretch(2, 1)
        hair = BORDER.hair
        outer.setContentsMargins(hair, hair, hair, hair)
        self.setLayout(outer)


class PaidPart(QWidget):
    """The change and the notes to hand out. The tiles stay: the next touch begins the next sale."""

    def __init__(self) -> None:
        super().__init__()
        self._word = Label(size="title", weight="medium", ink="ink_muted")
        self.change = BigFigure()
        self._notes = column(gap="s")
        self._receipt = Label(ink="ink_muted", wrap=True)
        paid = row(Icon("circle-check", "ok"), Label(lambda: _("Paid"), weight="strong", ink="ok"), None)
        self.setLayout(
            column(paid, self._word, self.change, self._notes, self._receipt, None, gap="m", edge=("l", "l"))
        )

    def draw(self, paid: PaidState) -> None:
        self._word.say(_("Change") if paid.change else _("Exact, no change"))
        self.change.say(texts.rupiah(paid.change) if paid.change else "")
        self._receipt.say(receipt_words(paid))
        clear(self._notes)
        for at in range(0, len(paid.notes), 2):
            pair = (HandOut(count, piece) for piece, count in paid.notes[at : at + 2])
            self._notes.addLayout(row(None, *pair, gap="s"))


def _quantity_words(line: CartLine | None) -> str:
    if line is None:
        return texts.DASH
    return f"{texts.quantity(line.qty)} {line.item.unit}"


def _step_button(sign: str, words: Words) -> PadButton:
    button = PadButton(sign)
    button.setFixedSize(METRIC.key, METRIC.key)
    button.setAccessibleName(said(words))
    return button
