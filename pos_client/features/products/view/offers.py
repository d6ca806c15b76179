"""Prices of a unit beside its own: for a level, from a quantity on, or for one customer."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from typing_extensions import override

from pos_client.desk.office.picking import FieldIcon
from pos_client.desk.widgets.choices import Choice, Option
from pos_client.desk.widgets.figures_edit import MoneyEdit, QuantityEdit
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.features.products.state import OfferDraft, UnitDraft
from pos_client.texts import _

OWN_SHOWN: Final = 20
"""Customers with a price of their own that a unit has fields for; the others stand in the list of prices."""


class CustomerField(TextEdit):
    """Who a price is for: chosen from a list, never typed. `unwanted`: Delete, or the cross in it."""

    unwanted = Signal()

    def __init__(self, customer: UUID | None, name: str) -> None:
        super().__init__(lambda: _("Choose with F2"))
        self.customer = customer
        self.setText(name)
        self.setReadOnly(True)
        cross = FieldIcon(self, "x")
        cross.setToolTip(_("Remove (Del)"))
        cross.triggered.connect(self.unwanted)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.unwanted.emit()
        else:
            super().keyPressEvent(event)

    def put(self, customer: UUID, name: str) -> None:
        self.customer = customer
        self.setText(name)
        # Nobody typed it, but a person put it there.
        self.textEdited.emit(name)
        self.setFocus(Qt.FocusReason.OtherFocusReason)


@dataclass(frozen=True, slots=True)
class Takers:
    """Whom a price can be for: levels by code, names of known customers, and how one more is found."""

    levels: Mapping[str, str]
    names: Mapping[UUID, str]
    serve: Callable[[CustomerField], None]


class OfferFields:
    """A price for a level, for everybody from a quantity on, or for one customer."""

    def __init__(self, form: Form, key: str, draft: OfferDraft, takers: Takers, unit: str) -> None:
        self.from_qty = QuantityEdit(suffix=unit)
        self.from_qty.set_value(draft.from_qty)
        self.price = MoneyEdit(prefix="Rp")
        self.price.set_value(draft.price)
        options: list[Option] = [("", lambda: _("Everybody")), *takers.levels.items()]
        self.level = Choice(options)
        self.level.set_key(draft.level)
        self.customer: CustomerField | None = None
        if draft.own:
            name = takers.names.get(draft.customer) if draft.customer else ""
            self.customer = CustomerField(draft.customer, name or _("one customer") if draft.customer else "")
            takers.serve(self.customer)
            form.add(f"{key}.customer", lambda: _("Price for"), self.customer)
            form.add_row(
                (f"{key}.from_qty", lambda: _("From"), self.from_qty),
                (f"{key}.price", lambda: _("Price"), self.price),
            )
        else:
            form.add_row(
                (f"{key}.level", lambda: _("Price for"), self.level),
                (f"{key}.from_qty", lambda: _("From"), self.from_qty),
                (f"{key}.price", lambda: _("Price"), self.price),
            )

    def draft(self) -> OfferDraft:
        qty, price = self.from_qty.value(), self.price.value()
        if self.customer is None:
            return OfferDraft(self.level.key(), qty, price)
        return OfferDraft("", qty, price, self.customer.customer, own=True)


class KeptOffer:
    """A price that has no fields here: it stays as it is."""

    def __init__(self, draft: OfferDraft) -> None:
        self._draft = draft

    def draft(self) -> OfferDraft:
        return self._draft


def offer_fields(form: Form, key: str, draft: UnitDraft, takers: Takers) -> list[OfferFields | KeptOffer]:
    """The fields of all offers of a unit; of customers only the last ones, the rest is kept."""
    own = [number for number, offer in enumerate(draft.offers) if offer.own]
    kept = set(own[:-OWN_SHOWN])
    return [
        KeptOffer(offer)
        if number in kept
        else OfferFields(form, f"{key}.offers.{number}", offer, takers, draft.unit)
        for number, offer in enumerate(draft.offers)
    ]
