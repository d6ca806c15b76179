"""One product of a shop that stands alone: what it is called, its code, its price."""

from PySide6.QtCore import Signal
from typing_extensions import override

from pos_client import texts
from pos_client.desk.till.panel import TillPanel
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.features.setup.presenter import Setup
from pos_client.features.setup.state import PIECES, ProductAnswers
from pos_client.texts import _
from shared_models.values.money import Money


class ProductPanel(TillPanel):
    """Enter keeps it; a whole list is read from a file instead."""

    list_wanted = Signal()

    def __init__(self, setup: Setup) -> None:
        super().__init__(lambda: _("A product"))
        self._setup = setup
        self.name = TextEdit()
        self.code = TextEdit()
        self.price = MoneyEdit(prefix=texts.CURRENCY)
        self.unit = TextEdit()
        self.unit.setText(PIECES)
        self.form = Form()
        self.form.add("name", lambda: _("Name"), self.name)
        self.form.add("barcode", lambda: _("Barcode; empty: a code of its own"), self.code)
        self.form.add_row(
            ("price", lambda: _("Price"), self.price), ("unit", lambda: _("Sold by"), self.unit)
        )
        self.add(self.form)
        self.list = Button(lambda: _("From a file"), size="tall", focus=False)
        self.list.clicked.connect(self.list_wanted)
        self.keep = Button(lambda: _("Save"), kind="primary", size="tall", hint="Enter", focus=False)
        self.keep.clicked.connect(self.accept)
        self.set_foot(self.list, self.keep)
        self.setFocusProxy(self.name)
        setup.products_kept.connect(lambda _count: self.left.emit())

    @override
    def accept(self) -> None:
        answers = ProductAnswers(
            name=self.name.text().strip(),
            barcode=self.code.text().strip(),
            price=Money(self.price.value() or 0),
            unit=self.unit.text().strip() or PIECES,
        )
        faults = answers.faults()
        self.form.show_faults([(field, _(sentence)) for field, sentence in faults])
        if not faults:
            self._setup.keep_product(answers)
