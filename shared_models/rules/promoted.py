"""Promotions on the lines of a cart: the same for the till that sells and the office that tries them out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeVar

from shared_models.rules.cart import CartLine
from shared_models.rules.promotions.basket import Basket, BasketLine, EnteredVoucher, Moment
from shared_models.rules.promotions.evaluate import evaluate
from shared_models.rules.promotions.model import Promotion
from shared_models.rules.promotions.outcome import Almost, LineShares, Proposal, VoucherOutcome
from shared_models.rules.receipt import LinePromotion
from shared_models.values.codes import PriceSource
from shared_models.values.ids import CustomerId
from shared_models.values.money import ZERO, Money

Line = TypeVar("Line", bound=CartLine)
# Prices that a person typed, or that were agreed with what promotions took off then.
_TYPED: Final = frozenset({PriceSource.OVERRIDE, PriceSource.OPEN, PriceSource.AGREED})


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who buys, as far as promotions ask, and the codes entered."""

    customer: CustomerId | None = None
    level: str | None = None
    vouchers: tuple[EnteredVoucher, ...] = ()


@dataclass(frozen=True, slots=True)
class Promoted:
    """What promotions make of a cart, beside its lines: all of it off, codes, and what the screen may say."""

    discount: Money = ZERO
    vouchers: tuple[VoucherOutcome, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    almost: tuple[Almost, ...] = ()


NOBODY: Final = Buyer()
NOTHING: Final = Promoted()


def promoted(
    lines: Sequence[Line], promotions: Sequence[Promotion], *, now: Moment, buyer: Buyer = NOBODY
) -> tuple[tuple[Line, ...], Promoted]:
    """The lines with what promotions take off each. Line numbers are unique."""
    if not promotions and not buyer.vouchers:
        return tuple(line if not line.promotions else replace(line, promotions=()) for line in lines), NOTHING
    basket = Basket(
        lines=tuple(map(_basket_line, lines)),
        customer=buyer.customer,
        customer_level=buyer.level,
        vouchers=buyer.vouchers,
    )
    found = evaluate(basket, promotions, now=now)
    priced = tuple(_priced(line, shares) for line, shares in zip(lines, found.lines, strict=True))
    return priced, Promoted(found.discount, found.vouchers, found.proposals, found.almost)


def _basket_line(line: CartLine) -> BasketLine:
    return BasketLine(
        line=line.line,
        product=line.item.product,
        category=line.category,
        unit=line.item.unit,
        factor=line.item.factor,
        qty=line.qty,
        price=line.price,
        gross=Money(line.gross - line.discount),
        by_hand=bool(line.discount) or line.price_source in _TYPED,
    )


def _priced(line: Line, shares: LineShares) -> Line:
    if not shares.shares and not line.promotions:
        return line
    taken = tuple(LinePromotion(one.promotion, one.name, one.amount) for one in shares.shares)
    return line if taken == line.promotions else replace(line, promotions=taken)
