"""Every branch; Enter opens one."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import QModelIndex
from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.features.branches.presenter import Branches
from pos_client.texts import _, ngettext

COLUMNS: Final = (
    Column("code", lambda: _("Code"), "code", chars=7),
    Column("name", lambda: _("Name"), chars=18, stretch=True, filter="text"),
    Column("address", lambda: _("Address"), chars=20, muted=True),
    Column("phone", lambda: _("Phone"), "code", chars=12, hidden=True),
    Column("zone", lambda: _("Time zone"), chars=6),
    Column("qris", lambda: "QRIS", chars=24),
    Column("layouts", lambda: _("Label layouts"), "integer", chars=7),
)


class BranchesView(OfficePage):
    def __init__(self, branches: Branches, shell: Shell) -> None:
        super().__init__(branches.office, lambda: _("Branches"))
        self._branches = branches
        self._shell = shell
        self.table = TablePage(COLUMNS, key="branches", remember=shell.remember)
        self.table.set_noun(lambda count: ngettext("{n} branch", "{n} branches", count))
        self.table.set_title(lambda: _("Branches"))
        self.table.set_actions((Action(lambda: _("Open"), self._open, "store"),))
        self.head.add_action(self.table.columns_button())
        self.head.add_action(export_button(self.table, shell))
        self.add(self.table, stretch=1)
        self.setFocusProxy(self.table)
        self.table.opened.connect(self._open)
        self.table.view.clicked.connect(self._clicked)
        branches.changed.connect(self._draw)
        look().language_changed.connect(self._draw)

    @override
    def load(self) -> None:
        self._branches.load()

    def _draw(self) -> None:
        self.show_refusal(self._branches.refusal)
        if self._branches.found is not None:
            self.table.show_rows(self._branches.rows())

    def _clicked(self, _index: QModelIndex) -> None:
        line = self.table.current()
        if line is not None:
            self._open(line)

    def _open(self, line: Row) -> None:
        branch = line["branch"]
        if isinstance(branch, UUID):
            self._shell.open("branch", branch=branch)
