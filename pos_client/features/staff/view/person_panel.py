"""One person beside the list."""

from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from pos_client.desk.problems import fault_texts, permission_text, problem_text
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice, Tick
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.layouts import column, holding, row
from pos_client.desk.widgets.panels import SidePanel
from pos_client.desk.widgets.states import Note
from pos_client.desk.widgets.words import Label
from pos_client.features.staff.presenter import PersonForm
from pos_client.features.staff.state import PIN_DIGITS, Draft
from pos_client.texts import N_, _
from shared_models.values.codes import PERMISSIONS_OF, Permission, Role

ROLES: Final = {
    Role.CASHIER: N_("Cashier"),
    Role.SUPERVISOR: N_("Supervisor"),
    Role.CLERK: N_("Clerk"),
    Role.OWNER: N_("Owner"),
}


class PersonPanel(SidePanel):
    """Name, role and the two ways to sign in. What a role may is said below it."""

    def __init__(self, form: PersonForm, *, allowed: bool) -> None:
        super().__init__(lambda: _("New person") if form.member is None else form.member.name)
        self._form = form
        self._allowed = allowed
        self._drawn: list[tuple[str, str]] = []
        self._make_editors()
        self.note = Note("danger", "")
        self.cancel = Button(lambda: _("Cancel"))
        self.save = Button(lambda: _("Save"), kind="primary", hint="Ctrl+S")
        self.add(self.note)
        self.add(self.fields)
        self.set_foot(None, self.cancel, self.save)
        self.cancel.clicked.connect(self.closed)
        self.save.clicked.connect(self._save)
        self.fields.changed.connect(self._edited)
        form.changed.connect(self._draw)
        shortcut = QShortcut(QKeySequence("Ctrl+S"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._save)
        self._draw()

    def start(self) -> None:
        if self._allowed:
            self.name.setFocus()

    def _make_editors(self) -> None:
        draft, new = self._form.state.draft, self._form.member is None
        has_pin = self._form.member is not None and self._form.member.has_pin
        keep = _("stays as it is")
        self.name, self.username = TextEdit(), TextEdit()
        self.role = Choice([(role.value, partial(role_words, role)) for role in Role])
        self.pin = TextEdit(keep if has_pin else "", secret=True)
        self.pin.setMaxLength(PIN_DIGITS[-1])
        self.password = TextEdit("" if new else keep, secret=True)
        self.active = Tick(lambda: _("Works here: may sign in"))
        self.name.setText(draft.name)
        self.username.setText(draft.username)
        self.role.set_key(draft.role.value)
        self.active.setChecked(draft.active)
        self.may = Label("", ink="ink_muted", wrap=True)
        self.fields = Form()
        self.fields.add("name", lambda: _("Name"), self.name)
        self.fields.add("username", lambda: _("User name"), self.username)
        self.fields.add("role", lambda: _("Role"), self.role)
        self.fields.add("may", "", self.may)
        self.fields.add("pin", lambda: _("PIN for the till, 4 to 8 digits"), self.pin)
        if self._form.may_have_card:
            self.fields.add("card", lambda: _("Card for approvals"), self._card_row())
        self.fields.add("password", lambda: _("Password for the back office"), self.password)
        self.fields.add("active", "", self.active)
        for field in self.fields.fields.values():
            field.editor.setEnabled(self._allowed)

    def _card_row(self) -> QWidget:
        member = self._form.member
        assert member is not None
        self.issue = Button(lambda: _("Issue a new card"), icon="id-card", size="compact")
        self.issue.clicked.connect(self._form.issue_card)
        self.withdraw = Button(lambda: _("Withdraw"), size="compact")
        self.withdraw.clicked.connect(self._form.withdraw_card)
        self.withdraw.setVisible(member.has_card)
        words = _("has a card") if member.has_card else _("no card")
        return holding(column(Label(words, ink="ink_muted"), row(self.issue, self.withdraw, None), gap="s"))

    def _edited(self) -> None:
        self._form.edit(
            Draft(
                name=self.name.text(),
                username=self.username.text(),
                role=Role(self.role.key()),
                active=self.active.isChecked(),
                password=self.password.text(),
                pin=self.pin.text(),
            )
        )

    def _save(self) -> None:
        if self._allowed:
            self._form.save()

    def _draw(self) -> None:
        state = self._form.state
        self.save.setEnabled(self._allowed and not state.busy)
        self.may.say(may_words(state.draft.role))
        faults = [(key, problem_text(code, facts)) for key, code, facts in state.faults]
        refusal = state.refusal
        if refusal is not None:
            faults = [(key.removeprefix("body."), words) for key, words in fault_texts(refusal.facts)]
        if faults != self._drawn:
            self._drawn = faults
            self.fields.show_faults(faults)
        self.note.setVisible(refusal is not None and not faults)
        if refusal is not None:
            self.note.say("danger", problem_text(refusal.code, refusal.facts))


def role_words(role: Role) -> str:
    return _(ROLES[role])


def may_words(role: Role) -> str:
    """What a role may do, in a sentence."""
    allowed = [permission_text(one) for one in Permission if one in PERMISSIONS_OF[role]]
    return _("May {what}.", what=", ".join(allowed))
