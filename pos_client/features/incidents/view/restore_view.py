"""One restore: its tills with what is missing of each, and every receipt that came back."""

from typing import Final
from uuid import UUID

from PySide6.QtGui import QHideEvent, QShowEvent
from typing_extensions import override

from pos_client import texts
from pos_client.desk.office import OfficePage
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.widgets.layouts import holding, row
from pos_client.desk.widgets.panels import Panel
from pos_client.desk.widgets.states import EmptyState, Note, StatusText
from pos_client.features.incidents.presenter import Restores
from pos_client.features.incidents.shown import balance_of, balance_words
from pos_client.features.incidents.view.list_view import tone_of
from pos_client.texts import _, ngettext
from shared_models.wire.incidents import Incident

TILL_COLUMNS: Final = (
    Column("place", lambda: _("Till"), "code", chars=8, sortable=False),
    Column("device", lambda: _("Device"), chars=10, sortable=False, hidden=True),
    Column("lost", lambda: _("Lost"), "integer", chars=5, sortable=False),
    Column("back", lambda: _("Back"), "integer", chars=6, sortable=False),
    Column("state", lambda: _("State"), chars=14, stretch=True, sortable=False, tone=tone_of),
)
RECEIPT_COLUMNS: Final = (
    Column("receipt", lambda: _("Receipt"), "code", chars=15, stretch=True, sortable=False, filter="text"),
    Column("at", lambda: _("Time"), "moment", sortable=False),
    Column("kind", lambda: _("Kind"), chars=8, sortable=False),
    Column("total", lambda: _("Total"), "money", chars=8, sortable=False),
)
TILLS_SHARE: Final = 5
RECEIPTS_SHARE: Final = 6


class RestoreView(OfficePage):
    table_tells = True

    def __init__(self, restores: Restores, shell: Shell) -> None:
        super().__init__(restores.office, "")
        self._restores = restores
        self._shell = shell
        self._asked: object = None
        self.head.set_crumb(lambda: _("Restores"), lambda: shell.open("incidents"))
        self.state = StatusText("plain", "", weight="medium")
        self.gone = Note("info", self._gone_words)
        self.tills = TablePage(TILL_COLUMNS, key="incident-tills", framed=False)
        self.receipts = TablePage(
            RECEIPT_COLUMNS,
            key="incident-receipts",
            remember=shell.remember,
            background=restores.office.background,
            framed=False,
        )
        self._build()
        restores.changed.connect(self._draw)
        look().language_changed.connect(self._reword)

    @override
    def enter(self, **facts: object) -> None:
        incident = facts.get("incident")
        if isinstance(incident, UUID) and self.office.person is not None:
            self._restores.choose(incident)

    @override
    def load(self) -> None:
        self._restores.load()

    def _build(self) -> None:
        self.tills.set_noun(lambda count: ngettext("{n} till", "{n} tills", count))
        self.tills.set_actions((Action(lambda: _("Event log"), self._open_log, "history"),))
        self.tills.set_empty(
            EmptyState(
                lambda: _("No till had more than the backup"),
                lambda: _("What the tills had sent until then was all in it."),
            )
        )
        self.receipts.set_noun(lambda count: ngettext("{n} receipt", "{n} receipts", count))
        self.receipts.set_title(lambda: _("Receipts that came back"))
        self.receipts.set_actions((Action(lambda: _("Open receipt"), self._open_receipt, "receipt-text"),))
        self.receipts.set_empty(
            EmptyState(
                lambda: _("No receipt came back yet"),
                lambda: _("A receipt stands here as soon as its till has sent it again."),
            )
        )
        self.head.add_left(self.state)
        self.head.add_action(export_button(self.receipts, self._shell))
        self.add(self.gone)
        tills = Panel(lambda: _("Tills"), ruled=False)
        tills.add(self.tills, stretch=1)
        receipts = Panel(lambda: _("Receipts that came back"), ruled=False)
        receipts.add(self.receipts, stretch=1)
        panels = row(gap="l")
        for panel, share in ((tills, TILLS_SHARE), (receipts, RECEIPTS_SHARE)):
            panel.setMinimumWidth(0)
            panels.addWidget(panel, share)
        self.add(holding(panels), stretch=1)
        self.setFocusProxy(self.receipts)
        self.tills.opened.connect(self._open_log)
        self.receipts.opened.connect(self._open_receipt)

    def _open_log(self, line: Row) -> None:
        self._shell.open("till-events", register=line["register"], place=line["place"])

    def _open_receipt(self, line: Row) -> None:
        self._shell.open("receipt", branch=line["branch"], sale=line["sale"])

    # drawing

    def _reword(self) -> None:
        self._asked = None
        self._draw()

    def _draw(self) -> None:
        self.show_refusal(self._restores.refusal)
        incident = self._restores.chosen
        if incident is None:
            return
        restored = self.office.local(incident.restored_at)
        self.head.title.say(lambda: _("Restore of {moment}", moment=texts.moment(restored)))
        self.gone.say("info", self._gone_words)
        tone, words = balance_words(balance_of(incident, self.office.branch))
        self.state.say(tone, words)
        self.tills.show_rows(self._restores.tills())
        self._show_receipts(incident)

    def _show_receipts(self, incident: Incident) -> None:
        """The same list again keeps its place: tills may be sending while somebody reads."""
        asked = (incident.id, self.office.branch)
        if asked == self._asked:
            self.receipts.refresh()
        else:
            self._asked = asked
            self.receipts.show_source(self._restores.receipts(incident))

    def _gone_words(self) -> str:
        incident = self._restores.chosen
        if incident is None:
            return ""
        since, until = (
            texts.moment(self.office.local(one)) for one in (incident.taken_at, incident.restored_at)
        )
        return _(
            "The backup was of {since}. What was done in the back office from then to {until} is gone:"
            " do it again.",
            since=since,
            until=until,
        )

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._restores.followed = True

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._restores.followed = False
