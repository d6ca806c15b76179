"""Who owes what, by age; beside it the account of one customer and the payment that is received."""

from typing import Final

from PySide6.QtCore import QModelIndex, Signal
from typing_extensions import override

from pos_client import texts
from pos_client.desk.charts.bars import BarChart
from pos_client.desk.office import OfficePage
from pos_client.desk.office.branch_button import BranchButton
from pos_client.desk.office.exports import export_button
from pos_client.desk.problems import problem_text
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import METRIC, Tone
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice
from pos_client.desk.widgets.figures_edit import MoneyEdit
from pos_client.desk.widgets.forms import Form, TextEdit
from pos_client.desk.widgets.key_figures import Figure, KeyFigures
from pos_client.desk.widgets.layouts import clear, column, holding, row
from pos_client.desk.widgets.panels import Divider, Panel, SidePanel, WithSide
from pos_client.desk.widgets.states import EmptyState, Note
from pos_client.desk.widgets.words import Label
from pos_client.features.receivables.presenter import Owed, Payment
from pos_client.texts import N_, _, ngettext
from shared_models.values.codes import Permission
from shared_models.wire.customers import CustomerBooked, PaidInto, ReceivableLine, ReceivableMove

MOVES: Final = 8
AGES: Final = (
    ("not_due", N_("Not due")),
    ("to_30", N_("1 to 30 days")),
    ("to_60", N_("31 to 60 days")),
    ("to_90", N_("61 to 90 days")),
    ("over_90", N_("Over 90 days")),
)
KINDS: Final = {"sale": N_("Sale"), "return": N_("Return"), "payment": N_("Payment")}


def _late(_line: Row) -> Tone | None:
    return "danger" if _line.get("over_90") or _line.get("to_90") else None


def _age(key: str, title: str) -> Column:
    return Column(key, lambda: _(title), "money", chars=9)


COLUMNS: Final = (
    Column("branch", lambda: _("Branch"), "code", chars=6, yields=3),
    Column("code", lambda: _("Code"), "code", chars=11, yields=2),
    Column("name", lambda: _("Customer"), stretch=True, filter="text"),
    Column("phone", lambda: _("Phone"), "code", chars=13, yields=1),
    Column("oldest_due", lambda: _("Due since"), "date", chars=10, tone=_late),
    *(_age(key, title) for key, title in AGES),
    Column("owed", lambda: _("Owes"), "money", strong=True),
)


