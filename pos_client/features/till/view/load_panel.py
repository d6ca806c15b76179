"""Selling a gift card or voucher, or loading one again: its number, and how much goes onto it."""

from PySide6.QtCore import Qt, Signal
from typing_extensions import override

from pos_client import texts
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.till.scan_filter import REFERENCE
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.forms import TextEdit
from pos_client.desk.widgets.layouts import column
from pos_client.desk.widgets.words import Label
from pos_client.features.till.state import PayState
from pos_client.features.till.ways import REFERENCE_MAX
from pos_client.texts import _
from shared_models.values.codes import PutAside
from shared_models.values.money import Money


class LoadPanel(TillPanel):
    """`loaded` carries what is sold, its number and the amount."""

    loaded = Signal(object, str, object)

    def __init__(self) -> None:
        super().__init__(lambda: _("Sell or load a gift card"))
        self.kind = Choice(
            [
                (PutAside.GIFT_CARD_SOLD.value, lambda: _("Gift card")),
                (PutAside.GIFT_VOUCHER_SOLD.value, lambda: _("Gift voucher")),
            ]
        )
        self.number = TextEdit(lambda: _("Scan or type it"))
        self.number.setMaxLength(REFERENCE_MAX)
        self.number.setProperty(REFERENCE, True)
        self.number.setAccessibleName(_("Number"))
        self.amount = MoneyEdit(prefix=texts.CURRENCY, size="giant")
        self.amount.setAccessibleName(_("Amount"))
        told = _("It is paid with the goods and is no sale: the sale comes when it is spent.")
        self.add(column(Label(lambda: _("What is sold"), weight="medium"), self.kind, gap="s"))
        self.add(column(Label(lambda: _("Number"), weight="medium"), self.number, gap="s"))
        self.add(column(Label(lambda: _("How much goes onto it"), weight="medium"), self.amount, gap="s"))
        self.add(Label(told, ink="ink_muted", wrap=True))
        self.done = Button(
            lambda: _("Add to the payment"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.done.clicked.connect(self.accept)
        self.set_foot(self.done)
        self.setFocusProxy(self.number)

    def draw(self, state: PayState) -> None:
        self.refuse(state.problem)

    @override
    def accept(self) -> None:
        if self.number.hasFocus() and self.number.text().strip() and not self.amount.value():
            # A scanner ends with Enter: the amount comes next.
            self.amount.setFocus(Qt.FocusReason.TabFocusReason)
            return
        sold = PutAside(self.kind.key())
        self.loaded.emit(sold, self.number.text(), Money(self.amount.value() or 0))
