"""What was booked of an occurrence: journal entry and stock moves; each leads on to its account or card."""

from PySide6.QtCore import QModelIndex

from pos_client import texts
from pos_client.desk.office.bookings import ENTRY_COLUMNS, entry_row, entry_table, move_row, moves_table
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Row
from pos_client.desk.widgets.layouts import column, holding, reveal
from pos_client.desk.widgets.panels import Divider, Panel
from pos_client.desk.widgets.words import Label
from pos_client.texts import _
from shared_models.wire.reviews import ReviewDocument


class Booked(Panel):
    def __init__(self, shell: Shell) -> None:
        super().__init__(lambda: _("What was booked"), ruled=False)
        self._shell = shell
        self._document: ReviewDocument | None = None
        self.nothing = Label("", ink="ink_muted", wrap=True)
        self.entry = entry_table("review-entry")
        self.moves = moves_table("review-moves")
        self._rule = Divider()
        self._why = holding(column(self.nothing, edge=("l", "m")))
        self.add(self._why)
        self.add(self.entry, stretch=1)
        self.add(self._rule)
        self.add(self.moves, stretch=1)
        self.entry.opened.connect(self._open_account)
        self.entry.view.clicked.connect(self._clicked)
        self.moves.opened.connect(self._open_card)

    def show_document(self, document: ReviewDocument) -> None:
        """Entry and moves, or why there are none."""
        self._document = document
        entry = document.entry
        reveal(self._why, shown=entry is None)
        reveal(self.entry, shown=entry is not None)
        reveal(self.moves, shown=bool(document.moves))
        reveal(self._rule, shown=bool(document.moves))
        unposted = document.line.unposted
        self.nothing.say(
            lambda: _("Kept, and booked nowhere.") if unposted else _("This posts nothing by itself.")
        )
        self.note.say("" if entry is None else f"{entry.branch_code} {texts.amount(entry.posting_no)}")
        lines = () if entry is None else entry.lines
        sums = {"debit": sum(one.debit for one in lines), "credit": sum(one.credit for one in lines)}
        self.entry.show_rows([entry_row(one) for one in lines], sums)
        self.moves.show_rows([move_row(one) for one in document.moves])

    def _clicked(self, index: QModelIndex) -> None:
        chosen = self.entry.current()
        if chosen is not None and ENTRY_COLUMNS[index.column()].link:
            self._open_account(chosen)

    def _open_account(self, line: Row) -> None:
        if self._document is not None and self._document.entry is not None:
            day = self._document.entry.posting_date
            self._shell.open("account", account=str(line["account"]), day=day)

    def _open_card(self, line: Row) -> None:
        if self._document is not None:
            self._shell.open("stock-card", product=line["product"], branch=self._document.line.branch)
