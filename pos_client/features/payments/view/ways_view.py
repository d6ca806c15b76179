"""Every way to pay in the order of the tills; Enter opens one beside the list."""

from typing import Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.layouts import reveal
from pos_client.desk.widgets.panels import WithSide
from pos_client.features.payments.presenter import WayEditor, WayList
from pos_client.features.payments.view.way_panel import WayPanel
from pos_client.texts import _, ngettext
from shared_models.wire.replica import PaymentMethodRow

COLUMNS: Final = (
    Column("place", lambda: _("Place"), "integer", chars=5, muted=True),
    Column("name", lambda: _("Name"), chars=16, stretch=True, filter="text"),
    Column("name_en", lambda: _("In English"), chars=14, hidden=True),
    Column("kind", lambda: _("Kind"), chars=13),
    Column("account", lambda: _("Account"), chars=22, yields=1, muted=True),
    Column("reference", lambda: _("Reference"), chars=10, yields=2),
    Column("where", lambda: _("Branch"), chars=12),
    Column("cap", lambda: _("A till alone"), "money", yields=3),
    Column("state", lambda: _("State"), chars=8),
)


class WaysView(OfficePage):
    def __init__(self, ways: WayList, editor: WayEditor, shell: Shell) -> None:
        super().__init__(ways.office, lambda: _("Payment methods"))
        self._ways = ways
        self._editor = editor
        self._shell = shell
        self.new = Button(lambda: _("New way to pay"), icon="plus", hint="Ctrl+N", size="compact")
        self.table = TablePage(COLUMNS, key="payment-methods", remember=shell.remember, framed=False)
        self.whole = WithSide(self.table)
        self.panel: WayPanel | None = None
        self._build()
        self._wire()

    def _build(self) -> None:
        self.table.set_noun(lambda count: ngettext("{n} way to pay", "{n} ways to pay", count))
        self.table.set_title(lambda: _("Payment methods"))
        self.table.set_actions(
            (
                Action(lambda: _("Open"), self._open, "pencil"),
                Action(lambda: _("Offer earlier"), lambda line: self._move(line, -1), "arrow-up"),
                Action(lambda: _("Offer later"), lambda line: self._move(line, 1), "arrow-down"),
            )
        )
        self.head.add_action(self.table.columns_button())
        self.head.add_action(export_button(self.table, self._shell))
        self.head.add_action(self.new)
        self.add(self.whole, stretch=1)
        self.setFocusProxy(self.table)

    def _wire(self) -> None:
        self.new.clicked.connect(self._add)
        self.table.opened.connect(self._open)
        self.table.view.clicked.connect(self._clicked)
        self._ways.changed.connect(self._draw)
        self._editor.redrawn.connect(self._redraw_panel)
        self._editor.changed.connect(self._draw_panel)
        self._editor.stored.connect(self._stored)
        keys = (
            ("Ctrl+N", self._add),
            ("Ctrl+S", self._editor.save),
            ("Alt+Up", lambda: self._move_current(-1)),
            ("Alt+Down", lambda: self._move_current(1)),
        )
        for key, act in keys:
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        look().language_changed.connect(self._draw)

    @override
    def load(self) -> None:
        self._ways.load()

    @override
    def unsaved(self) -> bool:
        return self._editor.state.unsaved

    def _draw(self) -> None:
        reveal(self.new, shown=self._ways.allowed)
        self.show_refusal(self._ways.refusal)
        if self._ways.found is not None:
            here = self.table.current()
            self.table.show_rows(self._ways.rows())
            self._select(None if here is None else here["id"])

    def _select(self, code: object) -> None:
        """A way that was moved stays in hand."""
        model = self.table.model
        for at in range(model.rowCount()):
            line = model.row(at)
            if line is not None and line["id"] == code:
                self.table.view.select_row(at)

    def _clicked(self, _index: QModelIndex) -> None:
        line = self.table.current()
        if line is not None:
            self._open(line)

    def _open(self, line: Row) -> None:
        way = line["way"]
        if isinstance(way, PaymentMethodRow):
            self._shell.leaving(lambda: self._editor.open(way))

    def _add(self) -> None:
        if self._ways.allowed:
            self._shell.leaving(self._editor.start)

    def _move_current(self, by: int) -> None:
        line = self.table.current()
        if line is not None:
            self._move(line, by)

    def _move(self, line: Row, by: int) -> None:
        way = line["way"]
        if isinstance(way, PaymentMethodRow):
            self._ways.move(way, by)

    def _redraw_panel(self) -> None:
        if not self._editor.state.open:
            self.panel = None
            self.whole.close_side()
            return
        panel = WayPanel(self._ways, self._editor)
        panel.close_wanted.connect(lambda: self._shell.leaving(self._editor.close))
        self.panel = panel
        self.whole.open_side(panel)
        panel.start()

    def _draw_panel(self) -> None:
        if self.panel is not None:
            self.panel.draw()

    def _stored(self, row: PaymentMethodRow) -> None:
        self._ways.load()
        name = row.name
        self._shell.toast("ok", lambda: _("{name} saved", name=name))
