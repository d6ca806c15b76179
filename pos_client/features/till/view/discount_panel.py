"""A discount on the chosen line or on the whole cart, in rupiah or in percent."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from typing_extensions import override

from pos_client import texts
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.layouts import column, row
from pos_client.desk.widgets.number_pad import NumberPad
from pos_client.desk.widgets.words import Label
from pos_client.features.till.state import Off
from pos_client.texts import _
from shared_models.rules.cart import CartLine
from shared_models.values.money import Money

# Basis points in one percent.
PERCENT: Final = 100
ALL_OF_IT: Final = 100  # percent


class DiscountPanel(TillPanel):
    """A percentage follows the quantity; what it takes off is shown while it is typed."""

    line_discount = Signal(object)
    cart_discount = Signal(object)

    def __init__(self, line: CartLine, *, cart_base: Money, on_cart: Money) -> None:
        super().__init__(lambda: _("Discount"))
        self._line = line
        self._cart_base = cart_base
        self._on_cart = False
        self._percent = False
        self._given = {False: line.discount, True: on_cart}
        self._what = Label(size="title", weight="medium")
        self._base = Label(ink="ink_muted")
        self._scope = Button("", hint="F11", focus=False)
        self._scope.clicked.connect(self.switch_scope)
        self._kind = Button("", hint="%", focus=False)
        self._kind.clicked.connect(self.switch_kind)
        self.amount = MoneyEdit()
        self.amount.value_changed.connect(self._show_result)
        self.amount.installEventFilter(self)
        self._result = Label(weight="strong")
        self._word = Label(weight="medium")
        give = Button(lambda: _("Give discount"), kind="primary", size="tall", hint="Enter", focus=False)
        give.clicked.connect(self.accept)
        self.give = give
        self.add(column(self._what, self._base, gap="xs"))
        self.add(row(self._scope, self._kind, None))
        self.add(column(self._word, self.amount, gap="s"))
        self.add(self._result)
        self.pad = NumberPad()
        self.pad.drive(self.amount)
        self.add(self.pad)
        self.set_foot(give)
        self.setFocusProxy(self.amount)
        self._draw()

    def switch_scope(self) -> None:
        """Line or whole cart."""
        self._on_cart = not self._on_cart
        self._draw()

    def switch_kind(self) -> None:
        """Rupiah or percent. Whoever types 10 and then % means ten percent."""
        typed = self.amount.value() or 0
        self._percent = not self._percent
        self._draw()
        if self._percent and typed != self._given[self._on_cart] and typed <= ALL_OF_IT:
            self.amount.set_value(typed or None)
            self.amount.selectAll()

    def off(self) -> Off:
        """What was typed."""
        typed = self.amount.value() or 0
        return Off(percent_bp=typed * PERCENT) if self._percent else Off(amount=Money(typed))

    @override
    def accept(self) -> None:
        off = self.off()
        if off.of(self._reduced()) > self._reduced():
            self.refuse(_("The discount is more than the price"))
            return
        (self.cart_discount if self._on_cart else self.line_discount).emit(off)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F11:
            self.switch_scope()
        else:
            super().keyPressEvent(event)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The field would swallow the sign: it is no part of a figure.
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.text() == "%":
            self.switch_kind()
            return True
        return super().eventFilter(watched, event)

    def _reduced(self) -> Money:
        return self._cart_base if self._on_cart else self._line.gross

    def _draw(self) -> None:
        self._what.say(_("Whole cart") if self._on_cart else self._line.item.name)
        self._base.say(_("Price {amount}", amount=texts.rupiah(self._reduced())))
        self._scope.say(_("On this line") if self._on_cart else _("On the whole cart"))
        self._kind.say(_("In rupiah") if self._percent else _("In percent"))
        self._word.say(_("Percent off") if self._percent else _("Rupiah off"))
        given = 0 if self._percent else self._given[self._on_cart]
        self.amount.set_value(given or None)
        self.amount.selectAll()
        self._show_result()
        self.refuse("")

    def _show_result(self) -> None:
        off = self.off().of(self._reduced())
        left = Money(self._reduced() - off)
        words = _("{off} off, {left} to pay", off=texts.rupiah(off), left=texts.rupiah(left))
        self._result.say(words if left >= 0 else "")
