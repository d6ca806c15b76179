"""Salespeople of a period, with sums that are those of all sales."""

from typing import Final

from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.office.branch_button import BranchButton
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column
from pos_client.desk.table.page import TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.widgets.dates import PeriodButton
from pos_client.desk.widgets.states import EmptyState
from pos_client.features.salespeople.presenter import Salespeople
from pos_client.texts import _, ngettext

COLUMNS: Final = (
    Column("salesperson", lambda: _("Salesperson"), stretch=True, filter="text"),
    Column("lines", lambda: _("Lines"), "integer"),
    Column("sold", lambda: _("Sales"), "money", yields=2),
    Column("returned", lambda: _("Returns"), "money", yields=2),
    Column("revenue", lambda: _("Revenue"), "money", strong=True),
    Column("cost", lambda: _("Cost of goods"), "money", yields=1),
    Column("profit", lambda: _("Gross profit"), "money"),
    Column("margin_bp", lambda: _("Margin"), "percent"),
)


class SalespeopleView(OfficePage):
    def __init__(self, people: Salespeople, shell: Shell) -> None:
        super().__init__(people.office, lambda: _("Salespeople"))
        self._people = people
        self.period = PeriodButton(people.period, today=people.office.today())
        self.branch = BranchButton(people.office)
        self.table = TablePage(COLUMNS, key="salespeople", remember=shell.remember)
        self.table.set_noun(lambda count: ngettext("{n} row", "{n} rows", count))
        self.table.set_title(lambda: _("Salespeople"))
        self.table.set_empty(
            EmptyState(
                lambda: _("Nothing was sold in this period"),
                lambda: _("At the till, Shift+F7 names who sold a line."),
            )
        )
        self.head.add_left(self.period)
        self.head.add_left(self.branch)
        self.head.add_action(self.table.columns_button())
        self.head.add_action(export_button(self.table, shell))
        self.add(self.table, stretch=1)
        self.setFocusProxy(self.table)
        self.period.chosen.connect(people.choose_period)
        people.changed.connect(self._draw)
        look().language_changed.connect(self._draw)

    @override
    def load(self) -> None:
        self.period.set_today(self.office.today())
        self._people.load()

    def _draw(self) -> None:
        self.show_refusal(self._people.refusal)
        if self._people.found is not None:
            rows, totals = self._people.rows()
            self.table.show_rows(rows, totals)
