"""The trial balance of a period: accounts with opening, debit, credit and closing."""

from typing import Final

from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.widgets.dates import PeriodButton
from pos_client.desk.widgets.loading import LoadingOverlay
from pos_client.desk.widgets.states import EmptyState, StatusText
from pos_client.features.ledger.presenter import TrialBalance
from pos_client.features.ledger.shown import account_name
from pos_client.texts import _, ngettext

COLUMNS: Final = (
    Column("account", lambda: _("Account"), "code", chars=5, filter="text"),
    Column("name", lambda: _("Name"), stretch=True, filter="text"),
    Column("opening_debit", lambda: _("Opening debit"), "money", chars=13),
    Column("opening_credit", lambda: _("Opening credit"), "money", chars=13),
    Column("debit", lambda: _("Debit"), "money"),
    Column("credit", lambda: _("Credit"), "money"),
    Column("closing_debit", lambda: _("Closing debit"), "money", chars=13, strong=True),
    Column("closing_credit", lambda: _("Closing credit"), "money", chars=13, strong=True),
)


class BalanceView(OfficePage):
    def __init__(self, balance: TrialBalance, shell: Shell) -> None:
        super().__init__(balance.office, lambda: _("Trial balance"))
        self._balance = balance
        self._shell = shell
        self.period = PeriodButton(balance.state.period, today=balance.office.today())
        self.agrees = StatusText("ok", lambda: _("Debit equals credit"))
        self.table = TablePage(COLUMNS, key="trial-balance", remember=shell.remember)
        self.table.set_noun(lambda count: ngettext("{n} account", "{n} accounts", count))
        self.table.set_title(lambda: _("Trial balance"))
        self.table.set_actions((Action(lambda: _("Open account"), self._open, "book-open"),))
        self.table.set_empty(
            EmptyState(
                lambda: _("Nothing booked yet"),
                lambda: _("The first sale, shift or stock document writes the first entries."),
            )
        )
        self.head.add_left(self.period)
        self.head.add_left(self.agrees)
        self.head.add_action(export_button(self.table, self._shell))
        self.add(self.table, stretch=1)
        self.setFocusProxy(self.table)
        self.loading = LoadingOverlay(self.table)
        self.period.chosen.connect(balance.choose_period)
        self.table.opened.connect(self._open)
        balance.changed.connect(self._draw)
        balance.came.connect(self._draw_rows)
        look().language_changed.connect(self._draw_rows)
        self._draw()

    @override
    def load(self) -> None:
        self.period.set_today(self.office.today())
        self._balance.load()

    def _open(self, row: Row) -> None:
        period = self._balance.state.period
        self._shell.open("account", account=str(row["account"]), first=period.first, last=period.last)

    def _draw(self) -> None:
        state = self._balance.state
        self.show_refusal(state.refusal)
        self.loading.show_while(loading=state.loading and state.totals is None)
        self.agrees.setVisible(state.totals is not None and bool(state.rows))
        if state.balanced:
            self.agrees.say("ok", lambda: _("Debit equals credit"))
        else:
            self.agrees.say("danger", lambda: _("Debit and credit differ"))

    def _draw_rows(self) -> None:
        state = self._balance.state
        if state.totals is None:
            return
        names = [account_name(str(row["name_id"] or ""), str(row["name_en"] or "")) for row in state.rows]
        rows = [{**row, "name": name} for row, name in zip(state.rows, names, strict=True)]
        self.table.show_rows(rows, state.totals)
