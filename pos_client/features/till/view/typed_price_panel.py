"""Another price for the chosen line: what it was, what it is now, and why."""

from typing import Final

from PySide6.QtCore import Signal
from typing_extensions import override

from pos_client import texts
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.layouts import column
from pos_client.desk.widgets.number_pad import NumberPad
from pos_client.desk.widgets.words import Label, Words
from pos_client.texts import N_, _
from shared_models.rules.cart import CartLine
from shared_models.values.money import Money
from shared_models.values.quantity import price_of

REASONS: Final = {
    "agreed": N_("Agreed with the customer"),
    "shelf": N_("The shelf says another price"),
    "damaged": N_("Damaged or soon too old"),
    "rival": N_("Cheaper elsewhere"),
    "other": N_("Other reason"),
}


class TypedPricePanel(TillPanel):
    """`taken` brings the price of one unit, and the reason in words."""

    taken = Signal(object, str)

    def __init__(self, line: CartLine) -> None:
        super().__init__(lambda: _("Another price"))
        self._line = line
        self.price = MoneyEdit(prefix=texts.CURRENCY, size="giant")
        self.price.setAccessibleName(_("New price"))
        self.price.value_changed.connect(self._show_result)
        self.reason = Choice([(key, _worded(words)) for key, words in REASONS.items()])
        self._result = Label(weight="strong")
        self.pad = NumberPad()
        self.pad.drive(self.price)
        self.take = Button(
            lambda: _("Change the price"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.take.clicked.connect(self.accept)
        self._build()
        self._show_result()

    @override
    def accept(self) -> None:
        price = self.price.value()
        if not price:
            self.refuse(_("Type the new price"))
        elif price == self._line.price:
            self.refuse(_("This is the price it has"))
        else:
            self.taken.emit(Money(price), _(REASONS[self.reason.key()]))

    def _build(self) -> None:
        line = self._line
        old = _("Price {amount} for one {unit}", amount=texts.rupiah(line.price), unit=line.item.unit)
        name = Label(line.item.name, size="title", weight="medium", wrap=True)
        self.add(column(name, Label(old, ink="ink_muted"), gap="xs"))
        self.add(column(Label(lambda: _("New price"), weight="medium"), self.price, gap="s"))
        self.add(self._result)
        self.add(self.pad)
        self.add(column(Label(lambda: _("Reason"), weight="medium"), self.reason, gap="s"))
        self.set_foot(self.take)
        self.setFocusProxy(self.price)

    def _show_result(self) -> None:
        price = self.price.value()
        line = self._line
        whole = texts.rupiah(price_of(line.qty, Money(price or 0)))
        words = _("{qty} {unit}: {total}", qty=texts.quantity(line.qty), unit=line.item.unit, total=whole)
        self._result.say(words if price else "")
        self.refuse("")


def _worded(words: str) -> Words:
    return lambda: _(words)
