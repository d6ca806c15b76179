"""What the customer sees follows from what the till shows: lines, total, the code to pay by, the change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from pos_client import texts
from pos_client.app.peripherals import Peripherals
from pos_client.devices.pole_display import (
    PoleMessage,
    change_message,
    idle_message,
    item_message,
    total_message,
)
from pos_client.features.display.state import Scene, Shown, ShownLine
from pos_client.features.till.state import Stage
from pos_client.texts import _
from shared_models.rules.cart import CartLine
from shared_models.values.money import Money

if TYPE_CHECKING:
    from pos_client.app.till_side import TillSide

IN_SIGHT: Final = 30
"""No screen shows more lines above or below the one that changed; a cart may hold a thousand."""


class Customer(QObject):
    """Tells the customer's screen and the pole display, whenever the till shows something new."""

    def __init__(self, side: TillSide, peripherals: Peripherals) -> None:
        till, paying = side.till, side.paying
        super().__init__(till)
        self._side = side
        self._till = till
        self._paying = paying
        self._peripherals = peripherals
        self.shop = ""
        for told in (till.lines_changed, till.changed, paying.opened, paying.changed, paying.closed):
            told.connect(self.show)
        paying.paid_changed.connect(self.show)
        peripherals.changed.connect(self.show)

    def serve_for(self, shop: str) -> None:
        """Whose name stands there while nobody is served."""
        if shop != self.shop:
            self.shop = shop
            self.show()

    def show(self) -> None:
        if self._peripherals.watched:
            self._peripherals.show(self.shown(), self.message())

    def shown(self) -> Shown:
        till, paying = self._till, self._paying
        if self._side.practising:
            # Nothing of it is sold to anybody.
            return Shown(Scene.IDLE, self.shop)
        paid, pay = paying.paid, paying.pay
        if paid is not None and till.state.stage is Stage.PAID:
            received = Money(paid.cash + paid.qris)
            return Shown(Scene.THANKS, self.shop, total=paid.total, received=received, change=paid.change)
        if pay is not None and pay.qris is not None:
            due = pay.qris
            return Shown(
                Scene.CODE, self.shop, total=due.amount, code=due.payload, merchant=due.merchant or self.shop
            )
        if not till.cart.lines:
            return Shown(Scene.IDLE, self.shop)
        first = max(0, till.state.current - IN_SIGHT)
        return Shown(
            Scene.LINES,
            self.shop,
            lines=tuple(map(_line, till.cart.lines[first : first + 2 * IN_SIGHT])),
            last=till.state.current - first,
            total=till.state.total,
            saved=till.state.saved,
        )

    def message(self) -> PoleMessage:
        """The same in two lines of twenty signs."""
        till, paying = self._till, self._paying
        if self._side.practising:
            return idle_message(self.shop, _("Welcome"))
        if paying.paid is not None and till.state.stage is Stage.PAID:
            paid = paying.paid
            return change_message(paid=Money(paid.cash + paid.qris), change=paid.change)
        if paying.pay is not None:
            return total_message(paying.pay.due)
        line = till.chosen
        if line is None:
            return idle_message(self.shop, _("Welcome"))
        return item_message(line.item.name, quantity=_quantity(line), price=_net(line))


def _line(line: CartLine) -> ShownLine:
    return ShownLine(line.item.name, _quantity(line), texts.amount(_net(line)))


def _quantity(line: CartLine) -> str:
    return f"{texts.quantity(line.qty)} {line.item.unit}"


def _net(line: CartLine) -> Money:
    return Money(line.gross - line.discount)
