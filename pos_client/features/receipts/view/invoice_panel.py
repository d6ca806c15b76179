"""Who wants the tax of a receipt on an invoice of his own: number, name, address, e-mail."""

from typing import Final

from PySide6.QtCore import Signal
from typing_extensions import override

from pos_client.desk.till.panel import TillPanel
from pos_client.desk.till.scan_filter import REFERENCE
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.features.receipts.state import InvoiceWanted
from pos_client.texts import _
from shared_models.rules.tax_invoice import BuyerIdKind, TaxBuyer

NUMBER_MAX: Final = 32
TEXT_MAX: Final = 200


class InvoicePanel(TillPanel):
    """`wanted` once nothing is wrong with it any more."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__(lambda: _("Tax invoice"))
        self.form = Form()
        self.kind = Choice([(BuyerIdKind.NPWP.value, lambda: "NPWP"), (BuyerIdKind.NIK.value, lambda: "NIK")])
        self.number, self.name, self.address, self.email = (TextEdit() for _place in range(4))
        self.number.setMaxLength(NUMBER_MAX)
        self.number.setProperty(REFERENCE, True)
        for field in (self.name, self.address, self.email):
            field.setMaxLength(TEXT_MAX)
        self.form.add("number", lambda: _("Number, 16 digits"), self.number)
        self.form.add("kind", lambda: _("What number it is"), self.kind)
        self.form.add("name", lambda: _("Name"), self.name)
        self.form.add("address", lambda: _("Address"), self.address)
        self.form.add("email", lambda: _("E-mail, may stay empty"), self.email)
        self.add(self.form)
        self.ask = Button(
            lambda: _("Ask for the tax invoice"), kind="primary", size="tall", hint="Enter", focus=False
        )
        self.ask.clicked.connect(self.accept)
        self.set_foot(self.ask)
        self.setFocusProxy(self.number)

    @override
    def accept(self) -> None:
        following = {self.number: self.name, self.name: self.address, self.address: self.email}
        for field, after in following.items():
            if field.hasFocus() and field.text().strip() and not after.text() and after is not self.email:
                after.setFocus()
                return
        buyer = TaxBuyer(
            BuyerIdKind(self.kind.key()), self.number.text(), self.name.text(), self.address.text()
        )
        wanted = InvoiceWanted(buyer, self.email.text().strip())
        faults = wanted.faults()
        self.form.show_faults(faults)
        if not faults:
            self.wanted.emit(wanted)
