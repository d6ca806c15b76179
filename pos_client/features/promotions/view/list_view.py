"""Every promotion; Enter opens one."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.states import EmptyState
from pos_client.features.promotions.presenter import Promotions
from pos_client.texts import _, ngettext
from shared_models.values.codes import Permission

NEW_KEY: Final = "Ctrl+N"
COLUMNS: Final = (
    Column("name", lambda: _("Name"), chars=24, stretch=True, filter="text"),
    Column("kind", lambda: _("Kind"), chars=20, filter="text"),
    Column("branch", lambda: _("Branch"), chars=12),
    Column("from", lambda: _("From"), "date", chars=10),
    Column("to", lambda: _("To"), "date", chars=10),
    Column("state", lambda: _("State"), chars=8),
)


class PromotionsView(OfficePage):
    def __init__(self, promotions: Promotions, shell: Shell) -> None:
        super().__init__(promotions.office, lambda: _("Promotions"))
        self._promotions = promotions
        self._shell = shell
        self.table = TablePage(COLUMNS, key="promotions", remember=shell.remember)
        self.table.set_noun(lambda count: ngettext("{n} promotion", "{n} promotions", count))
        self.table.set_title(lambda: _("Promotions"))
        self.table.set_empty(
            EmptyState(
                lambda: _("No promotions yet"),
                lambda: _("Begin with Ctrl+N, and try it on real goods before a customer does."),
            )
        )
        self.table.set_actions((Action(lambda: _("Open"), self._open, "tag"),))
        self.new = Button(
            lambda: _("New promotion"), kind="primary", hint=NEW_KEY, size="compact", icon="plus"
        )
        self.head.add_action(self.table.columns_button())
        self.head.add_action(export_button(self.table, shell))
        self.head.add_action(self.new)
        self.add(self.table, stretch=1)
        self.setFocusProxy(self.table)
        self._wire()

    def _wire(self) -> None:
        self.new.clicked.connect(self._start)
        shortcut = QShortcut(QKeySequence(NEW_KEY), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._start)
        self.table.opened.connect(self._open)
        self.table.view.clicked.connect(self._clicked)
        self._promotions.changed.connect(self._draw)
        look().language_changed.connect(self._draw)

    @override
    def load(self) -> None:
        self._promotions.load()

    def _draw(self) -> None:
        self.new.setEnabled(self._promotions.office.may(Permission.ADMIN_CATALOG))
        self.show_refusal(self._promotions.refusal)
        if self._promotions.found is not None:
            self.table.show_rows(self._promotions.rows())

    def _clicked(self, _index: QModelIndex) -> None:
        line = self.table.current()
        if line is not None:
            self._open(line)

    def _open(self, line: Row) -> None:
        promotion = line["promotion"]
        if isinstance(promotion, UUID):
            self._shell.open("promotion", promotion=promotion)

    def _start(self) -> None:
        if self._promotions.office.may(Permission.ADMIN_CATALOG):
            self._shell.open("promotion", promotion=None)
