"""Returns against a sale.

Each part takes R(returned after) - R(returned before), so the parts sum to the whole.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from shared_models.rules.receipt import Receipt, ReceiptLine
from shared_models.rules.rounding import CashRounding, rounding_of
from shared_models.values.codes import PriceSource
from shared_models.values.money import Money, divide_half_up
from shared_models.values.quantity import NONE, Quantity


@dataclass(frozen=True, slots=True)
class LineBack:
    """`qty` (thousandths of the sold unit) of the sale's line `of_line` comes back.

    Restock=False: damaged.
    """

    of_line: int
    qty: Quantity
    restock: bool = True
    serial: str | None = None  # of the piece that is brought back


def share_returned(figure: int, *, sold: Quantity, before: Quantity, after: Quantity) -> int:
    """Part of a line's figure that belongs to the quantity between `before` and `after` of `sold`."""
    return divide_half_up(figure * after, sold) - divide_half_up(figure * before, sold)


def lines_back(
    sale: Receipt, back: Sequence[LineBack], returned_before: Mapping[int, Quantity]
) -> tuple[ReceiptLine, ...]:
    """The lines of a return receipt. `returned_before` holds quantities by the sale's line number.

    Raises KeyError for a line the sale does not have, ValueError for more than is left.
    """
    sold = {line.line: line for line in sale.lines}
    taken = dict(returned_before)
    lines: list[ReceiptLine] = []
    for number, part in enumerate(back, start=1):
        line = sold[part.of_line]
        before = taken.get(part.of_line, NONE)
        after = Quantity(before + part.qty)
        if part.qty <= 0 or after > line.qty:
            raise ValueError(part)
        taken[part.of_line] = after
        lines.append(_line_back(line, part, number=number, before=before, after=after))
    return tuple(lines)


def _line_back(
    line: ReceiptLine, part: LineBack, *, number: int, before: Quantity, after: Quantity
) -> ReceiptLine:
    def share(figure: int) -> Money:
        return Money(share_returned(figure, sold=line.qty, before=before, after=after))

    promotions = tuple(replace(one, amount=share(one.amount)) for one in line.promotions)
    by_hand = share(line.line_discount - line.promoted)
    line_discount = Money(by_hand + sum(one.amount for one in promotions))
    cart_discount = share(line.cart_discount)
    return replace(
        line,
        line=number,
        qty=part.qty,
        price_source=PriceSource.RETURN,
        # Net was paid, so net is shared out and gross follows: three rounded figures could make net negative.
        gross=Money(share(line.net) + line_discount + cart_discount),
        line_discount=line_discount,
        cart_discount=cart_discount,
        tax=share(line.tax),
        of_line=line.line,
        restock=part.restock,
        promotions=tuple(one for one in promotions if one.amount),
    )


def completes(sale: Receipt, back: Sequence[LineBack], returned_before: Mapping[int, Quantity]) -> bool:
    """True when after this return nothing of the sale is left with the customer."""
    taken = dict(returned_before)
    for part in back:
        taken[part.of_line] = Quantity(taken.get(part.of_line, NONE) + part.qty)
    return all(taken.get(line.line, NONE) == line.qty for line in sale.lines)


def refund_rounding(
    sale: Receipt, total: Money, *, refunded_before: Money, last: bool, rule: CashRounding
) -> Money:
    """Cash rounding of a return worth `total`, paid out in cash after `refunded_before` for the same sale.

    The last return takes what is left of the amount paid and none takes more: the parts sum to the whole.
    Where more was given back already than was paid, nothing is left: a refund is never below nothing.
    """
    left = max(Money(sale.due - refunded_before), Money(0))
    refund = left if last else min(Money(total + rounding_of(total, rule)), left)
    return Money(refund - total)
