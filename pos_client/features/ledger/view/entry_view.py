"""One journal entry with the document it comes from."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import QModelIndex
from typing_extensions import override

from pos_client import texts
from pos_client.desk.office import OfficePage
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.states import Tag
from pos_client.features.ledger.presenter import EntryPresenter
from pos_client.features.ledger.shown import RECEIPTS, document_text
from pos_client.texts import _
from shared_models.wire.ledger import Entry

COLUMNS: Final = (
    Column("account", lambda: _("Account"), "code", chars=8, sortable=False),
    Column("name", lambda: _("Name"), stretch=True, link=True, sortable=False),
    Column("debit", lambda: _("Debit"), "money", chars=16, sortable=False),
    Column("credit", lambda: _("Credit"), "money", chars=16, sortable=False),
)


class EntryView(OfficePage):
    def __init__(self, presenter: EntryPresenter, shell: Shell) -> None:
        super().__init__(presenter.office, "")
        self._presenter = presenter
        self._shell = shell
        self.head.set_crumb(lambda: _("Trial balance"), lambda: shell.open("ledger"))
        self.kind = Tag("plain", "")
        self.document = Button(lambda: _("Open receipt"), icon="receipt-text", size="compact")
        self.table = TablePage(COLUMNS, key="entry", remember=shell.remember)
        self.table.set_noun(lambda _count: _("Total"))
        self.table.set_title(self._title)
        self.head.add_left(self.kind)
        self.head.add_action(self.document)
        self.add(self.table, stretch=1)
        self.setFocusProxy(self.table)
        self.document.clicked.connect(self._open_receipt)
        self.table.opened.connect(self._open)
        self.table.view.clicked.connect(self._clicked)
        presenter.changed.connect(self._draw)
        look().language_changed.connect(self._draw)
        self._draw()

    @override
    def enter(self, **facts: object) -> None:
        branch, number = facts.get("branch"), facts.get("posting_no")
        if isinstance(branch, UUID) and isinstance(number, int) and self.office.person is not None:
            self._presenter.show(branch, number)

    @override
    def load(self) -> None:
        self._presenter.load()

    def _clicked(self, index: QModelIndex) -> None:
        row = self.table.current()
        if row is not None and COLUMNS[index.column()].link:
            self._open(row)

    def _open(self, row: Row) -> None:
        entry = self._presenter.state.entry
        if entry is not None:
            self._shell.open("account", account=str(row["account"]), day=entry.posting_date)

    def _open_receipt(self) -> None:
        entry = self._presenter.state.entry
        if entry is not None:
            self._shell.open("receipt", branch=entry.branch, sale=entry.document)

    def _title(self) -> str:
        entry = self._presenter.state.entry
        return f"{entry.branch_code} {texts.amount(entry.posting_no)}" if entry is not None else ""

    def _draw(self) -> None:
        state = self._presenter.state
        self.show_refusal(state.refusal)
        entry = state.entry
        self.kind.setVisible(entry is not None)
        self.document.setVisible(entry is not None and entry.document_kind in RECEIPTS)
        if entry is not None:
            self._draw_entry(entry)

    def _draw_entry(self, entry: Entry) -> None:
        self.head.title.say(self._title())
        posted = texts.moment(self.office.local(entry.posted_at, entry.branch))
        day = texts.day(entry.posting_date)
        self.head.subtitle.say(lambda: _("{day}, booked {moment}", day=day, moment=posted))
        kind, number = entry.document_kind, entry.document_no
        self.kind.say("plain", lambda: f"{document_text(kind)} {number}")
        debit = sum(line.debit for line in entry.lines)
        credit = sum(line.credit for line in entry.lines)
        self.table.show_rows(self._presenter.rows(), {"debit": debit, "credit": credit})
