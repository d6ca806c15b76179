"""Every restore of the back office, youngest first; Enter opens one."""

from typing import Final
from uuid import UUID

from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import Tone
from pos_client.desk.widgets.states import EmptyState
from pos_client.features.incidents.presenter import Restores
from pos_client.texts import _, ngettext


def tone_of(line: Row) -> Tone | None:
    known: tuple[Tone, ...] = ("ok", "warn", "danger")
    return next((one for one in known if one == line.get("tone")), None)


COLUMNS: Final = (
    Column("restored", lambda: _("Restored"), "moment"),
    Column("taken", lambda: _("As of"), "moment"),
    Column("lost", lambda: _("Records lost"), "integer", chars=9),
    Column("back", lambda: _("Back"), "integer", chars=7),
    Column("receipts", lambda: _("Receipts"), "integer", chars=7),
    Column("total", lambda: _("Amount"), "money", chars=10),
    Column("state", lambda: _("State"), chars=20, stretch=True, tone=tone_of, filter="text"),
)


class RestoresView(OfficePage):
    def __init__(self, restores: Restores, shell: Shell) -> None:
        super().__init__(restores.office, lambda: _("Restores"))
        self._restores = restores
        self._shell = shell
        self.table = TablePage(COLUMNS, key="incidents", remember=shell.remember)
        self.table.set_noun(lambda count: ngettext("{n} restore", "{n} restores", count))
        self.table.set_title(lambda: _("Restores"))
        self.table.set_actions((Action(lambda: _("Open"), self._open, "history"),))
        self.table.set_empty(
            EmptyState(
                lambda: _("No backup was ever brought back"),
                lambda: _("After one is, what the tills send again stands here, and what is missing."),
            )
        )
        self.head.add_action(self.table.columns_button())
        self.head.add_action(export_button(self.table, shell))
        self.add(self.table, stretch=1)
        self.setFocusProxy(self.table)
        self.table.opened.connect(self._open)
        restores.changed.connect(self._draw)
        look().language_changed.connect(self._draw)

    @override
    def load(self) -> None:
        self._restores.load()

    def _draw(self) -> None:
        self.show_refusal(self._restores.refusal)
        if self._restores.incidents is not None:
            self.table.show_rows(self._restores.rows())

    def _open(self, line: Row) -> None:
        incident = line["incident"]
        if isinstance(incident, UUID):
            self._shell.open("incident", incident=incident)
