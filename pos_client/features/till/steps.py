"""Steps on the cart: which may be taken, which wait for a supervisor, and what the screen says of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from pos_client.engine.goods import Goods
from pos_client.features.till.state import LastItem, Refused
from shared_models.rules.cart import CartLine
from shared_models.rules.price_choice import Buyer
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import StaffId
from shared_models.values.quantity import ONE, Quantity

if TYPE_CHECKING:
    from pos_client.engine.cart_rows import Cart
    from pos_client.store.catalogue import CatalogueItem

# The largest quantity one line may have, in thousandths: six digits before the decimal sign.
LARGEST_QUANTITY: Final = 999_999_999

AllowedStep = Callable[[StaffId | None], "Cart"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A step on the cart that a supervisor must allow: its line, a word for it, and how it is taken then."""

    line: CartLine
    action: str
    do: AllowedStep


def nothing() -> None:
    """What follows where the cart on the screen says it all."""


def last_of(item: CatalogueItem) -> LastItem:
    """What the side panel shows of an article; its stock counted in the unit sold."""
    stock = None if item.stock is None else Quantity(item.stock * ONE // item.factor)
    return LastItem(name=item.name, code=item.barcode or item.sku, unit=item.unit, stock=stock)


def why_not(goods: Goods, buyer: Buyer) -> ErrorCode | None:
    item, qty = goods.item, goods.qty
    # A label states what its package costs beside the list's own price.
    if not item.price if goods.label is not None else item.chosen(qty, buyer) is None:
        return ErrorCode.PRICE_MISSING
    if not 0 < qty <= LARGEST_QUANTITY:
        return ErrorCode.QUANTITY_OUT_OF_RANGE
    if qty % (ONE // 10**item.decimals):
        return ErrorCode.QUANTITY_NOT_WHOLE
    return None


def same(one: Refused, other: Refused) -> bool:
    return (one.code, one.why) == (other.code, other.why)
