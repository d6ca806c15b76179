"""A till's event log: every event of a journal, and beside it one as the till wrote it."""

from typing import Final
from uuid import UUID

from typing_extensions import override

from pos_client import texts
from pos_client.desk.office import OfficePage
from pos_client.desk.office.record import RecordText
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import TablePage
from pos_client.desk.theme.tokens import METRIC
from pos_client.desk.widgets.choices import ChoiceButton
from pos_client.desk.widgets.layouts import column, holding, row
from pos_client.desk.widgets.panels import SidePanel, WithSide
from pos_client.desk.widgets.states import EmptyState, StatusText
from pos_client.features.tills.presenter import EventLog
from pos_client.features.tills.shown import outcome_words
from pos_client.features.tills.view.panels import facts
from pos_client.texts import _, ngettext
from shared_models.values.codes import EventOutcome
from shared_models.wire.tills import TillEventText, TillStream

COLUMNS: Final = (
    Column("seq", lambda: _("No."), "integer", chars=7, sortable=False),
    Column("what", lambda: _("Event"), chars=20, stretch=True, sortable=False),
    Column("type", lambda: _("Type"), "code", chars=15, sortable=False, muted=True, yields=3),
    Column("at", lambda: _("Written"), "moment", sortable=False),
    Column("received", lambda: _("Received"), "moment", sortable=False, yields=2),
    Column("receipt", lambda: _("Receipt"), "code", chars=16, sortable=False),
    Column(
        "outcome",
        lambda: _("Outcome"),
        chars=12,
        sortable=False,
        tone=lambda line: "warn" if line.get("aside") else None,
    ),
    Column("short", lambda: _("Hash"), "code", chars=8, sortable=False, muted=True),
    Column("size", lambda: _("Bytes"), "integer", chars=7, sortable=False, yields=1),
)


class LogView(OfficePage):
    table_tells = True

    def __init__(self, log: EventLog, shell: Shell) -> None:
        super().__init__(log.office, "")
        self._log = log
        self.head.set_crumb(lambda: _("Tills"), lambda: shell.open("tills"))
        self.stream = ChoiceButton((), icon="history")
        self.table = TablePage(
            COLUMNS,
            key="till-events",
            remember=shell.remember,
            background=log.office.background,
            framed=False,
        )
        self.table.set_noun(lambda count: ngettext("{n} event", "{n} events", count))
        self.table.set_empty(
            EmptyState(
                lambda: _("Nothing received yet"),
                lambda: _("Events stand here as soon as the till has sent them."),
            )
        )
        self.whole = WithSide(self.table)
        body = column(row(self.stream, None), self.whole, gap="m")
        body.setStretch(1, 1)
        self.add(body, stretch=1)
        self.setFocusProxy(self.table)
        self.stream.chosen.connect(log.choose)
        log.changed.connect(self._draw)
        log.rows_changed.connect(self._show_rows)
        log.event_came.connect(self._show_event)
        self.table.opened.connect(self._open)
        self.table.view.clicked.connect(lambda _index: self._open(self.table.current()))

    @override
    def enter(self, **told: object) -> None:
        register, place = told.get("register"), told.get("place")
        if isinstance(register, UUID):
            self.whole.close_side()
            self._log.show(register, str(place or ""))

    @override
    def load(self) -> None:
        self._log.load()

    def _draw(self) -> None:
        log = self._log
        self.head.title.say(f"{log.place} · {_('Event log')}")
        self.show_refusal(log.refusal)
        self.stream.set_options([(str(one.stream), _journal(one)) for one in log.streams or ()])
        if log.shown is not None:
            self.stream.set_key(str(log.shown.stream))

    def _show_rows(self) -> None:
        self.whole.close_side()
        if self._log.shown is not None:
            self.table.show_source(self._log.source(self._log.shown))
        else:
            self.table.show_rows([])

    def _open(self, line: Row | None) -> None:
        if line is not None and isinstance(line["seq"], int):
            self._log.open(line["seq"], str(line["hash"]))

    def _show_event(self, event: TillEventText) -> None:
        self.whole.open_side(EventPanel(event))


class EventPanel(SidePanel):
    """One event: what became of it, and its bytes."""

    def __init__(self, told: TillEventText) -> None:
        event = told.event
        super().__init__(lambda: _("Event {number}", number=texts.amount(event.seq)))
        aside = event.outcome is EventOutcome.QUARANTINED
        self.add(StatusText("warn" if aside else "ok", outcome_words(event.outcome), weight="medium"))
        pairs = [(_("Hash"), event.hash[:16]), (_("Signature"), told.mac[:16])]
        pairs += [(_("Bytes"), texts.amount(event.size))]
        pairs += [(_("Reason"), told.reason)] if told.reason is not None else []
        self.add(holding(facts(pairs)))
        self.text = RecordText(told.bytes)
        self.text.setMinimumHeight(METRIC.confirm_panel)
        self.add(self.text, stretch=1)


def _journal(stream: TillStream) -> str:
    """A journal by its receipt series and who wrote it."""
    return _("Series {series}, {device}", series=stream.series or texts.DASH, device=stream.device_name or "")
