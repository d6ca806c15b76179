"""The form of one customer in the side panel, with what he has, owes and bought last."""

from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout

from pos_client import texts
from pos_client.desk.problems import problem_text
from pos_client.desk.theme.tokens import Colour
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice, Tick
from pos_client.desk.widgets.dates import DayEdit
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.layouts import clear, column, holding, row
from pos_client.desk.widgets.panels import Divider, SidePanel
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label
from pos_client.features.customers.presenter import CustomerEditor
from pos_client.features.customers.shown import fault_words, server_words, term_typed, term_words
from pos_client.features.customers.state import NO_DAY, Draft, row_of
from pos_client.texts import _, ngettext
from shared_models.rules.price_choice import MEMBER, WHOLESALE
from shared_models.values.codes import ErrorCode
from shared_models.wire.customers import CustomerStanding, Purchase

PURCHASES: Final = 5
CENTURY: Final = 100


class CustomerForm(Form):
    """`draft()` says what stands in it."""

    def __init__(self, draft: Draft, today: date) -> None:
        super().__init__()
        self._today = today
        self.name, self.code, self.phone = _text(draft.name), _text(draft.code), _text(draft.phone)
        self.card, self.email, self.npwp = _text(draft.card), _text(draft.email), _text(draft.npwp)
        self.address, self.note = _text(draft.address), _text(draft.note)
        self.birthday = DayEdit(draft.birthday)
        self.level = Choice(
            [
                ("", lambda: _("Usual price")),
                (MEMBER, lambda: _("Member")),
                (WHOLESALE, lambda: _("Wholesale")),
            ]
        )
        if draft.price_level not in {"", MEMBER, WHOLESALE}:
            # A level of the shop's own stays what it is.
            self.level.set_options([(draft.price_level, draft.price_level)])
        self.level.set_key(draft.price_level)
        self.limit = MoneyEdit(prefix="Rp")
        self.limit.set_value(draft.credit_limit)
        self.term = _text(term_words(draft.credit_term))
        self.active = Tick(lambda: _("Active"))
        self.active.setChecked(draft.active)
        self._lay_out()

    def _lay_out(self) -> None:
        self.add("name", lambda: _("Name"), self.name)
        self.add_row(("code", lambda: _("Code"), self.code), ("phone", lambda: _("Phone"), self.phone))
        self.add_row(
            ("card", lambda: _("Member card"), self.card), ("birthday", lambda: _("Birthday"), self.birthday)
        )
        self.add_row(
            ("price_level", lambda: _("Price level"), self.level), ("npwp", lambda: "NPWP", self.npwp)
        )
        self.add_row(
            ("credit_limit", lambda: _("Credit limit"), self.limit),
            ("credit_term", lambda: _("To be paid after"), self.term),
        )
        self.add("email", lambda: _("E-mail"), self.email)
        self.add("address", lambda: _("Address"), self.address)
        self.add("note", lambda: _("Note for the cashier"), self.note)
        self.add("active", "", self.active)

    def draft(self) -> Draft:
        return Draft(
            code=self.code.text(),
            name=self.name.text(),
            phone=self.phone.text(),
            card=self.card.text(),
            email=self.email.text(),
            address=self.address.text(),
            npwp=self.npwp.text(),
            birthday=self._day(),
            note=self.note.text(),
            price_level=self.level.key(),
            credit_limit=self.limit.value(),
            credit_term=term_typed(self.term.text()),
            active=self.active.isChecked(),
        )

    def _day(self) -> date | None:
        typed = self.birthday.value()
        if typed is not None and typed > self._today:
            # The field shows two digits of the year: nobody is born tomorrow.
            typed = typed.replace(year=typed.year - CENTURY)
        return NO_DAY if typed is None and self.birthday.text().strip() else typed


class CustomerPanel(SidePanel):
    close_wanted = Signal()
    points_wanted = Signal(object)

    def __init__(self, editor: CustomerEditor, *, allowed: bool) -> None:
        super().__init__(editor.state.saved.name or (lambda: _("New customer")))
        self._editor = editor
        self._allowed = allowed
        self._shown_tries = 0
        self._shown: CustomerStanding | None = None
        self.form = CustomerForm(editor.state.draft, editor.office.today())
        self.form.setEnabled(allowed)
        self.trouble = Note("danger", "")
        self.trouble.hide()
        self._standing = column(gap="s")
        self.points = Button(lambda: _("Points history"), kind="link", icon="history")
        self.points.setVisible(editor.state.customer is not None)
        self.state = Label(lambda: _("Not saved"), ink="warn")
        self.cancel = Button(lambda: _("Cancel"))
        self.save = Button(lambda: _("Save"), kind="primary", hint="Ctrl+S")
        self.add(self.trouble)
        self.add(holding(self._standing))
        self.add(row(self.points, None))
        self.add(self.form)
        self.set_foot(self.state, None, self.cancel, self.save)
        self._wire()
        self.draw()

    def _wire(self) -> None:
        # The guard decides whether the panel closes.
        self.close_button.clicked.disconnect(self.closed)
        self.close_button.clicked.connect(self.close_wanted)
        self.cancel.clicked.connect(self.close_wanted)
        self.save.clicked.connect(self._editor.save)
        self.points.clicked.connect(self._points)
        self.form.changed.connect(lambda: self._editor.edit(self.form.draft()))

    def start(self) -> None:
        """Put the hands where they are needed: the first field."""
        self.form.name.setFocus()

    def draw(self) -> None:
        state = self._editor.state
        self.state.setVisible(state.unsaved)
        self.save.setEnabled(self._allowed and not state.busy)
        self.save.say(lambda: _("Saving") if state.busy else _("Save"))
        refusal = state.refusal
        faults = fault_words(state.faults)
        if refusal is not None and refusal.code is ErrorCode.INVALID:
            faults = server_words(refusal.facts)
        if state.tries != self._shown_tries:
            # Once per try: a field that is being corrected loses its mark until the next one.
            self._shown_tries = state.tries
            self.form.show_faults(faults)
        plain = refusal is not None and not faults
        self.trouble.setVisible(plain)
        if plain and refusal is not None:
            self.trouble.say("danger", lambda: problem_text(refusal.code, refusal.facts))
        if state.standing is not None and state.standing is not self._shown:
            self._shown = state.standing
            self._draw_standing(state.standing)

    def _draw_standing(self, standing: CustomerStanding) -> None:
        clear(self._standing)
        points = ngettext("{n} point", "{n} points", standing.points)
        owed = _("Owes {amount}", amount=texts.rupiah(standing.owed)) if standing.owed else _("Owes nothing")
        ink: Colour = "warn" if standing.owed else "ink_muted"
        head = row(Label(points, weight="strong"), None, Label(owed, ink=ink))
        self._standing.addLayout(head)
        for one in standing.purchases[:PURCHASES]:
            self._standing.addLayout(_purchase(one))
        self._standing.addWidget(Divider())

    def _points(self) -> None:
        state = self._editor.state
        if state.customer is not None:
            self.points_wanted.emit(row_of(state.saved, state.customer))


def _purchase(one: Purchase) -> QLayout:
    words = f"{texts.day(one.bdate)}  {one.receipt}"
    return row(Label(words, ink="ink_muted"), None, Label(texts.amount(one.total)))


def _text(value: str) -> TextEdit:
    edit = TextEdit()
    edit.setText(value)
    return edit
