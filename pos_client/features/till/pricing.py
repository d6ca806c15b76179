"""A price that is typed for the chosen line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared_models.values.refusals import Refusal

if TYPE_CHECKING:
    from pos_client.engine.cart_rows import Cart
    from pos_client.features.till.presenter import Done, Refuse, Till
    from shared_models.values.ids import StaffId
    from shared_models.values.money import Money


class Pricing:
    """What the panel of a typed price asks for."""

    def __init__(self, till: Till) -> None:
        self._till = till

    def change(
        self, price: Money, reason: str, *, approver: StaffId | None, then: Done, fail: Refuse
    ) -> None:
        """Of one unit of the chosen line."""
        till, place = self._till, self._till.state.current

        def done(cart: Cart) -> None:
            till.follow(cart, stay=True)
            then()

        def failed(problem: BaseException) -> None:
            if isinstance(problem, Refusal):
                fail(problem)
            else:
                till.troubled.emit(problem)

        till.ask(lambda: till.counter.change_price(place, price, reason, approver), done, failed)
