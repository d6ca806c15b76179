"""The form of one way to pay in the side panel."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from PySide6.QtCore import Signal

from pos_client.desk.problems import problem_text
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice, Tick
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.layouts import column, holding, reveal
from pos_client.desk.widgets.panels import SidePanel
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label
from pos_client.features.payments.presenter import WayEditor, WayList
from pos_client.features.payments.shown import fault_words, kind_text, server_words
from pos_client.features.payments.state import Draft
from pos_client.texts import _
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.wire.payments import ADDABLE
from shared_models.wire.replica import BranchRow


class WayForm(Form):
    """`draft()` says what stands in it."""

    def __init__(self, draft: Draft, *, new: bool, branches: Sequence[BranchRow]) -> None:
        super().__init__()
        kinds = ADDABLE if new else (draft.method,)
        self.name, self.name_en = TextEdit(), TextEdit(lambda: _("the same"))
        self.name.setText(draft.name)
        self.name_en.setText(draft.name_en)
        self.kind = Choice([(one.value, partial(kind_text, one)) for one in kinds])
        self.kind.set_key(draft.method.value)
        self.kind.setEnabled(new)
        self.account = Label("", ink="ink_muted", wrap=True)
        self.reference = _tick(Tick(lambda: _("Ask for the reference number")), on=draft.asks_reference)
        self.drawer = _tick(Tick(lambda: _("Open the drawer")), on=draft.opens_drawer)
        self.active = _tick(Tick(lambda: _("In use")), on=draft.active)
        self.cap = MoneyEdit(prefix="Rp")
        self.cap.set_value(draft.cap)
        self.everywhere = _tick(Tick(lambda: _("In every branch")), on=not draft.branches)
        self.branches: dict[UUID, Tick] = {
            row.id: _tick(Tick(row.name), on=row.id in draft.branches) for row in branches
        }
        self._kept = draft.branches - self.branches.keys()
        self._lay_out(draft)

    def draft(self) -> Draft:
        chosen = {key for key, tick in self.branches.items() if tick.isChecked()}
        return Draft(
            name=self.name.text(),
            name_en=self.name_en.text(),
            method=TenderMethod(self.kind.key()),
            asks_reference=self.reference.isChecked(),
            opens_drawer=self.drawer.isChecked(),
            cap=self.cap.value(),
            branches=frozenset() if self.everywhere.isChecked() else frozenset(chosen | self._kept),
            active=self.active.isChecked(),
        )

    def _lay_out(self, draft: Draft) -> None:
        self.add_row(
            ("name", lambda: _("Name"), self.name), ("name_en", lambda: _("In English"), self.name_en)
        )
        self.add("method", lambda: _("Kind"), self.kind)
        self.add("account", lambda: _("Waits in the account"), self.account)
        if draft.stored:
            self.add("offline_cap", lambda: _("A till alone takes at most"), self.cap)
        if draft.fixed:
            return
        if not draft.stored:
            self.add("asks_reference", "", self.reference)
        self.add("opens_drawer", "", self.drawer)
        self.add("active", "", self.active)
        if len(self.branches) > 1:
            self.add("everywhere", "", self.everywhere)
            self._which = holding(column(*self.branches.values(), gap="none", edge=("l", "none")))
            self.add("branches", lambda: _("Branches"), self._which)
            self.everywhere.toggled.connect(self._narrow)
            for tick in self.branches.values():
                tick.clicked.connect(self.changed)
            self._narrow(self.everywhere.isChecked())

    def _narrow(self, everywhere: bool) -> None:  # noqa: FBT001 - a Qt slot
        reveal(self.fields["branches"], shown=not everywhere)


class WayPanel(SidePanel):
    close_wanted = Signal()

    def __init__(self, ways: WayList, editor: WayEditor) -> None:
        super().__init__(editor.state.saved.name or (lambda: _("New way to pay")))
        self._ways = ways
        self._editor = editor
        self._shown_tries = 0
        new = editor.state.before is None
        self.form = WayForm(editor.state.draft, new=new, branches=editor.office.branches)
        self.form.setEnabled(ways.allowed)
        self.trouble = Note("danger", "")
        self.trouble.hide()
        self.state = Label(lambda: _("Not saved"), ink="warn")
        self.cancel = Button(lambda: _("Cancel"))
        self.save = Button(lambda: _("Save"), kind="primary", hint="Ctrl+S")
        self.add(self.trouble)
        self.add(self.form)
        self.set_foot(self.state, None, self.cancel, self.save)
        # The guard decides whether the panel closes.
        self.close_button.clicked.disconnect(self.closed)
        self.close_button.clicked.connect(self.close_wanted)
        self.cancel.clicked.connect(self.close_wanted)
        self.save.clicked.connect(editor.save)
        self.form.changed.connect(lambda: editor.edit(self.form.draft()))
        self.draw()

    def start(self) -> None:
        self.form.name.setFocus()

    def draw(self) -> None:
        state = self._editor.state
        self.form.account.say(lambda: self._ways.account(state.draft.method))
        self.state.setVisible(state.unsaved)
        self.save.setEnabled(self._ways.allowed and not state.busy)
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


def _tick(tick: Tick, *, on: bool) -> Tick:
    tick.setChecked(on)
    return tick
