"""The product list and, in the same frame, the form of one product."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.office.exports import export_button
from pos_client.desk.problems import problem_text
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import Tone
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.choices import Choice, ChoiceButton
from pos_client.desk.widgets.panels import WithSide
from pos_client.desk.widgets.states import EmptyState, Start, hint
from pos_client.features.products.presenter import EVERY, ON_SALE, STOPPED, ProductEditor, ProductList
from pos_client.features.products.view.form import ProductPanel
from pos_client.texts import _, ngettext
from shared_models.values.codes import ErrorCode, Permission
from shared_models.wire.catalog import ProductDocument


def _stock_tone(row: Row) -> Tone | None:
    level = row.get("stock")
    if not isinstance(level, int) or level > 0:
        return None
    return "danger" if level < 0 else "warn"


COLUMNS: Final = (
    Column("barcode", lambda: _("Barcode"), "code", chars=13, sortable=False, filter="text"),
    Column("sku", lambda: _("Code"), "code", hidden=True),
    Column("name", lambda: _("Product"), stretch=True, filter="text"),
    Column("category", lambda: _("Category"), chars=8, muted=True, filter="choice"),
    Column("cost", lambda: _("Cost"), "money", chars=5, yields=1),
    Column("price", lambda: _("Price"), "money", chars=6, strong=True, filter="figure"),
    Column(
        "stock",
        lambda: _("In stock"),
        "quantity",
        chars=6,
        unit="unit",
        sortable=False,
        tone=_stock_tone,
        filter="figure",
        operator="at_most",
    ),
)


class ProductsView(OfficePage):
    table_tells = True

    def __init__(self, products: ProductList, editor: ProductEditor, shell: Shell) -> None:
        super().__init__(products.office, lambda: _("Products"))
        self._products = products
        self._editor = editor
        self._shell = shell
        self.table = TablePage(
            COLUMNS,
            key="products",
            remember=shell.remember,
            background=products.office.background,
            framed=False,
        )
        self.whole = WithSide(self.table)
        self.panel: ProductPanel | None = None
        self.which = ChoiceButton(
            ((ON_SALE, lambda: _("On sale")), (STOPPED, lambda: _("Stopped")), (EVERY, lambda: _("All")))
        )
        self.import_button = Button(lambda: _("Import"), icon="upload", size="compact")
        self.new_button = Button(lambda: _("New product"), icon="plus", hint="Ctrl+N", size="compact")
        self._build()
        self._wire()

    def _build(self) -> None:
        self.table.set_noun(lambda count: ngettext("{n} product", "{n} products", count))
        self.table.set_title(lambda: _("Products"))
        self.table.set_actions(
            (
                Action(lambda: _("Open product"), self._open_row, "pencil"),
                Action(lambda: _("Stock card"), self._open_card, "history"),
            )
        )
        self._empty = EmptyState(
            lambda: _("No products yet"),
            lambda: _("A till can sell as soon as one product has a price."),
            (
                Start(
                    "file-spreadsheet",
                    lambda: _("Bring in a file"),
                    lambda: _("XLSX or CSV from the old program. Every row is shown before it is saved."),
                    lambda: _("Choose a file"),
                    "import",
                ),
                Start(
                    "keyboard",
                    lambda: _("Type it in"),
                    lambda: _("One product by hand, about twenty seconds each."),
                    lambda: _("New product"),
                    "new",
                ),
            ),
            hints=(
                hint("F1", lambda: _("How to prepare the file")),
                hint("Ctrl+N", lambda: _("New product")),
            ),
        )
        self._empty.chosen.connect(self._start)
        self._none_stopped = EmptyState(
            lambda: _("No product has been stopped"),
            lambda: _("A product that is no longer sold stands here once its form says so."),
        )
        self.table.set_empty(self._empty)
        self.head.add_left(self.which)
        self.head.add_action(self.import_button)
        self.head.add_action(export_button(self.table, self._shell))
        self.head.add_action(self.new_button)
        self.add(self.whole, stretch=1)
        self.setFocusProxy(self.table)

    def _wire(self) -> None:
        self.which.chosen.connect(self._products.show_only)
        self.import_button.clicked.connect(lambda: self._shell.open("products-import"))
        self.new_button.clicked.connect(self._new)
        self._products.rows_changed.connect(self.load)
        self._products.categories_came.connect(self._offer_categories)
        self._editor.redrawn.connect(self._redraw_panel)
        self._editor.changed.connect(self._draw_panel)
        self._editor.stored.connect(self._stored)
        self.table.opened.connect(self._open_row)
        self.table.view.clicked.connect(self._clicked)
        keys = ((QKeySequence("Ctrl+N"), self._new), (QKeySequence("Ctrl+S"), self._editor.save))
        for key, act in keys:
            shortcut = QShortcut(key, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)
        look().language_changed.connect(self._offer_categories)

    # going about

    @override
    def load(self) -> None:
        self._products.load_categories()
        self._editor.load_levels()
        self.table.set_empty(self._none_stopped if self._products.shown == STOPPED else self._empty)
        self.table.show_source(self._products.source())
        allowed = self.office.may(Permission.ADMIN_CATALOG)
        self.new_button.setEnabled(allowed)
        self.import_button.setEnabled(allowed)

    @override
    def refresh(self) -> None:
        self.table.refresh()

    @override
    def enter(self, **facts: object) -> None:
        super().enter(**facts)
        if self.office.person is None:
            return
        product = facts.get("product")
        if isinstance(product, UUID):
            self._editor.open(product)
        sku = facts.get("sku")
        if isinstance(sku, str):
            self._editor.open_sku(sku)
        if facts.get("new") is True:
            self._editor.start()

    @override
    def unsaved(self) -> bool:
        return self._editor.state.unsaved

    def _start(self, way: str) -> None:
        if way == "import":
            self._shell.open("products-import")
        else:
            self._new()

    def _new(self) -> None:
        if self.office.may(Permission.ADMIN_CATALOG):
            self._shell.leaving(self._editor.start)

    def _clicked(self, _index: QModelIndex) -> None:
        row = self.table.current()
        if row is not None:
            self._open_row(row)

    def _open_row(self, row: Row) -> None:
        product = row.get("product")
        if isinstance(product, UUID) and product != self._editor.state.product:
            self._shell.leaving(lambda: self._editor.open(product))

    def _open_card(self, row: Row) -> None:
        self._shell.open("stock-card", product=row["product"], branch=self.office.branch)

    # drawing

    def _offer_categories(self) -> None:
        options = [(str(known.id), known.name) for known in self._products.categories]
        choice = self.table.head.editors.get("category")
        if isinstance(choice, Choice):
            choice.set_options([("", lambda: _("All")), *options])
        if self.panel is not None:
            self.panel.form.offer_categories(self._products.categories)

    def _redraw_panel(self) -> None:
        state = self._editor.state
        if not state.open:
            self.panel = None
            self.whole.close_side()
            return
        panel = ProductPanel(
            self._editor,
            self._products.categories,
            self._shell,
            allowed=self.office.may(Permission.ADMIN_CATALOG),
        )
        panel.close_wanted.connect(lambda: self._shell.leaving(self._editor.close))
        self.panel = panel
        self.whole.open_side(panel)
        panel.start()

    def _draw_panel(self) -> None:
        state = self._editor.state
        if self.panel is not None:
            self.panel.draw()
        elif state.refusal is not None:
            refusal = state.refusal
            if refusal.code is not ErrorCode.SERVER_UNREACHABLE:
                self._shell.toast("danger", lambda: problem_text(refusal.code, refusal.facts))

    def _stored(self, document: ProductDocument) -> None:
        self.table.refresh()
        name = document.product.name
        self._shell.toast("ok", lambda: _("{name} saved", name=name))
