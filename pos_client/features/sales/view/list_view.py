"""The list of receipts: newest first, a page at a time; Enter opens one."""

from functools import partial
from typing import Final, cast
from uuid import UUID

from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.office.exports import export_button
from pos_client.desk.office.kinds import KINDS, kind_text
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import Tone
from pos_client.desk.widgets.dates import PeriodButton
from pos_client.desk.widgets.states import EmptyState
from pos_client.features.sales.presenter import TO_REVIEW, SalesPresenter
from pos_client.texts import _, ngettext


def _review_tone(row: Row) -> Tone | None:
    return "warn" if row.get("reviews") else None


KIND_CHOICES: Final = tuple((kind, partial(kind_text, kind)) for kind in KINDS)
COLUMNS: Final = (
    Column("at", lambda: _("Time"), "moment"),
    Column("receipt", lambda: _("Receipt"), "code", chars=14, filter="text"),
    Column("kind_words", lambda: _("Kind"), chars=8, sortable=False, filter="choice", choices=KIND_CHOICES),
    Column("branch", lambda: _("Branch"), "code", chars=7, sortable=False, hidden=True),
    Column("register", lambda: _("Register"), "code", chars=3),
    Column("cashier", lambda: _("Cashier"), chars=12, stretch=True, filter="text"),
    Column("lines", lambda: _("Lines"), "integer", chars=3),
    Column("method", lambda: _("Paid by"), chars=6, sortable=False),
    Column("profit", lambda: _("Gross profit"), "money", chars=10, sortable=False),
    Column("total", lambda: _("Total"), "money", chars=8, strong=True),
    Column(
        "reviews",
        lambda: _("To review"),
        "integer",
        chars=7,
        sortable=False,
        tone=_review_tone,
        filter="choice",
        choices=((TO_REVIEW, lambda: _("With a flag")),),
    ),
)


class SalesView(OfficePage):
    table_tells = True

    def __init__(self, presenter: SalesPresenter, shell: Shell) -> None:
        super().__init__(presenter.office, lambda: _("Sales"))
        self._presenter = presenter
        self._shell = shell
        self.period = PeriodButton(presenter.period, today=presenter.office.today())
        self.table = TablePage(
            COLUMNS, key="sales", remember=shell.remember, background=presenter.office.background
        )
        self.table.set_noun(lambda count: ngettext("{n} receipt", "{n} receipts", count))
        self.table.set_title(lambda: _("Sales"))
        self.table.set_empty(
            EmptyState(
                lambda: _("No receipts in this period"),
                lambda: _("A receipt stands here as soon as its till has sent it. Choose other days above."),
            )
        )
        self.table.set_actions((Action(lambda: _("Open receipt"), self._open, "receipt-text"),))
        self.head.add_left(self.period)
        self.head.add_action(self.table.columns_button())
        self.head.add_action(export_button(self.table, self._shell))
        self.add(self.table, stretch=1)
        self.setFocusProxy(self.table)
        self.period.chosen.connect(presenter.choose_period)
        presenter.rows_changed.connect(self.load)
        presenter.news.connect(self._follow)
        self.table.opened.connect(self._open)
        look().language_changed.connect(self.table.refresh)

    @override
    def load(self) -> None:
        self.period.set_today(self.office.today())
        self.table.show_source(self._presenter.source())

    @override
    def refresh(self) -> None:
        self.table.refresh()

    def _follow(self) -> None:
        # Rows move under the eyes of whoever reads further down: only the top of the list follows.
        if self.isVisible() and self.table.view.verticalScrollBar().value() == 0:
            self.table.refresh()

    def _open(self, row: Row) -> None:
        self._shell.open("receipt", branch=cast(UUID, row["branch_id"]), sale=cast(UUID, row["sale"]))
