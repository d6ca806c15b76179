"""One account: balances of the period, and every entry with the balance after it."""

from datetime import date
from typing import Final

from typing_extensions import override

from pos_client import texts
from pos_client.desk.office import OfficePage
from pos_client.desk.office.branch_button import BranchButton
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.widgets.dates import PeriodButton
from pos_client.desk.widgets.key_figures import Figure, KeyFigures
from pos_client.desk.widgets.layouts import row
from pos_client.desk.widgets.states import EmptyState
from pos_client.features.ledger.presenter import AccountPresenter
from pos_client.features.ledger.shown import RECEIPTS, account_name
from pos_client.texts import _, ngettext

COLUMNS: Final = (
    Column("date", lambda: _("Day"), "date", sortable=False),
    Column("branch", lambda: _("Branch"), "code", chars=7, sortable=False),
    Column("posting_no", lambda: _("Entry"), "integer", sortable=False),
    Column("document", lambda: _("Document"), chars=16, sortable=False),
    Column("number", lambda: _("Number"), "code", stretch=True, link=True, sortable=False),
    Column("debit", lambda: _("Debit"), "money", sortable=False),
    Column("credit", lambda: _("Credit"), "money", sortable=False),
    Column("balance", lambda: _("Balance"), "money", strong=True, sortable=False),
)


class AccountView(OfficePage):
    table_tells = True

    def __init__(self, presenter: AccountPresenter, shell: Shell) -> None:
        super().__init__(presenter.office, "")
        self._presenter = presenter
        self._shell = shell
        self.head.set_crumb(lambda: _("Trial balance"), lambda: shell.open("ledger"))
        self.period = PeriodButton(presenter.period, today=presenter.office.today())
        self.branch = BranchButton(presenter.office)
        self.figures = KeyFigures()
        self.table = TablePage(
            COLUMNS, key="account", remember=shell.remember, background=presenter.office.background
        )
        self.table.set_noun(lambda count: ngettext("{n} entry", "{n} entries", count))
        self.table.set_title(self._title)
        self.table.set_actions(
            (
                Action(lambda: _("Open the document"), self._open),
                Action(lambda: _("Open the entry"), self._open_entry),
            )
        )
        self.table.set_empty(
            EmptyState(
                lambda: _("Nothing moved in this period"),
                lambda: _("The balance stands as it was. Choose other days above."),
            )
        )
        self.head.add_action(export_button(self.table, self._shell))
        self.add(row(self.period, self.branch, None, gap="m"))
        self.add(self.figures)
        self.add(self.table, stretch=1)
        self.setFocusProxy(self.table)
        self.period.chosen.connect(presenter.choose_period)
        self.table.opened.connect(self._open)
        presenter.rows_changed.connect(self.load)
        presenter.head_changed.connect(self._draw_head)
        look().language_changed.connect(self._reword)
        self._draw_head()

    @override
    def enter(self, **facts: object) -> None:
        if self.office.person is None:
            return
        account, day = facts.get("account"), facts.get("day")
        first, last = facts.get("first"), facts.get("last")
        if isinstance(day, date):
            first, last = day.replace(day=1), max(day, self.office.today())
        self._presenter.show(
            str(account) if account else self._presenter.account,
            first if isinstance(first, date) else None,
            last if isinstance(last, date) else None,
        )
        self.period.set_period(self._presenter.period)

    @override
    def load(self) -> None:
        if self._presenter.account:
            self.table.show_source(self._presenter.source())

    def _open(self, row: Row) -> None:
        if row["kind"] in RECEIPTS:
            self._shell.open("receipt", branch=row["branch_id"], sale=row["document_id"])
        else:
            self._open_entry(row)

    def _open_entry(self, row: Row) -> None:
        self._shell.open("entry", branch=row["branch_id"], posting_no=row["posting_no"])

    def _title(self) -> str:
        head = self._presenter.head
        return account_name(head.name_id, head.name_en) if head is not None else ""

    def _reword(self) -> None:
        self._draw_head()
        self.table.refresh()

    def _draw_head(self) -> None:
        head = self._presenter.head
        self.head.title.say(f"{self._presenter.account} {self._title()}".strip())
        if head is None:
            values = (texts.DASH, texts.DASH, texts.DASH)
        else:
            change = head.closing - head.opening
            values = (
                texts.rupiah(head.opening),
                texts.rupiah(change, signed=True),
                texts.rupiah(head.closing),
            )
        titles = (("opening", _("Opening")), ("change", _("Moved")), ("closing", _("Closing")))
        self.figures.show_figures(
            [Figure(key, title, value) for (key, title), value in zip(titles, values, strict=True)]
        )
