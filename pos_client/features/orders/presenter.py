"""State of the list of orders and quotations, and of the one that is looked at."""

from typing import Final
from uuid import UUID

from PySide6.QtCore import QObject, Signal

from pos_client.desk.office import Office, Question, Wishes, paged
from pos_client.desk.table.columns import Row
from pos_client.desk.table.source import Source
from pos_client.features.orders import actions
from pos_client.remote.api import Api, Sheet
from pos_client.texts import N_, _
from shared_models.rules.orders import OrderKind, OrderState
from shared_models.values.refusals import Refusal
from shared_models.wire.orders import OrderDetail, OrderListed, OrdersPage

OPEN, DUE, PICKED_UP, CANCELLED, QUOTATIONS, EVERY = (
    "open",
    "due",
    "picked_up",
    "cancelled",
    "quotations",
    "every",
)
_ORDERS: Final = {"kind": OrderKind.ORDER.value}
_WHICH: Final[dict[str, dict[str, str]]] = {
    OPEN: {**_ORDERS, "state": OrderState.OPEN.value},
    DUE: {**_ORDERS, "due": "true"},
    PICKED_UP: {**_ORDERS, "state": OrderState.PICKED_UP.value},
    CANCELLED: {**_ORDERS, "state": OrderState.CANCELLED.value},
    QUOTATIONS: {"kind": OrderKind.QUOTATION.value},
    EVERY: {},
}
STATES: Final = {
    OrderState.OPEN: N_("Open"),
    OrderState.PICKED_UP: N_("Picked up"),
    OrderState.CANCELLED: N_("Cancelled"),
}
KINDS: Final = {OrderKind.ORDER: N_("Order"), OrderKind.QUOTATION: N_("Quotation")}


class Orders(QObject):
    """`rows_changed`: others are asked for. `opened`: one was looked at, or put away."""

    rows_changed = Signal()
    opened = Signal()

    def __init__(self, office: Office) -> None:
        super().__init__()
        self.office = office
        self.shown = OPEN
        self.detail: OrderDetail | None = None
        self.refusal: Refusal | None = None
        self._look = Question(office, self)

    def show_only(self, shown: str) -> None:
        self.shown = shown
        self.rows_changed.emit()

    def source(self) -> Source:
        which, branch = _WHICH[self.shown], self.office.branch

        def fetch(api: Api, wishes: Wishes, sheet: Sheet) -> OrdersPage:
            search = wishes.text("number") or wishes.text("customer")
            return actions.list_orders(api, sheet, branch=branch, which=which, search=search)

        return paged(self.office, fetch, self._row, lambda page: {"deposit": page.deposits})

    def open(self, order: UUID) -> None:
        self._look.ask(lambda api: actions.detail(api, order), then=self._told, refused=self._refused)

    def close(self) -> None:
        self._look.forget()
        self.detail = None
        self.opened.emit()

    def _told(self, detail: OrderDetail) -> None:
        self.detail, self.refusal = detail, None
        self.opened.emit()

    def _refused(self, refusal: Refusal) -> None:
        self.detail, self.refusal = None, refusal
        self.opened.emit()

    def _row(self, order: OrderListed) -> Row:
        return {
            "id": str(order.id),
            "order": order.id,
            "branch": order.branch_code,
            "number": order.number,
            "kind": _(KINDS[order.kind]),
            "customer": order.customer_name,
            "phone": order.phone,
            "placed": self.office.local(order.placed_at, order.branch),
            "until": order.until,
            "total": order.total,
            "deposit": order.deposit,
            "state": _("Late") if order.late else _(STATES[order.state]),
            "tone": _tone(order),
            "closed_by": order.closed_by,
        }


def _tone(order: OrderListed) -> str:
    if order.late:
        return "danger" if order.kind is OrderKind.ORDER else "warn"
    return "ok" if order.state is OrderState.PICKED_UP else ""
