"""Price check: says price and stock without adding anything."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit
from typing_extensions import override

from pos_client import texts
from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import column, row
from pos_client.desk.widgets.words import Label
from pos_client.features.till.state import LastItem
from pos_client.features.till.view.side import BigFigure, Picture
from pos_client.texts import _
from shared_models.values.money import Money


class PricePanel(TillPanel):
    """Armed like the input line: scan or type, Enter asks. `add` takes what is shown into the cart."""

    asked = Signal(str)
    added = Signal()

    def __init__(self) -> None:
        super().__init__(lambda: _("Price check"))
        self._shown = False
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Scan, type a code or a name"))
        self._picture = Picture(METRIC.empty_row)
        self._name = Label(size="title", weight="strong", wrap=True)
        self._code = Label(ink="ink_muted")
        self._stock = Label(ink="ink_muted")
        self.price = BigFigure()
        self.add_button = Button(
            lambda: _("Add to the cart"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.add_button.setEnabled(False)
        self.add_button.clicked.connect(self.added)
        self.add(self.field)
        facts = row(self._picture, column(self._name, self._code, self._stock, None, gap="xxs"), gap="l")
        facts.setStretch(1, 1)
        self.add(facts)
        self.add(self.price)
        self.set_foot(self.add_button)
        self.setFocusProxy(self.field)
        self._picture.hide()

    def show_price(self, item: LastItem, price: Money | None) -> None:
        self._shown = bool(price)
        self._picture.show()
        self._picture.say(item.initials)
        self._name.say(item.name)
        self._code.say(item.code)
        self._stock.say(item.stock_text())
        self.price.say(texts.rupiah(price) if price else _("no price"))
        self.add_button.setEnabled(bool(price))
        self.field.clear()
        self.refuse("")

    def show_unknown(self, code: str) -> None:
        self._shown = False
        self._picture.hide()
        for label in (self._name, self._code, self._stock):
            label.say("")
        self.price.say("")
        self.add_button.setEnabled(False)
        self.field.clear()
        self.refuse(_("{code} is not known", code=code))

    @override
    def accept(self) -> None:
        typed = self.field.text().strip()
        if typed:
            self.asked.emit(typed)
        elif self._shown:
            self.added.emit()