class ReceivablesView(OfficePage):
    def __init__(self, owed: Owed, payment: Payment, shell: Shell) -> None:
        super().__init__(owed.office, lambda: _("Receivables"))
        self._owed = owed
        self._payment = payment
        self._shell = shell
        self.branch = BranchButton(owed.office)
        self.figures = KeyFigures()
        self.chart = BarChart()
        self.chart.setFixedHeight(METRIC.empty_row * 2)
        self.table = TablePage(COLUMNS, key="receivables", remember=shell.remember, framed=False)
        self.whole = WithSide(self.table)
        self.panel: PaymentPanel | None = None
        self._build()
        owed.changed.connect(self._draw)
        payment.opened.connect(self._open_panel)
        payment.changed.connect(self._draw_panel)
        payment.booked.connect(self._booked)
        look().language_changed.connect(self._draw)

    def _build(self) -> None:
        self.table.set_noun(lambda count: ngettext("{n} account", "{n} accounts", count))
        self.table.set_title(lambda: _("Receivables"))
        self.table.set_actions((Action(lambda: _("Receive a payment"), self._open, "wallet"),))
        self.table.set_empty(
            EmptyState(
                lambda: _("Nobody owes anything"),
                lambda: _("What is sold on account at a till stands here until it is paid."),
            )
        )
        ages = Panel(lambda: _("By age"))
        ages.add_padded(self.chart)
        self.head.add_left(self.branch)
        self.head.add_action(self.table.columns_button())
        self.head.add_action(export_button(self.table, self._shell))
        self.add(self.figures)
        self.add(ages)
        self.add(self.whole, stretch=1)
        self.setFocusProxy(self.table)
        self.table.opened.connect(self._open)
        self.table.view.clicked.connect(self._clicked)

    @override
    def load(self) -> None:
        self._owed.load()

    def _clicked(self, _index: QModelIndex) -> None:
        line = self.table.current()
        if line is not None:
            self._open(line)

    def _open(self, line: Row) -> None:
        found = line["line"]
        if isinstance(found, ReceivableLine):
            self._payment.open(found)

    def _open_panel(self) -> None:
        line = self._payment.state.line
        if line is None:
            self.panel = None
            self.whole.close_side()
            return
        panel = PaymentPanel(line, allowed=self.office.may(Permission.ADMIN_LEDGER))
        panel.closed.connect(self._payment.close)
        panel.received.connect(self._payment.receive)
        self.panel = panel
        self.whole.open_side(panel)
        panel.start()

    def _draw_panel(self) -> None:
        state = self._payment.state
        if self.panel is not None:
            self.panel.show_moves(state.moves)
            self.panel.draw(busy=state.busy)
            refusal = state.refusal
            words = "" if refusal is None else problem_text(refusal.code, refusal.facts)
            self.panel.refuse(words)

    def _booked(self, booked: CustomerBooked) -> None:
        self._owed.load()
        self._shell.toast("ok", lambda: _("Booked as {number}", number=booked.number))

    def _draw(self) -> None:
        self.show_refusal(self._owed.refusal)
        found = self._owed.found
        if found is None:
            return
        ages = found.ageing.model_dump()
        late = sum(ages.values()) - ages["not_due"]
        self.figures.show_figures(
            (
                Figure("owed", _("Owed in all"), texts.rupiah(found.owed)),
                Figure("late", _("Overdue"), texts.rupiah(late), tone="danger" if late else "plain"),
                Figure("count", _("Customers"), texts.amount(len(found.rows))),
            )
        )
        self.chart.show_bars([(key, _(title), ages[key]) for key, title in AGES])
        self.table.show_rows(self._owed.rows())


class PaymentPanel(SidePanel):
    """The last moves of the account, and a payment."""

    received = Signal(object, object, str)

    def __init__(self, line: ReceivableLine, *, allowed: bool) -> None:
        super().__init__(line.name)
        self._allowed = allowed
        self._shown: tuple[ReceivableMove, ...] = ()
        self._moves = column(gap="s")
        self.form = Form()
        self.amount = MoneyEdit(prefix="Rp")
        self.amount.set_value(line.owed)
        self.into = Choice(
            [(PaidInto.CASH.value, lambda: _("Safe")), (PaidInto.BANK.value, lambda: _("Bank"))]
        )
        self.note = TextEdit()
        self.form.add("amount", lambda: _("Amount received"), self.amount)
        self.form.add("into", lambda: _("Goes into"), self.into)
        self.form.add("note", lambda: _("Note"), self.note)
        self.form.setEnabled(allowed)
        self.trouble = Note("danger", "")
        self.trouble.hide()
        self.book = Button(lambda: _("Receive payment"), kind="primary")
        self.book.setEnabled(allowed)
        owed = row(Label(lambda: _("Owes")), None, Label(texts.rupiah(line.owed), weight="strong"))
        self.add(owed)
        self.add(holding(self._moves))
        self.add(Divider())
        self.add(self.trouble)
        self.add(self.form)
        self.set_foot(None, self.book)
        self.book.clicked.connect(self._receive)

    def start(self) -> None:
        self.amount.setFocus()
        self.amount.selectAll()

    def draw(self, *, busy: bool) -> None:
        self.book.setEnabled(self._allowed and not busy)

    def refuse(self, words: str) -> None:
        self.trouble.setVisible(bool(words))
        self.trouble.say("danger", words)

    def show_moves(self, moves: tuple[ReceivableMove, ...]) -> None:
        """The newest on top."""
        if moves == self._shown:
            return
        self._shown = moves
        clear(self._moves)
        for move in reversed(moves[-MOVES:]):
            words = f"{texts.day(move.bdate)}  {_(KINDS.get(move.kind, move.kind))}  {move.document_no}"
            self._moves.addLayout(
                row(Label(words, ink="ink_muted"), None, Label(texts.amount(move.amount, signed=True)))
            )

    def _receive(self) -> None:
        self.received.emit(self.amount.value() or 0, PaidInto(self.into.key()), self.note.text())
