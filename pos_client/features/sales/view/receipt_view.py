"""One receipt: as printed, with its journal entry, its stock moves and its trail side by side."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QModelIndex
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget
from typing_extensions import override

from pos_client import texts
from pos_client.desk.office import OfficePage
from pos_client.desk.office.bookings import ENTRY_COLUMNS, entry_row, entry_table, move_row, moves_table
from pos_client.desk.office.paper import Paper, paper_well
from pos_client.desk.office.reviews import review_text
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Row
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, SPACE
from pos_client.desk.widgets.layouts import clear, column, holding, row
from pos_client.desk.widgets.loading import LoadingOverlay
from pos_client.desk.widgets.panels import Divider, Panel
from pos_client.desk.widgets.states import Note, StatusText, Tag
from pos_client.desk.widgets.words import Label
from pos_client.features.sales.actions import COLUMNS as PAPER_COLUMNS
from pos_client.features.sales.presenter import ReceiptPresenter
from pos_client.texts import _
from shared_models.wire.documents import SaleDocument, TrailStep
from shared_models.wire.ledger import Entry


class ReceiptView(OfficePage):
    def __init__(self, presenter: ReceiptPresenter, shell: Shell) -> None:
        super().__init__(presenter.office, "")
        self._presenter = presenter
        self._shell = shell
        self.head.set_crumb(lambda: _("Sales"), lambda: shell.open("sales"))
        self.posted = Tag("ok", "", icon="circle-check")
        self.where = Label("", ink="ink_muted")
        self.head.add_left(self.posted)
        self.head.add_left(self.where)
        self.review = Note("warn", "")
        self.paper = Paper(PAPER_COLUMNS)
        self.entry = entry_table("receipt-entry")
        self.moves = moves_table("receipt-moves")
        self.balanced = StatusText("ok", lambda: _("balanced"), icon="check")
        self.trail = column(gap="xs")
        self.profit = Label("", weight="strong", right=True)
        self._build()
        self.loading = LoadingOverlay(self._panels)
        presenter.changed.connect(self._draw)
        look().language_changed.connect(self._presenter.load)
        self._draw()

    @override
    def enter(self, **facts: object) -> None:
        branch, sale = facts.get("branch"), facts.get("sale")
        if isinstance(branch, UUID) and isinstance(sale, UUID) and self.office.person is not None:
            self._presenter.show(branch, sale)

    @override
    def load(self) -> None:
        self._presenter.load()

    def _build(self) -> None:
        printed = Panel(lambda: _("Receipt"))
        printed.add_to_head(Label(lambda: _("as printed"), ink="ink_muted"))
        printed.add(paper_well(self.paper), stretch=1)
        printed.setFixedWidth(self.paper.sizeHint().width() + SPACE.xl + METRIC.scroll_bar)
        self._journal = Panel(lambda: _("Journal"), ruled=False)
        self._journal.add_to_head(self.balanced)
        self._journal.add(self.entry, stretch=1)
        self._journal.add(Divider())
        trail = column(Label(lambda: _("Trail"), weight="strong"), self.trail, gap="xs", edge=("l", "m"))
        self._journal.add(trail)
        moves = Panel(lambda: _("Stock moves"), ruled=False)
        self._shelf = Label("", ink="ink_muted")
        moves.add_to_head(self._shelf)
        moves.add(self.moves, stretch=1)
        moves.add(Divider())
        foot = row(Label(lambda: _("Gross profit"), ink="ink_muted"), None, self.profit, edge=("l", "m"))
        moves.add(foot)
        # In a narrow window the moves stand below the journal; the paper keeps its width.
        self._booked = row(self._journal, moves, gap="l")
        self._booked.setStretch(0, 1)
        self._moves_panel = moves
        line = row(printed, self._booked, gap="l")
        line.setStretch(1, 1)
        self._panels = holding(line)
        self.add(self.review)
        self.add(self._panels, stretch=1)
        self.setFocusProxy(self.entry)
        self.entry.opened.connect(self._open_account)
        self.entry.view.clicked.connect(self._clicked)
        self.moves.opened.connect(self._open_card)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        aside = METRIC.till_side - METRIC.row_touch
        below = self.width() < METRIC.window_min_width
        way = QBoxLayout.Direction.TopToBottom if below else QBoxLayout.Direction.LeftToRight
        self._booked.setDirection(way)
        self._booked.setStretch(1, 1 if below else 0)
        self._moves_panel.setMinimumWidth(0 if below else aside)
        self._moves_panel.setMaximumWidth(self.width() if below else aside)

    def _clicked(self, index: QModelIndex) -> None:
        chosen = self.entry.current()
        if chosen is not None and ENTRY_COLUMNS[index.column()].link:
            self._open_account(chosen)

    def _open_account(self, line: Row) -> None:
        document = self._presenter.state.document
        if document is not None and document.entry is not None:
            self._shell.open("account", account=str(line["account"]), day=document.entry.posting_date)

    def _open_card(self, line: Row) -> None:
        document = self._presenter.state.document
        if document is not None:
            self._shell.open("stock-card", product=line["product"], branch=document.head.branch)

    # drawing

    def _draw(self) -> None:
        state = self._presenter.state
        self.show_refusal(state.refusal)
        self.loading.show_while(loading=state.loading)
        document = state.document
        self.posted.setVisible(document is not None and document.entry is not None)
        self.review.setVisible(document is not None and bool(document.review_codes))
        if document is None or state.at is None:
            return
        head = document.head
        self.head.title.say(head.receipt)
        self.where.say(f"{texts.moment(state.at)}, {head.branch_code}-{head.register_code}")
        self.paper.show_lines(state.lines)
        self._shelf.say(head.branch_code)
        self.review.say(
            "warn",
            lambda: "\n".join(review_text(code) for code in document.review_codes),
            title=lambda: _("Booked, but worth a look"),
            icon="flag",
        )
        self._draw_entry(document.entry)
        self.moves.show_rows([move_row(move) for move in document.moves])
        self.profit.say(texts.rupiah(head.revenue - head.cost))
        self._draw_trail(document)

    def _draw_entry(self, entry: Entry | None) -> None:
        if entry is None:
            self.entry.show_rows([])
            return
        posted = texts.clock(self._presenter.at(entry.posted_at))
        self.posted.say("ok", lambda: _("Booked {clock}", clock=posted), icon="circle-check")
        debit = sum(line.debit for line in entry.lines)
        credit = sum(line.credit for line in entry.lines)
        self._journal.note.say(f"{entry.branch_code} {texts.amount(entry.posting_no)}")
        self.entry.show_rows([entry_row(line) for line in entry.lines], {"debit": debit, "credit": credit})
        if debit == credit:
            self.balanced.say("ok", lambda: _("balanced"), icon="check")
        else:
            self.balanced.say("danger", lambda: _("not balanced"))

    def _draw_trail(self, document: SaleDocument) -> None:
        clear(self.trail)
        for step in document.trail:
            self.trail.addWidget(_step_row(step, self._presenter.at))


def _step_row(step: TrailStep, local: Callable[[datetime], datetime]) -> QWidget:
    clock = Label(texts.clock_with_seconds(local(step.at)), ink="ink_muted")
    line = row(clock, Label(lambda: _step_text(step), wrap=True), gap="m")
    line.setStretch(1, 1)
    return holding(line)


def _step_text(step: TrailStep) -> str:
    if step.what == "recorded":
        return _("Paid and kept at the till")
    if step.what == "received":
        return _("Received by the back office")
    if step.what == "posted":
        number = step.facts.get("posting_no")
        return _("Stock and journal booked, number {number}", number=texts.amount(int(number or 0)))
    return _("To review: {reason}", reason=review_text(str(step.facts.get("code", ""))))
