"""Orders with a deposit and quotations: made of the cart, listed, taken back as the cart, or given up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pos_client.features.till.state import Sound
from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from datetime import date

    from pos_client.engine.cart_rows import Cart
    from pos_client.engine.orders import Cancelled, OrderTerms
    from pos_client.features.till.paying import Paying
    from pos_client.features.till.presenter import Refuse, Till
    from shared_models.values.ids import StaffId
    from shared_models.values.money import Money
    from shared_models.wire.orders import OrderRow

Placed = Callable[["OrderRow"], None]


class Ordering(QObject):
    """What the order panels ask for; a deposit is paid in the pay panel."""

    def __init__(self, till: Till, paying: Paying) -> None:
        super().__init__(till)
        self._till = till
        self._paying = paying

    @property
    def has_goods(self) -> bool:
        return bool(self._till.cart.lines)

    @property
    def customer(self) -> str:
        member = self._till.state.member
        return "" if member is None else member.name

    @property
    def total(self) -> Money:
        return self._till.cart.total

    def list_open(self, words: str, then: Callable[[Sequence[OrderRow], date], None]) -> None:
        """What is open, and the day it is."""
        counter = self._till.counter
        self._till.ask(lambda: (counter.list_orders(words), counter.today()), lambda found: then(*found))

    def day(self, then: Callable[[date], None]) -> None:
        self._till.ask(self._till.counter.today, then)

    def order(self, terms: OrderTerms, *, then: Placed, fail: Refuse) -> None:
        """An order; with a deposit the pay panel goes on."""
        if terms.deposit:
            self._paying.begin_deposit(terms)
        else:
            self._done(lambda: self._till.counter.place(terms), then, fail)

    def quote(self, terms: OrderTerms, *, then: Placed, fail: Refuse) -> None:
        self._done(lambda: self._till.counter.quote(terms), then, fail)

    def take_up(self, number: str, *, then: Callable[[date | None], None], fail: Refuse) -> None:
        """It becomes the cart; `then` hears the last day of a quotation whose prices hold no more."""

        def done(taken: tuple[Cart, date | None]) -> None:
            cart, lapsed = taken
            self._till.follow(cart)
            self._till.sounded.emit(Sound.ADDED)
            then(lapsed)

        self._till.ask(lambda: self._till.counter.take_up(number), done, self._failing(fail))

    def cancel(
        self,
        number: str,
        reason: str,
        forfeited: Money,
        *,
        approver: StaffId | None,
        then: Callable[[Cancelled], None],
        fail: Refuse,
    ) -> None:
        counter = self._till.counter
        self._till.ask(
            lambda: counter.cancel_order(number, reason, forfeited, approver), then, self._failing(fail)
        )

    def _done(self, do: Callable[[], OrderRow], then: Placed, fail: Refuse) -> None:
        def done(row: OrderRow) -> None:
            self._till.follow(None)
            then(row)

        self._till.ask(do, done, self._failing(fail))

    def _failing(self, fail: Refuse) -> Callable[[BaseException], None]:
        def failed(problem: BaseException) -> None:
            if isinstance(problem, Refusal):
                self._till.sounded.emit(Sound.REFUSED)
                fail(problem)
            else:
                self._till.troubled.emit(problem)

        return failed
