"""Levels by branch and product, and what the goods are worth."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from typing_extensions import override

from pos_client import texts
from pos_client.desk.office import OfficePage
from pos_client.desk.office.branch_button import BranchButton
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import Tone
from pos_client.desk.widgets.buttons import Button
from pos_client.desk.widgets.key_figures import Figure, KeyFigures
from pos_client.desk.widgets.states import EmptyState, Start
from pos_client.features.stock.presenter import Levels
from pos_client.texts import _, ngettext
from shared_models.values.codes import Permission


def _level_tone(line: Row) -> Tone | None:
    level = line.get("qty")
    if not isinstance(level, int) or level > 0:
        return None
    return "danger" if level < 0 else "warn"


COLUMNS: Final = (
    Column("branch", lambda: _("Branch"), "code", chars=7, sortable=False),
    Column("sku", lambda: _("Code"), "code", chars=10),
    Column("name", lambda: _("Product"), stretch=True, filter="text"),
    Column("category", lambda: _("Category"), chars=16, muted=True),
    Column("qty", lambda: _("In stock"), "quantity", chars=11, unit="unit", tone=_level_tone),
    Column("value", lambda: _("Value"), "money"),
    Column("last_sale", lambda: _("Last sold"), "date", chars=10),
)


class LevelsView(OfficePage):
    table_tells = True

    def __init__(self, levels: Levels, shell: Shell) -> None:
        super().__init__(levels.office, lambda: _("Levels"))
        self._levels = levels
        self._shell = shell
        self.branch = BranchButton(levels.office)
        self.figures = KeyFigures()
        self.table = TablePage(
            COLUMNS, key="levels", remember=shell.remember, background=levels.office.background
        )
        self.adjust = Button(lambda: _("Adjust stock"), icon="plus", hint="Ctrl+N", size="compact")
        self._build()
        self._wire()
        self._draw_worth()

    def _build(self) -> None:
        self.table.set_noun(lambda count: ngettext("{n} level", "{n} levels", count))
        self.table.set_title(lambda: _("Levels"))
        self.table.set_actions((Action(lambda: _("Stock card"), self._open, "history"),))
        empty = EmptyState(
            lambda: _("No stock yet"),
            lambda: _("Levels begin with an opening stock, or with the first sale."),
            (
                Start(
                    "clipboard-list",
                    lambda: _("Enter the opening stock"),
                    lambda: _("What is on the shelves on the first day, with its cost."),
                    lambda: _("Adjust stock"),
                    "adjust",
                ),
            ),
        )
        empty.chosen.connect(lambda _key: self._shell.open("stock-adjust", reason="opening"))
        self.table.set_empty(empty)
        self.head.add_left(self.branch)
        self.head.add_action(self.table.columns_button())
        self.head.add_action(export_button(self.table, self._shell))
        self.head.add_action(self.adjust)
        self.add(self.figures)
        self.add(self.table, stretch=1)
        self.setFocusProxy(self.table)

    def _wire(self) -> None:
        self.adjust.clicked.connect(self._adjust)
        self.table.opened.connect(self._open)
        self._levels.worth_changed.connect(self._draw_worth)
        shortcut = QShortcut(QKeySequence("Ctrl+N"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._adjust)
        look().language_changed.connect(self._draw_worth)

    @override
    def load(self) -> None:
        self.adjust.setEnabled(self.office.may(Permission.ADMIN_STOCK))
        self._levels.load_worth()
        self.table.show_source(self._levels.source())

    @override
    def refresh(self) -> None:
        self._levels.load_worth()
        self.table.refresh()

    def _adjust(self) -> None:
        if self.office.may(Permission.ADMIN_STOCK):
            self._shell.open("stock-adjust")

    def _open(self, line: Row) -> None:
        self._shell.open("stock-card", product=line["product"], branch=line["branch_id"])

    def _draw_worth(self) -> None:
        worth = self._levels.worth
        whole = sum(own.value for own in worth)
        figures = [Figure("all", _("Stock value"), texts.rupiah(whole) if worth else texts.DASH)]
        if len(worth) > 1:
            names = {row.id: row.name for row in self.office.branches}
            figures += [
                Figure(str(own.branch), names.get(own.branch, ""), texts.rupiah(own.value)) for own in worth
            ]
        notes = _("at moving average")
        self.figures.show_figures(
            [Figure(own.key, own.title, own.value, note=notes if own.key == "all" else "") for own in figures]
        )
