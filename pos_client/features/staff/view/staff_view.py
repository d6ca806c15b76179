"""Everybody who works here; Enter opens one beside the list."""

from typing import Final

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QKeySequence, QShortcut
from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import reveal
from pos_client.desk.widgets.panels import WithSide
from pos_client.features.staff.presenter import People, PersonForm
from pos_client.features.staff.view.card_panel import CardPanel
from pos_client.features.staff.view.person_panel import PersonPanel, role_words
from pos_client.texts import _, ngettext
from shared_models.wire.staff import StaffCard, StaffMember

COLUMNS: Final = (
    Column("name", lambda: _("Name"), chars=20, stretch=True, filter="text"),
    Column("username", lambda: _("User name"), "code", chars=14),
    Column("role", lambda: _("Role"), chars=14),
    Column("pin", lambda: _("PIN"), chars=14),
    Column("card", lambda: _("Card"), chars=12),
    Column("state", lambda: _("State"), chars=14),
)


class StaffView(OfficePage):
    def __init__(self, people: People, shell: Shell) -> None:
        super().__init__(people.office, lambda: _("Staff"))
        self._people = people
        self._shell = shell
        self.new = Button(lambda: _("New person"), icon="plus", hint="Ctrl+N", size="compact")
        self.table = TablePage(COLUMNS, key="staff", remember=shell.remember, framed=False)
        self.table.set_noun(lambda count: ngettext("{n} person", "{n} people", count))
        self.table.set_title(lambda: _("Staff"))
        self.table.set_actions((Action(lambda: _("Open"), self._open, "users"),))
        self.whole = WithSide(self.table)
        self.head.add_action(self.new)
        self.head.add_action(self.table.columns_button())
        self.head.add_action(export_button(self.table, shell))
        self.add(self.whole, stretch=1)
        self.setFocusProxy(self.table)
        self.new.clicked.connect(self._add)
        QShortcut(QKeySequence("Ctrl+N"), self).activated.connect(self._add)
        self.table.opened.connect(self._open)
        self.table.view.clicked.connect(self._clicked)
        people.changed.connect(self._draw)
        look().language_changed.connect(self._draw)

    @override
    def load(self) -> None:
        self._people.load()

    def _draw(self) -> None:
        reveal(self.new, shown=self._people.may_change)
        self.show_refusal(self._people.refusal)
        if self._people.found is not None:
            self.table.show_rows([_row(member) for member in self._people.found])

    def _clicked(self, _index: QModelIndex) -> None:
        line = self.table.current()
        if line is not None:
            self._open(line)

    def _open(self, line: Row) -> None:
        member = self._people.person(line["person"])
        if member is not None:
            self._show(member)

    def _add(self) -> None:
        if self._people.may_change:
            self._show(None)

    def _show(self, member: StaffMember | None) -> None:
        form = PersonForm(self.office, member)
        panel = PersonPanel(form, allowed=self._people.may_change)
        form.setParent(panel)
        form.stored.connect(self._stored)
        form.issued.connect(self._issued)
        self.whole.open_side(panel)
        panel.start()

    def _issued(self, card: StaffCard) -> None:
        self._people.load()
        person = self.office.person
        company = "" if person is None else person.company_name
        self.card = CardPanel(card, company, self._shell)
        self.whole.open_side(self.card)

    def _stored(self, member: StaffMember) -> None:
        self.whole.close_side()
        self._people.load()
        name = member.name
        self._shell.toast("ok", lambda: _("{name} saved", name=name))


def _row(member: StaffMember) -> Row:
    return {
        "id": str(member.id),
        "person": member.id,
        "name": member.name,
        "username": member.username,
        "role": role_words(member.role),
        "pin": _("has a PIN") if member.has_pin else _("no PIN"),
        "card": _("has a card") if member.has_card else "",
        "state": _("works here") if member.active else _("blocked"),
    }
