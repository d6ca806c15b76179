"""What products cost at a price level, now and next; Enter opens the product, where prices are changed."""

from typing import Final
from uuid import UUID

from typing_extensions import override

from pos_client.desk.office import OfficePage
from pos_client.desk.office.branch_button import BranchButton
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import Tone
from pos_client.desk.widgets.choices import ChoiceButton
from pos_client.features.products.presenter import PriceList
from pos_client.texts import _, ngettext


def _below_cost(line: Row) -> Tone | None:
    over = line.get("over")
    return "danger" if isinstance(over, int) and over < 0 else None


COLUMNS: Final = (
    Column("sku", lambda: _("Code"), "code", chars=12, filter="text"),
    Column("name", lambda: _("Product"), stretch=True, filter="text"),
    Column("category", lambda: _("Category"), chars=10, muted=True, yields=1),
    Column("cost", lambda: _("Cost"), "money", yields=3),
    Column("price", lambda: _("Price now"), "money", strong=True, sortable=False),
    Column("over", lambda: _("Over cost"), "money", sortable=False, tone=_below_cost),
    Column("next_price", lambda: _("Next price"), "money", sortable=False),
    Column("next_from", lambda: _("From"), "date", sortable=False),
    Column("tiers", lambda: _("By quantity"), "integer", sortable=False, yields=2),
)


class PriceListView(OfficePage):
    table_tells = True

    def __init__(self, prices: PriceList, shell: Shell) -> None:
        super().__init__(prices.office, lambda: _("Price lists"))
        self._prices = prices
        self._shell = shell
        self.level = ChoiceButton(())
        self.branch = BranchButton(prices.office)
        self.table = TablePage(
            COLUMNS, key="price-lists", remember=shell.remember, background=prices.office.background
        )
        self.table.set_noun(lambda count: ngettext("{n} product", "{n} products", count))
        self.table.set_title(lambda: _("Price lists"))
        self.table.set_actions((Action(lambda: _("Open product"), self._open, "pencil"),))
        self.head.add_left(self.level)
        self.head.add_left(self.branch)
        self.head.add_action(self.table.columns_button())
        self.head.add_action(export_button(self.table, shell))
        self.add(self.table, stretch=1)
        self.setFocusProxy(self.table)
        self.table.opened.connect(self._open)
        self.level.chosen.connect(prices.show_level)
        prices.changed.connect(self._offer)
        prices.rows_changed.connect(self._show)
        look().language_changed.connect(self._offer)
        self._offer()

    @override
    def load(self) -> None:
        self._prices.load()
        self._show()

    @override
    def refresh(self) -> None:
        self.table.refresh()

    def _show(self) -> None:
        self.table.show_source(self._prices.source())

    def _offer(self) -> None:
        self.level.set_options(list(self._prices.levels().items()))
        self.level.set_key(self._prices.level)

    def _open(self, line: Row) -> None:
        product = line["product"]
        if isinstance(product, UUID):
            self._shell.open("products", product=product)
