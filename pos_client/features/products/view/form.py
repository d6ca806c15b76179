"""The form of one product in the side panel: all faults inline, units with their barcodes and prices."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout

from pos_client import texts
from pos_client.desk.office.picking import CustomerPicker, Field
from pos_client.desk.problems import fault_texts, problem_text
from pos_client.desk.shell import Shell
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice, Option, Tick
from pos_client.desk.widgets.dates import DayEdit
from pos_client.desk.widgets.figures_edit import MoneyEdit, QuantityEdit
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.layouts import column, row
from pos_client.desk.widgets.panels import Divider, SidePanel
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label
from pos_client.features.products.presenter import ProductEditor
from pos_client.features.products.state import (
    NOWHERE,
    BranchDraft,
    Draft,
    UnitDraft,
    form_field,
    losses,
)
from pos_client.features.products.view.offers import (
    OWN_SHOWN,
    CustomerField,
    OfferFields,
    Takers,
    offer_fields,
)
from pos_client.features.products.view.prices import PriceList
from pos_client.texts import _, ngettext
from shared_models.values.codes import ErrorCode, ProductKind, TaxClass, Tracking
from shared_models.wire.catalog import Category
from shared_models.wire.replica import BranchRow, CustomerRow

KINDS: Sequence[Option] = (
    (ProductKind.GOODS.value, lambda: _("Goods")),
    (ProductKind.SERVICE.value, lambda: _("Service")),
)
TAX_CLASSES: Sequence[Option] = (
    (TaxClass.TAXABLE.value, lambda: _("With PPN")),
    (TaxClass.EXEMPT.value, lambda: _("Exempt from PPN")),
    (TaxClass.NOT_COLLECTED.value, lambda: _("PPN not collected")),
    (TaxClass.NON_TAXABLE.value, lambda: _("Not taxable")),
)


AGES = (17, 18, 21)
TRACKINGS: Sequence[Option] = (
    ("", lambda: _("Quantity")),
    (Tracking.LOT.value, lambda: _("Lot, expiry")),
    (Tracking.SERIAL.value, lambda: _("Serial number")),
)


class UnitFields:
    """The editors of one unit. The first is the base unit: what is inside is one of itself."""

    def __init__(self, form: Form, place: int, draft: UnitDraft, base: str, takers: Takers) -> None:
        self._decimals = draft.decimals
        self._factor = draft.factor
        key = f"units.{place}"
        self.unit = TextEdit()
        self.unit.setText(draft.unit)
        self.price = MoneyEdit(prefix="Rp")
        self.price.set_value(draft.price)
        self.barcodes = TextEdit(lambda: _("Scan or type"))
        self.barcodes.setText(draft.barcodes)
        self.factor: QuantityEdit | None = None
        price = (f"{key}.price", lambda: _("Price"), self.price)
        if place == 0:
            form.add_row((f"{key}.unit", lambda: _("Unit"), self.unit), price)
        else:
            self.factor = QuantityEdit(suffix=base)
            self.factor.set_value(draft.factor)
            form.add_row(
                (f"{key}.unit", lambda: _("Unit"), self.unit),
                (f"{key}.factor", lambda: _("Holds"), self.factor),
            )
            form.add_row(price)
        form.add(f"{key}.barcodes", lambda: _("Barcodes"), self.barcodes)
        self.offers = offer_fields(form, key, draft, takers)

    def draft(self) -> UnitDraft:
        return UnitDraft(
            unit=self.unit.text(),
            factor=self._factor if self.factor is None else self.factor.value(),
            price=self.price.value(),
            barcodes=self.barcodes.text(),
            decimals=self._decimals,
            offers=tuple(offer.draft() for offer in self.offers),
        )


class NeedsFields:
    """What the till asks before it is sold, and whether it is kept track of by lot or by piece."""

    def __init__(self, form: Form, draft: Draft) -> None:
        ages = sorted({*AGES, draft.min_age or 0})
        options: list[Option] = [("", lambda: _("Anybody")), *(_age_option(age) for age in ages if age)]
        self._age = Choice(options)
        self._age.set_key(str(draft.min_age or ""))
        self._tracking = Choice(TRACKINGS)
        self._tracking.set_key("" if draft.tracking is None else draft.tracking.value)
        self.prescription = Tick(lambda: _("Only on a prescription"))
        self.prescription.setChecked(draft.prescription)
        form.add_row(
            ("needs.min_age", lambda: _("Sold to"), self._age),
            ("needs.tracking", lambda: _("Kept track of"), self._tracking),
        )
        form.add("needs.prescription", "", self.prescription)

    def min_age(self) -> int | None:
        return int(self._age.key()) if self._age.key() else None

    def tracking(self) -> Tracking | None:
        return Tracking(self._tracking.key()) if self._tracking.key() else None


def _age_option(age: int) -> Option:
    return str(age), lambda: _("From {years} years", years=age)


class BranchFields:
    """A price that holds in one branch alone; of which unit is asked where there are several."""

    def __init__(self, form: Form, draft: Draft, branches: Sequence[BranchRow]) -> None:
        own = draft.own
        options: list[Option] = [(str(branch.id), branch.name) for branch in branches]
        self.branch = Choice([("", lambda: _("None")), *options])
        self.branch.set_key(str(own.branch or ""))
        self.price = MoneyEdit(prefix="Rp")
        self.price.set_value(own.price)
        self.unit = Choice([(str(place), unit.unit) for place, unit in enumerate(draft.units)])
        self.unit.set_key(str(own.place))
        form.add_row(
            ("branch", lambda: _("Own price in"), self.branch),
            ("branch_price", lambda: _("Price there"), self.price),
        )
        if len(draft.units) > 1:
            form.add("branch_unit", lambda: _("Price there for one"), self.unit)

    def draft(self) -> BranchDraft:
        branch, price = self.branch.key(), self.price.value()
        if not branch and price is None:
            return NOWHERE
        return BranchDraft(UUID(branch) if branch else None, price, int(self.unit.key() or 0))


class ProductForm(Form):
    """Drawn once per draft shape; `draft()` says what stands in it."""

    remove_wanted = Signal(int)
    offer_wanted = Signal(int)
    own_wanted = Signal(int)
    offer_unwanted = Signal(int, int)

    def __init__(
        self,
        draft: Draft,
        categories: Sequence[Category],
        branches: Sequence[BranchRow],
        today: date,
        takers: Takers,
    ) -> None:
        super().__init__()
        self._today = today
        self._takers = takers
        self.name = TextEdit()
        self.name.setText(draft.name)
        self.sku = TextEdit()
        self.sku.setText(draft.sku)
        self.category = Choice()
        self._category = draft.category
        self.offer_categories(categories)
        self.tax_class = Choice(TAX_CLASSES)
        self.tax_class.set_key(draft.tax_class.value)
        self.kind = Choice(KINDS)
        self.kind.set_key(draft.kind.value)
        self.cost = MoneyEdit(prefix="Rp")
        self.cost.set_value(draft.cost)
        self.active = Tick(lambda: _("On sale"))
        self.active.setChecked(draft.active)
        self.add("name", lambda: _("Name"), self.name)
        self.add_row(("sku", lambda: _("Code"), self.sku), ("kind", lambda: _("Kind"), self.kind))
        self.add("category", lambda: _("Category"), self.category)
        self.units = [self._unit(place, unit, draft.units[0].unit) for place, unit in enumerate(draft.units)]
        # A shop with one branch has one price.
        self.own = BranchFields(self, draft, branches) if len(branches) > 1 else None
        self.price_from = DayEdit(draft.price_from or today)
        self.add("price_from", lambda: _("Changed prices hold from"), self.price_from)
        self.add_row(("cost", lambda: _("Cost"), self.cost), ("tax_class", lambda: _("PPN"), self.tax_class))
        self.add("active", "", self.active)
        self.needs = NeedsFields(self, draft)

    def offer_categories(self, categories: Sequence[Category]) -> None:
        here = self.category.key() or (str(self._category) if self._category else "")
        options: list[Option] = [(str(known.id), known.name) for known in categories]
        self.category.set_options([("", lambda: _("None")), *options])
        self.category.set_key(here)

    def draft(self) -> Draft:
        category = self.category.key()
        return Draft(
            sku=self.sku.text(),
            name=self.name.text(),
            kind=ProductKind(self.kind.key()),
            category=UUID(category) if category else None,
            tax_class=TaxClass(self.tax_class.key()),
            cost=self.cost.value(),
            active=self.active.isChecked(),
            units=tuple(unit.draft() for unit in self.units),
            price_from=self._day(),
            own=NOWHERE if self.own is None else self.own.draft(),
            min_age=self.needs.min_age(),
            prescription=self.needs.prescription.isChecked(),
            tracking=self.needs.tracking(),
        )

    def _day(self) -> date | None:
        typed = self.price_from.value()
        return date.min if typed is None else None if typed == self._today else typed

    def _unit(self, place: int, draft: UnitDraft, base: str) -> UnitFields:
        if place:
            remove = Button(lambda: _("Remove unit"), kind="link")
            remove.clicked.connect(partial(self.remove_wanted.emit, place))
            title = Label(lambda: _("Larger unit"), weight="strong")
            self._rows.addLayout(column(Divider(), row(title, None, remove), gap="s"))
        fields = UnitFields(self, place, draft, base, self._takers)
        for number, offer in enumerate(fields.offers):
            if isinstance(offer, OfferFields) and offer.customer is not None:
                offer.customer.unwanted.connect(partial(self.offer_unwanted.emit, place, number))
        self._rows.addLayout(self._offer_links(place, draft))
        return fields

    def _offer_links(self, place: int, draft: UnitDraft) -> QLayout:
        """A price more; the last one away; how many customers stand only in the list below."""
        more = Button(lambda: _("Add a price by quantity or level"), kind="link", icon="plus")
        more.clicked.connect(partial(self.offer_wanted.emit, place))
        own = Button(lambda: _("Add a price for one customer"), kind="link", icon="plus")
        own.clicked.connect(partial(self.own_wanted.emit, place))
        line = row(more, None)
        shown = [number for number, offer in enumerate(draft.offers) if not offer.own]
        if shown:
            less = Button(lambda: _("Remove the last one"), kind="link")
            less.clicked.connect(partial(self.offer_unwanted.emit, place, shown[-1]))
            line.addWidget(less)
        unseen = max(0, sum(offer.own for offer in draft.offers) - OWN_SHOWN)
        if not unseen:
            return column(line, row(own, None), gap="xs")
        words = ngettext(
            "{n} more customer has a price of its own",
            "{n} more customers have prices of their own",
            unseen,
        )
        return column(line, row(own, None), Label(words, ink="ink_muted"), gap="xs")


class ProductPanel(SidePanel):
    close_wanted = Signal()

    def __init__(
        self, editor: ProductEditor, categories: Sequence[Category], shell: Shell, *, allowed: bool
    ) -> None:
        draft = editor.state.draft
        super().__init__(editor.state.saved.name or (lambda: _("New product")))
        self._editor = editor
        today = editor.office.today()
        self.picker = CustomerPicker(editor.office, shell, self, self._chosen)
        takers = Takers(editor.levels, editor.names, self.picker.serve)
        self.form = ProductForm(draft, categories, editor.office.branches, today, takers)
        self.prices = PriceList(editor.state.prices, today, editor.levels, editor.names)
        self.note = Note("danger", "")
        self.note.hide()
        self.loss = Note("warn", "")
        self.add_unit = Button(lambda: _("Add a larger unit"), kind="link", icon="plus")
        self.state = Label(lambda: _("Not saved"), ink="warn")
        self.cancel = Button(lambda: _("Cancel"))
        self.save = Button(lambda: _("Save"), kind="primary", hint="Ctrl+S")
        self.add(self.note)
        self.add(self.form)
        self.add(self.loss)
        self.add(row(self.add_unit, None))
        self.add(self.prices)
        self.prices.setVisible(bool(editor.state.prices))
        self.set_foot(self.state, None, self.cancel, self.save)
        self.form.setEnabled(allowed)
        self.add_unit.setVisible(allowed)
        self._allowed = allowed
        self._shown_tries = 0
        self._wire()
        self.draw()

    def _wire(self) -> None:
        # The guard decides whether the panel closes.
        self.close_button.clicked.disconnect(self.closed)
        self.close_button.clicked.connect(self.close_wanted)
        self.cancel.clicked.connect(self.close_wanted)
        self.save.clicked.connect(self._editor.save)
        self.form.changed.connect(lambda: self._editor.edit(self.form.draft()))
        self.add_unit.clicked.connect(lambda: self._editor.reshape(self.form.draft().with_unit()))
        self.form.remove_wanted.connect(self._remove)
        self.form.offer_wanted.connect(
            lambda place: self._editor.reshape(self.form.draft().with_offer(place))
        )
        self.form.own_wanted.connect(
            lambda place: self._editor.reshape(self.form.draft().with_offer(place, own=True))
        )
        self.form.offer_unwanted.connect(
            lambda place, number: self._editor.reshape(self.form.draft().without_offer(place, number))
        )

    def start(self) -> None:
        """Put the hands where they are needed: the first field."""
        self.form.name.setFocus()

    def draw(self) -> None:
        state = self._editor.state
        self.state.setVisible(state.unsaved)
        self.save.setEnabled(self._allowed and not state.busy)
        self.save.say(lambda: _("Saving") if state.busy else _("Save"))
        refusal = state.refusal
        faults = [(field, _fault_text(field, code)) for field, code in state.faults]
        if refusal is not None and refusal.code is ErrorCode.INVALID:
            faults = [(form_field(field), words) for field, words in fault_texts(refusal.facts)]
        if state.tries != self._shown_tries:
            # Once per try: a field that is being corrected loses its mark until the next one.
            self._shown_tries = state.tries
            self.form.show_faults(faults)
        plain = refusal is not None and not faults
        self.note.setVisible(plain)
        if plain and refusal is not None:
            self.note.say("danger", lambda: problem_text(refusal.code, refusal.facts))
        self._draw_loss()

    def _draw_loss(self) -> None:
        found = losses(self._editor.state.draft)
        self.loss.setVisible(bool(found))
        if found:
            unit, loss = found[0]
            self.loss.say(
                "warn",
                lambda: _("Sold at a loss of {amount} per {unit}", amount=texts.rupiah(loss), unit=unit),
            )

    def _chosen(self, field: Field, customer: CustomerRow) -> None:
        self._editor.names[customer.id] = customer.name
        if isinstance(field, CustomerField):
            field.put(customer.id, customer.name)

    def _remove(self, place: int) -> None:
        self._editor.reshape(self.form.draft().without_unit(place))


def _fault_text(field: str, code: ErrorCode) -> str:
    return _("Today or a later day.") if field == "price_from" else problem_text(code)
