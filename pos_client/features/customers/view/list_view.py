"""The list of customers and, in the same frame, the form of one of them."""

from typing import Final

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.tokens import Tone
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import ChoiceButton
from pos_client.desk.widgets.panels import WithSide
from pos_client.desk.widgets.states import EmptyState, Start
from pos_client.features.customers.presenter import ACTIVE, EVERY, STOPPED, CustomerEditor, CustomerList
from pos_client.features.customers.view.panel import CustomerPanel
from pos_client.texts import _, ngettext
from shared_models.values.codes import Permission
from shared_models.wire.replica import CustomerRow


def _owed_tone(row: Row) -> Tone | None:
    owed, limit = row.get("owed"), row.get("credit_limit")
    if not isinstance(owed, int) or not isinstance(limit, int) or owed <= 0:
        return None
    return "danger" if owed > limit else "warn"


COLUMNS: Final = (
    Column("code", lambda: _("Code"), "code", chars=12, filter="text"),
    Column("name", lambda: _("Name"), stretch=True, filter="text"),
    Column("phone", lambda: _("Phone"), "code", chars=13, sortable=False, filter="text"),
    Column("points", lambda: _("Points"), "integer", chars=7, sortable=False, strong=True),
    Column("owed", lambda: _("Owes"), "money", sortable=False, tone=_owed_tone),
    Column("credit_limit", lambda: _("Credit limit"), "money", sortable=False, yields=1),
    Column("last_purchase", lambda: _("Last purchase"), "date", sortable=False, yields=2),
)


class CustomersView(OfficePage):
    table_tells = True

    def __init__(self, customers: CustomerList, editor: CustomerEditor, shell: Shell) -> None:
        super().__init__(customers.office, lambda: _("Customers"))
        self._customers = customers
        self._editor = editor
        self._shell = shell
        self.table = TablePage(
            COLUMNS,
            key="customers",
            remember=shell.remember,
            background=customers.office.background,
            framed=False,
        )
        self.whole = WithSide(self.table)
        self.panel: CustomerPanel | None = None
        self.which = ChoiceButton(
            ((ACTIVE, lambda: _("Active")), (STOPPED, lambda: _("Stopped")), (EVERY, lambda: _("All")))
        )
        self.import_button = Button(lambda: _("Import"), icon="upload", size="compact")
        self.new_button = Button(lambda: _("New customer"), icon="plus", hint="Ctrl+N", size="compact")
        self._build()
        self._wire()

    def _build(self) -> None:
        self.table.set_noun(lambda count: ngettext("{n} customer", "{n} customers", count))
        self.table.set_title(lambda: _("Customers"))
        self.table.set_actions(
            (
                Action(lambda: _("Open customer"), self._open_row, "pencil"),
                Action(lambda: _("Points"), self._open_points, "history"),
            )
        )
        empty = EmptyState(
            lambda: _("No customers yet"),
            lambda: _("A till adds one with F3, or type one in here."),
            (
                Start(
                    "users",
                    lambda: _("Type it in"),
                    lambda: _("Name and phone are enough to begin with."),
                    lambda: _("New customer"),
                    "new",
                ),
                Start(
                    "file-spreadsheet",
                    lambda: _("Bring in a file"),
                    lambda: _("A list from a spreadsheet or an earlier program, checked row by row."),
                    lambda: _("Import"),
                    "import",
                ),
            ),
        )
        empty.chosen.connect(lambda key: self._import() if key == "import" else self._new())
        self.table.set_empty(empty)
        self.head.add_left(self.which)
        self.head.add_action(self.table.columns_button())
        self.head.add_action(export_button(self.table, self._shell))
        self.head.add_action(self.import_button)
        self.head.add_action(self.new_button)
        self.add(self.whole, stretch=1)
        self.setFocusProxy(self.table)

    def _wire(self) -> None:
        self.which.chosen.connect(self._customers.show_only)
        self.import_button.clicked.connect(self._import)
        self.new_button.clicked.connect(self._new)
        self._customers.rows_changed.connect(self.load)
        self._editor.redrawn.connect(self._redraw_panel)
        self._editor.changed.connect(self._draw_panel)
        self._editor.stored.connect(self._stored)
        self.table.opened.connect(self._open_row)
        self.table.view.clicked.connect(self._clicked)
        for key, act in (("Ctrl+N", self._new), ("Ctrl+S", self._editor.save)):
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    @override
    def load(self) -> None:
        self.table.show_source(self._customers.source())
        allowed = self.office.may(Permission.ADMIN_CATALOG)
        self.import_button.setEnabled(allowed)
        self.new_button.setEnabled(allowed)

    @override
    def refresh(self) -> None:
        self.table.refresh()

    @override
    def unsaved(self) -> bool:
        return self._editor.state.unsaved

    def _new(self) -> None:
        if self.office.may(Permission.ADMIN_CATALOG):
            self._shell.leaving(self._editor.start)

    def _import(self) -> None:
        if self.office.may(Permission.ADMIN_CATALOG):
            self._shell.open("customers-import")

    def _clicked(self, _index: QModelIndex) -> None:
        row = self.table.current()
        if row is not None:
            self._open_row(row)

    def _open_row(self, row: Row) -> None:
        customer = row.get("customer")
        if isinstance(customer, CustomerRow) and customer.id != self._editor.state.customer:
            self._shell.leaving(lambda: self._editor.open(customer))

    def _open_points(self, row: Row) -> None:
        self._shell.open("customer-points", customer=row["customer"])

    def _redraw_panel(self) -> None:
        if not self._editor.state.open:
            self.panel = None
            self.whole.close_side()
            return
        panel = CustomerPanel(self._editor, allowed=self.office.may(Permission.ADMIN_CATALOG))
        panel.close_wanted.connect(lambda: self._shell.leaving(self._editor.close))
        panel.points_wanted.connect(lambda row: self._shell.open("customer-points", customer=row))
        self.panel = panel
        self.whole.open_side(panel)
        panel.start()

    def _draw_panel(self) -> None:
        if self.panel is not None:
            self.panel.draw()

    def _stored(self, row: CustomerRow) -> None:
        self.table.refresh()
        self._shell.toast("ok", lambda: _("{name} saved", name=row.name))
