"""Working days of a period; Enter opens one beside the list."""

from typing import Final

from PySide6.QtCore import QModelIndex
from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.office.branch_button import BranchButton
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import Tone
from pos_client.desk.widgets.dates import PeriodButton
from pos_client.desk.widgets.panels import WithSide
from pos_client.desk.widgets.states import EmptyState
from pos_client.features.attendance_desk.presenter import DayEditor, WorkDays
from pos_client.features.attendance_desk.view.day_panel import DayPanel
from pos_client.texts import _, ngettext


def _missing_tone(row: Row) -> Tone | None:
    return "warn" if row.get("missing") else None


def _state_tone(row: Row) -> Tone | None:
    return "warn" if row.get("wrong") else None


COLUMNS: Final = (
    Column("day", lambda: _("Day"), "date"),
    Column("branch", lambda: _("Branch"), "code", chars=6, yields=1),
    Column("name", lambda: _("Name"), chars=16, stretch=True, filter="text"),
    Column("came", lambda: _("Came"), "clock", chars=6),
    Column("left", lambda: _("Went home"), "clock", chars=9),
    Column("break_min", lambda: _("Break, minutes"), "integer", chars=8, yields=3),
    Column("hours", lambda: _("Hours"), "quantity", strong=True),
    Column("missing", lambda: _("Missing"), chars=16, tone=_missing_tone, filter="text"),
    Column("state", lambda: _("State"), chars=16, tone=_state_tone, yields=2),
)


class WorkDaysView(OfficePage):
    def __init__(self, days: WorkDays, editor: DayEditor, shell: Shell) -> None:
        super().__init__(days.office, lambda: _("Attendance"))
        self._days = days
        self._editor = editor
        self.panel: DayPanel | None = None
        self.period = PeriodButton(days.period, today=days.office.today())
        self.branch = BranchButton(days.office)
        self.table = TablePage(COLUMNS, key="attendance", remember=shell.remember, framed=False)
        self.table.set_noun(lambda count: ngettext("{n} working day", "{n} working days", count))
        self.table.set_title(lambda: _("Attendance"))
        self.table.set_empty(
            EmptyState(
                lambda: _("Nobody noted anything in this period"),
                lambda: _("At a till, Ctrl+H and a PIN note coming, going and breaks."),
            )
        )
        self.table.set_actions((Action(lambda: _("Open"), self._open, "clock"),))
        self.whole = WithSide(self.table)
        self.head.add_left(self.period)
        self.head.add_left(self.branch)
        self.head.add_action(self.table.columns_button())
        self.head.add_action(export_button(self.table, shell))
        self.add(self.whole, stretch=1)
        self.setFocusProxy(self.table)
        self._wire()

    def _wire(self) -> None:
        self.period.chosen.connect(self._days.choose_period)
        self.table.opened.connect(self._open)
        self.table.view.clicked.connect(self._clicked)
        self._days.changed.connect(self._draw)
        self._editor.opened.connect(self._open_panel)
        self._editor.changed.connect(self._draw_panel)
        self._editor.booked.connect(self._days.load)
        look().language_changed.connect(self._draw)

    @override
    def load(self) -> None:
        self.period.set_today(self.office.today())
        self._days.load()

    def _draw(self) -> None:
        self.show_refusal(self._days.refusal)
        if self._days.found is not None:
            self.table.show_rows(self._days.rows())

    def _clicked(self, _index: QModelIndex) -> None:
        line = self.table.current()
        if line is not None:
            self._open(line)

    def _open(self, line: Row) -> None:
        found = self._days.line(line["id"])
        if found is not None:
            self._editor.open(found)

    def _open_panel(self) -> None:
        line = self._editor.state.line
        if line is None:
            self.panel = None
            self.whole.close_side()
            return
        self.panel = DayPanel(self._editor, line)
        self.panel.closed.connect(self._editor.close)
        self.whole.open_side(self.panel)
        self.panel.start()

    def _draw_panel(self) -> None:
        if self.panel is not None:
            self.panel.draw()
