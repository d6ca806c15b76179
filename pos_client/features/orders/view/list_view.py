"""Orders and quotations with their deposits; beside the list the goods of one."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QLayout
from typing_extensions import override

from pos_client import texts
from pos_client.desk.office import OfficePage
from pos_client.desk.office.branch_button import BranchButton
from pos_client.desk.office.exports import export_button
from pos_client.desk.shell import Shell
from pos_client.desk.table.columns import Column, Row
from pos_client.desk.table.page import Action, TablePage
from pos_client.desk.theme.tokens import Tone
from pos_client.desk.widgets.choices import ChoiceButton
from pos_client.desk.widgets.layouts import row
from pos_client.desk.widgets.panels import Divider, SidePanel, WithSide
from pos_client.desk.widgets.states import EmptyState
from pos_client.desk.widgets.words import Label
from pos_client.features.orders.presenter import (
    CANCELLED,
    DUE,
    EVERY,
    OPEN,
    PICKED_UP,
    QUOTATIONS,
    Orders,
)
from pos_client.texts import _, ngettext
from shared_models.values.money import Money
from shared_models.values.quantity import price_of
from shared_models.wire.orders import OrderDetail


def _state_tone(line: Row) -> Tone | None:
    known: tuple[Tone, ...] = ("ok", "warn", "danger")
    return next((one for one in known if one == line.get("tone")), None)


COLUMNS: Final = (
    Column("branch", lambda: _("Branch"), "code", chars=6, sortable=False, yields=3),
    Column("number", lambda: _("Number"), "code", chars=17, sortable=False, filter="text"),
    Column("customer", lambda: _("Customer"), stretch=True, sortable=False, filter="text"),
    Column("phone", lambda: _("Phone"), "code", chars=13, sortable=False, yields=2),
    Column("kind", lambda: _("What it is"), chars=9, sortable=False, yields=4),
    Column("placed", lambda: _("Placed"), "moment", sortable=False, yields=1),
    Column("until", lambda: _("Pick-up"), "date", sortable=False),
    Column("total", lambda: _("Total"), "money", sortable=False, yields=5),
    Column("deposit", lambda: _("Deposit"), "money", sortable=False, strong=True),
    Column("state", lambda: _("State"), chars=10, sortable=False, tone=_state_tone),
    Column("closed_by", lambda: _("Receipt"), "code", chars=16, sortable=False, yields=1),
)


class OrdersView(OfficePage):
    def __init__(self, orders: Orders, shell: Shell) -> None:
        super().__init__(orders.office, lambda: _("Orders"))
        self._orders = orders
        self._shell = shell
        self.branch = BranchButton(orders.office)
        self.which = ChoiceButton(
            (
                (OPEN, lambda: _("Open")),
                (DUE, lambda: _("Due")),
                (PICKED_UP, lambda: _("Picked up")),
                (CANCELLED, lambda: _("Cancelled")),
                (QUOTATIONS, lambda: _("Quotations")),
                (EVERY, lambda: _("All")),
            )
        )
        self.table = TablePage(
            COLUMNS,
            key="orders",
            remember=shell.remember,
            background=orders.office.background,
            framed=False,
        )
        self.whole = WithSide(self.table)
        self.panel: OrderSide | None = None
        self._build()

    def _build(self) -> None:
        self.table.set_noun(lambda count: ngettext("{n} order", "{n} orders", count))
        self.table.set_title(lambda: _("Orders"))
        self.table.set_actions(
            (Action(lambda: _("The goods of an order"), self._open_row, "clipboard-list"),)
        )
        self.table.set_empty(
            EmptyState(
                lambda: _("No orders here"),
                lambda: _("A till makes one of a cart with Shift+F8; its deposit stands here at once."),
            )
        )
        self.head.add_left(self.branch)
        self.head.add_left(self.which)
        self.head.add_action(self.table.columns_button())
        self.head.add_action(export_button(self.table, self._shell))
        self.add(self.whole, stretch=1)
        self.setFocusProxy(self.table)
        self.which.chosen.connect(self._orders.show_only)
        self._orders.rows_changed.connect(self.load)
        self._orders.opened.connect(self._draw_side)
        self.table.opened.connect(self._open_row)
        self.table.view.clicked.connect(self._clicked)

    @override
    def load(self) -> None:
        self.table.show_source(self._orders.source())

    @override
    def refresh(self) -> None:
        self.table.refresh()

    def _clicked(self, _index: QModelIndex) -> None:
        line = self.table.current()
        if line is not None:
            self._open_row(line)

    def _open_row(self, line: Row) -> None:
        order = line["order"]
        if isinstance(order, UUID):
            self._orders.open(order)

    def _draw_side(self) -> None:
        self.show_refusal(self._orders.refusal)
        detail = self._orders.detail
        if detail is None:
            self.panel = None
            self.whole.close_side()
            return
        self.panel = OrderSide(detail)
        self.panel.closed.connect(self._orders.close)
        self.whole.open_side(self.panel)


class OrderSide(SidePanel):
    """The goods at the prices agreed, and what is left to pay."""

    def __init__(self, detail: OrderDetail) -> None:
        super().__init__(detail.order.number)
        order = detail.order
        if order.customer_name:
            self.add(Label(order.customer_name, weight="strong", wrap=True))
        if order.phone:
            self.add(Label(order.phone, ink="ink_muted"))
        if detail.remark:
            self.add(Label(detail.remark, wrap=True))
        for line in detail.lines:
            counted = f"{texts.quantity(line.qty)} {line.unit} x {texts.amount(line.price)}"
            net = Money(price_of(line.qty, line.price) - line.discount)
            self.add(Label(line.name, wrap=True))
            self.add(row(Label(counted, ink="ink_muted"), None, Label(texts.amount(net))))
            if line.remark:
                self.add(Label(line.remark, ink="ink_muted", wrap=True))
        self.add(Divider())
        self.add(_sum(_("Total"), order.total))
        if order.deposit:
            self.add(_sum(_("Deposit"), order.deposit))
            self.add(_sum(_("Left to pay"), Money(order.total - order.deposit)))


def _sum(words: str, amount: Money) -> QLayout:
    return row(Label(words), None, Label(texts.rupiah(amount), weight="strong"))
