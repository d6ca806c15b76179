"""The form that issues cards and vouchers."""

from functools import partial
from typing import Final

from PySide6.QtCore import Signal

from pos_client import texts
from pos_client.desk.problems import problem_text
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice
from pos_client.desk.widgets.dates import DayEdit
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.lines_edit import LinesEdit
from pos_client.desk.widgets.panels import SidePanel
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label
from pos_client.features.payments.issuing import NO_DAY, IssueDraft, Issuing
from pos_client.features.payments.shown import AGAINST, fault_words, kind_text, server_words
from pos_client.texts import _
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.wire.payments import ISSUABLE, Against

PAID: Final = (Against.CASH, Against.BANK, Against.GIVEN_AWAY)


class IssueForm(Form):
    """`draft()` says what stands in it."""

    def __init__(self, draft: IssueDraft) -> None:
        super().__init__()
        self.kind = Choice([(one.value, partial(kind_text, one)) for one in ISSUABLE])
        self.count, self.amount = MoneyEdit(), MoneyEdit(prefix="Rp")
        self.count.set_value(draft.count)
        self.expires = DayEdit(draft.expires_on)
        self.against = Choice([(one.value, partial(_paid, one)) for one in PAID])
        self.numbers = LinesEdit(6, lambda: _("Empty: numbers are made that nobody can guess"))
        self.note = TextEdit()
        self.add("method", lambda: _("Kind"), self.kind)
        self.add_row(
            ("count", lambda: _("How many"), self.count), ("amount", lambda: _("Each worth"), self.amount)
        )
        self.add_row(
            ("expires_on", lambda: _("Last day, if any"), self.expires),
            ("against", lambda: _("Paid by"), self.against),
        )
        self.add("numbers", lambda: _("Printed numbers, one a line"), self.numbers)
        self.numbers.as_high_as_lines()
        self.add("note", lambda: _("Note"), self.note)

    def draft(self) -> IssueDraft:
        day = self.expires.value()
        return IssueDraft(
            method=TenderMethod(self.kind.key()),
            count=self.count.value(),
            amount=self.amount.value(),
            numbers=self.numbers.toPlainText(),
            expires_on=NO_DAY if day is None and self.expires.text().strip() else day,
            against=Against(self.against.key()),
            note=self.note.text(),
        )


class IssuePanel(SidePanel):
    close_wanted = Signal()

    def __init__(self, issuing: Issuing) -> None:
        super().__init__(lambda: _("Issue vouchers"))
        self._issuing = issuing
        self._shown_tries = 0
        self.form = IssueForm(issuing.state.draft)
        self.trouble = Note("danger", "")
        self.trouble.hide()
        self.sum = Label("", weight="strong")
        self.cancel = Button(lambda: _("Cancel"))
        self.save = Button(lambda: _("Issue"), kind="primary", hint="Ctrl+S")
        self.add(self.trouble)
        self.add(self.form)
        self.add(self.sum)
        self.set_foot(None, self.cancel, self.save)
        # The guard decides whether the panel closes.
        self.close_button.clicked.disconnect(self.closed)
        self.close_button.clicked.connect(self.close_wanted)
        self.cancel.clicked.connect(self.close_wanted)
        self.save.clicked.connect(issuing.save)
        self.form.changed.connect(lambda: issuing.edit(self.form.draft()))
        self.draw()

    def start(self) -> None:
        self.form.count.setFocus()

    def draw(self) -> None:
        state = self._issuing.state
        draft = state.draft
        count = len(draft.printed) or draft.count or 0
        branch = self._issuing.office.branch_row()
        place = "" if branch is None else branch.code
        amount = texts.rupiah(count * (draft.amount or 0))
        self.sum.say(lambda: _("{amount} together, booked in {branch}", amount=amount, branch=place))
        self.save.setEnabled(self._issuing.allowed and not state.busy)
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


def _paid(one: Against) -> str:
    return _(AGAINST[one])
