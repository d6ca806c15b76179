"""Gift cards, vouchers and store credit: found by number; Enter opens one, Ctrl+N issues more."""

from functools import partial
from typing import Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from typing_extensions import override

from pos_client import texts
from pos_client.desk.office import OfficePage
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import ChoiceButton
from pos_client.desk.widgets.layouts import reveal
from pos_client.desk.widgets.panels import WithSide
from pos_client.desk.widgets.states import EmptyState, Start
from pos_client.features.payments.holding import Card, Held
from pos_client.features.payments.issuing import Issuing
from pos_client.features.payments.shown import STATES
from pos_client.features.payments.view.card_panel import CardPanel
from pos_client.features.payments.view.issue_panel import IssuePanel
from pos_client.texts import _, ngettext
from shared_models.values.codes import Permission, TenderMethod
from shared_models.wire.payments import StoredBooked, StoredState

COLUMNS: Final = (
    Column("number", lambda: _("Number"), "code", chars=16, stretch=True, sortable=False, filter="text"),
    Column("kind", lambda: _("Kind"), chars=14, sortable=False),
    Column("balance", lambda: _("Balance"), "money", strong=True, sortable=False),
    Column("expires_on", lambda: _("Until"), "date", chars=10, sortable=False),
    Column("state", lambda: _("State"), chars=12, sortable=False),
    Column("moves", lambda: _("Moves"), "integer", sortable=False, yields=1),
    Column("changed_at", lambda: _("Last move"), "moment", sortable=False, yields=2),
)


class HeldView(OfficePage):
    table_tells = True

    def __init__(self, held: Held, card: Card, issuing: Issuing, shell: Shell) -> None:
        super().__init__(held.office, lambda: _("Gift cards and vouchers"))
        self._held = held
        self._card = card
        self._issuing = issuing
        self._shell = shell
        states = [(state.value, partial(_state, state)) for state in StoredState]
        self.which = ChoiceButton((("", lambda: _("All")), *states))
        self.batch = Button(lambda: _("Only this batch"), icon="x", size="compact")
        self.lapse = Button(lambda: _("Take off what lapsed"), size="compact")
        self.issue = Button(lambda: _("Issue vouchers"), icon="plus", hint="Ctrl+N", size="compact")
        self.table = TablePage(
            COLUMNS,
            key="stored-values",
            remember=shell.remember,
            background=held.office.background,
            framed=False,
        )
        self.whole = WithSide(self.table)
        self.panel: CardPanel | IssuePanel | None = None
        self._build()
        self._wire()

    def _build(self) -> None:
        self.table.set_noun(lambda count: ngettext("{n} card or voucher", "{n} cards and vouchers", count))
        self.table.set_title(lambda: _("Gift cards and vouchers"))
        self.table.set_actions((Action(lambda: _("Open"), self._open, "pencil"),))
        empty = EmptyState(
            lambda: _("No gift cards or vouchers yet"),
            lambda: _("A till sells them with Shift+F9; here many are issued at once."),
            (
                Start(
                    "tag",
                    lambda: _("Issue a batch"),
                    lambda: _("So many of one value, paid for or given away."),
                    lambda: _("Issue vouchers"),
                    "issue",
                ),
            ),
        )
        empty.chosen.connect(lambda _key: self._issue())
        self.table.set_empty(empty)
        self.head.add_left(self.which)
        self.head.add_left(self.batch)
        self.head.add_action(export_button(self.table, self._shell))
        self.head.add_action(self.lapse)
        self.head.add_action(self.issue)
        self.add(self.whole, stretch=1)
        self.setFocusProxy(self.table)

    def _wire(self) -> None:
        self.which.chosen.connect(self._held.show_only)
        self.batch.clicked.connect(lambda: self._held.show_only(""))
        self.issue.clicked.connect(self._issue)
        self.lapse.clicked.connect(lambda: self._shell.leaving(self._lapse))
        self._held.rows_changed.connect(self.load)
        self.table.opened.connect(self._open)
        self.table.view.clicked.connect(self._clicked)
        for editor in (self._card, self._issuing):
            editor.redrawn.connect(self._redraw_panel)
            editor.changed.connect(self._draw_panel)
        self._card.done.connect(self._done)
        self._issuing.booked.connect(self._booked)
        for key, act in (("Ctrl+N", self._issue), ("Ctrl+S", self._save)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    @override
    def load(self) -> None:
        allowed = self.office.may(Permission.ADMIN_LEDGER)
        reveal(self.issue, shown=allowed)
        reveal(self.lapse, shown=allowed and self._held.state is StoredState.LAPSED)
        reveal(self.batch, shown=self._held.document is not None)
        state = self._held.state
        self.which.set_key("" if state is None else state.value)
        self.table.show_source(self._held.source())

    @override
    def refresh(self) -> None:
        self.table.refresh()

    @override
    def enter(self, **facts: object) -> None:
        super().enter(**facts)
        method, number = facts.get("method"), facts.get("number")
        if self.office.person is not None and isinstance(method, TenderMethod) and isinstance(number, str):
            self._card.open(method, number)

    @override
    def unsaved(self) -> bool:
        return self._card.state.unsaved or self._issuing.state.unsaved

    def _clicked(self, _index: QModelIndex) -> None:
        line = self.table.current()
        if line is not None:
            self._open(line)

    def _open(self, line: Row) -> None:
        method, number = line["method"], line["number"]
        if isinstance(method, TenderMethod) and isinstance(number, str):
            self._shell.leaving(lambda: self._look_at(method, number))

    def _look_at(self, method: TenderMethod, number: str) -> None:
        self._close_forms()
        self._card.open(method, number)

    def _issue(self) -> None:
        if self._issuing.allowed:
            self._shell.leaving(self._start_issue)

    def _start_issue(self) -> None:
        self._card.close()
        self._issuing.start()

    def _lapse(self) -> None:
        self._issuing.close()
        self._card.lapse()

    def _save(self) -> None:
        self._issuing.save()
        self._card.save()

    def _close_forms(self) -> None:
        self._issuing.close()
        self._card.close()

    def _redraw_panel(self) -> None:
        # The one before hears no more: it is about something else.
        self.panel = None
        panel: CardPanel | IssuePanel | None = None
        if self._issuing.state.open:
            panel = IssuePanel(self._issuing)
        elif self._card.state.open:
            panel = CardPanel(self._card)
        self.panel = panel
        if panel is None:
            self.whole.close_side()
            return
        panel.close_wanted.connect(lambda: self._shell.leaving(self._close_forms))
        self.whole.open_side(panel)
        panel.start()

    def _draw_panel(self) -> None:
        if self.panel is not None:
            self.panel.draw()

    def _done(self, booked: StoredBooked | None) -> None:
        self.table.refresh()
        if booked is not None:
            number = booked.number
            self._shell.toast("ok", lambda: _("Booked as {number}", number=number))
        else:
            self._shell.toast("ok", lambda: _("Done; tills hear of it with their next contact"))

    def _booked(self, booked: StoredBooked) -> None:
        count, amount = len(booked.numbers), booked.amount
        self._held.show_document(booked.id)
        self._shell.toast("ok", lambda: _issued(count, amount, booked.number))


def _issued(count: int, amount: int, number: str) -> str:
    what = ngettext("{n} number issued", "{n} numbers issued", count)
    return f"{what}, {texts.rupiah(amount)}: {number}"


def _state(state: StoredState) -> str:
    return _(STATES[state])
