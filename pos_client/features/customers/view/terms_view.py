"""How points are given and used, and what a till may give on account alone."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from typing_extensions import override

from pos_client import texts
from pos_client.desk.office import OfficePage
from pos_client.desk.problems import problem_text
from pos_client.desk.shell import Shell
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Tick
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.forms import Form
from pos_client.desk.widgets.layouts import row
from pos_client.desk.widgets.panels import Panel
from pos_client.desk.widgets.states import Note
from pos_client.features.customers.presenter import Terms
from pos_client.features.customers.shown import fault_words, server_words
from pos_client.features.customers.state import TermsDraft
from pos_client.texts import _
from shared_models.values.codes import ErrorCode

EXAMPLE: int = 98_480


class TermsForm(Form):
    """Filled with a draft; `draft()` says what stands in it."""

    def __init__(self) -> None:
        super().__init__()
        self.gives = Tick(lambda: _("Purchases earn points"))
        self.spend = MoneyEdit(prefix="Rp")
        self.value = MoneyEdit(prefix="Rp")
        self.minimum = MoneyEdit()
        self.offline = MoneyEdit()
        self.redemption = MoneyEdit()
        self.redemption.set_suffix("%")
        self.credit = MoneyEdit(prefix="Rp")
        self.add("gives", "", self.gives)
        self.add_row(
            ("spend", lambda: _("One point for"), self.spend),
            ("value", lambda: _("One point pays"), self.value),
        )
        self.add_row(
            ("minimum", lambda: _("Used from so many points"), self.minimum),
            ("offline", lambda: _("A till alone takes at most"), self.offline),
        )
        self.add("redemption", lambda: _("Points that will be used, as a share"), self.redemption)
        self.add("credit", lambda: _("A till alone gives on account at most"), self.credit)

    def fill(self, draft: TermsDraft) -> None:
        self.gives.setChecked(draft.gives)
        for edit, value in (
            (self.spend, draft.spend),
            (self.value, draft.value),
            (self.minimum, draft.minimum),
            (self.offline, draft.offline),
            (self.redemption, draft.redemption),
            (self.credit, draft.credit),
        ):
            edit.set_value(value)

    def draft(self) -> TermsDraft:
        return TermsDraft(
            gives=self.gives.isChecked(),
            spend=self.spend.value(),
            value=self.value.value(),
            minimum=self.minimum.value(),
            offline=self.offline.value(),
            redemption=self.redemption.value(),
            credit=self.credit.value(),
        )

    def show_gives(self, *, gives: bool) -> None:
        """Without points there is nothing to say about them."""
        for key in ("spend", "value", "minimum", "offline", "redemption"):
            self.fields[key].setEnabled(gives)


class TermsView(OfficePage):
    def __init__(self, terms: Terms, shell: Shell) -> None:
        super().__init__(terms.office, lambda: _("Points and credit"))
        self._terms = terms
        self._shell = shell
        self._shown_tries = 0
        self.form = TermsForm()
        self.example = Note("info", "")
        self.trouble = Note("danger", "")
        self.trouble.hide()
        self.save = Button(lambda: _("Save"), kind="primary", hint="Ctrl+S", size="compact")
        panel = Panel(lambda: _("What holds for all customers"))
        panel.add_padded(self.form)
        panel.add_padded(self.example)
        self.head.add_action(self.save)
        self.add(self.trouble)
        beside = row(panel, None)
        beside.setStretch(0, 1)
        self.add(beside)
        self.body.addStretch(1)
        self.setFocusProxy(self.form.spend)
        self.form.changed.connect(lambda: terms.edit(self.form.draft()))
        self.save.clicked.connect(terms.save)
        terms.redrawn.connect(lambda: self.form.fill(terms.state.draft))
        terms.changed.connect(self._draw)
        terms.stored.connect(lambda: shell.toast("ok", lambda: _("Saved; the tills hear of it")))
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(terms.save)

    @override
    def load(self) -> None:
        self._terms.load()

    @override
    def unsaved(self) -> bool:
        return self._terms.state.unsaved

    def _draw(self) -> None:
        state, allowed = self._terms.state, self._terms.allowed
        self.form.setEnabled(allowed and state.saved is not None)
        self.form.show_gives(gives=state.draft.gives)
        self.save.setEnabled(allowed and state.unsaved and not state.busy)
        self.show_refusal(state.refusal if state.saved is None else None)
        self._draw_faults()
        draft = state.draft
        told = bool(draft.gives and draft.spend and draft.value)
        self.example.setVisible(told)
        if told:
            self.example.say("info", lambda: _example(draft))

    def _draw_faults(self) -> None:
        state = self._terms.state
        refusal = state.refusal
        faults = fault_words(state.faults)
        if refusal is not None and refusal.code is ErrorCode.INVALID:
            faults = server_words(refusal.facts)
        if state.tries != self._shown_tries:
            self._shown_tries = state.tries
            self.form.show_faults(faults)
        plain = refusal is not None and state.saved is not None and not faults
        self.trouble.setVisible(plain)
        if plain and refusal is not None:
            self.trouble.say("danger", lambda: problem_text(refusal.code, refusal.facts))


def _example(draft: TermsDraft) -> str:
    points = EXAMPLE // (draft.spend or 1)
    return _(
        "A purchase of {bought} earns {points} points; they pay {value} of a later one.",
        bought=texts.rupiah(EXAMPLE),
        points=texts.amount(points),
        value=texts.rupiah(points * (draft.value or 0)),
    )
