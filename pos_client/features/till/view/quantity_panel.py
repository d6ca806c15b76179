"""How much of it: the number pad for a line of the cart, or for goods that are weighed."""

from PySide6.QtCore import Signal
from typing_extensions import override

from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.figures_edit import QuantityEdit
from pos_client.desk.widgets.number_pad import NumberPad
from pos_client.desk.widgets.words import Label
from pos_client.texts import _
from shared_models.values.quantity import Quantity


class QuantityPanel(TillPanel):
    """Enter takes it. `taken` brings the quantity, in thousandths."""

    taken = Signal(object)

    def __init__(self, name: str, unit: str, *, decimals: int, qty: Quantity | None) -> None:
        super().__init__(lambda: _("Quantity"))
        self.qty = QuantityEdit(suffix=unit, size="giant", fractions=decimals > 0)
        self.qty.setAccessibleName(_("Quantity"))
        self.qty.set_value(qty)
        self.qty.selectAll()
        self.pad = NumberPad(decimals=decimals > 0)
        self.pad.drive(self.qty)
        self.add(Label(name, size="title", weight="medium", wrap=True))
        self.add(self.qty)
        self.add(self.pad)
        self.take = Button(lambda: _("Take it"), kind="primary", size="tall", hint="Enter", focus=False)
        self.take.clicked.connect(self.accept)
        self.set_foot(self.take)
        self.setFocusProxy(self.qty)

    @override
    def accept(self) -> None:
        qty = self.qty.value()
        if qty:
            self.taken.emit(Quantity(qty))
        else:
            self.refuse(_("Type how much of it"))
