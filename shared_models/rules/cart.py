"""Cart arithmetic: from lines and discounts to the figures of a receipt, as one pure function."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from shared_models.rules.allocation import largest_remainder
from shared_models.rules.particulars import Particulars
from shared_models.rules.receipt import Item, LinePromotion, ReceiptLine, gross_of
from shared_models.rules.tax import TaxRule, rule_for, tax_per_line
from shared_models.values.codes import PriceSource
from shared_models.values.ids import CategoryId
from shared_models.values.money import ZERO, Money
from shared_models.values.quantity import Quantity


@dataclass(frozen=True, slots=True)
class CartLine:
    """A line as the cashier sees it.

    `discount` is the amount off this line (not per unit) by hand; `promotions` take off what is left of it.
    """

    line: int
    item: Item
    qty: Quantity
    price: Money
    price_source: PriceSource
    list_price: Money | None
    discount: Money = ZERO
    price_approver: UUID | None = None
    discount_approver: UUID | None = None
    category: CategoryId | None = None
    promotions: tuple[LinePromotion, ...] = ()
    remark: str | None = None
    salesperson: UUID | None = None
    particulars: Particulars | None = None

    @property
    def gross(self) -> Money:
        return gross_of(self.qty, self.price)

    @property
    def off(self) -> Money:
        """By hand and by promotions."""
        if not self.promotions:
            return self.discount
        return Money(self.discount + sum(one.amount for one in self.promotions))


@dataclass(frozen=True, slots=True)
class CartFigures:
    """What the screen and the receipt show. total = what is owed before cash rounding."""

    lines: tuple[ReceiptLine, ...]
    gross: Money
    discount: Money
    tax: Money
    total: Money


def figures_of(
    lines: Sequence[CartLine], *, cart_discount: Money, tax_rules: Sequence[TaxRule], day: date
) -> CartFigures:
    """Figures of a cart on business date `day`.

    The cart discount is spread over the lines in proportion to their price after line discounts, by largest
    remainder; tax is computed once per rule. Discounts beyond what they reduce raise ValueError.
    """
    after_line = [line.gross - line.off for line in lines]
    if any(amount < 0 for amount in after_line) or not 0 <= cart_discount <= sum(after_line):
        raise ValueError(cart_discount)
    shares = largest_remainder(cart_discount, after_line)
    rules = [rule_for(tax_rules, line.item.tax_class, day) for line in lines]
    nets = [Money(amount - share) for amount, share in zip(after_line, shares, strict=True)]
    taxes = tax_per_line(nets, rules)
    finished = tuple(
        _receipt_line(line, Money(share), rule, tax)
        for line, share, rule, tax in zip(lines, shares, rules, taxes, strict=True)
    )
    return CartFigures(
        lines=finished,
        gross=Money(sum(line.gross for line in finished)),
        discount=Money(sum(line.discount for line in finished)),
        tax=Money(sum(taxes)),
        total=Money(sum(line.amount for line in finished)),
    )


def _receipt_line(line: CartLine, share: Money, rule: TaxRule | None, tax: Money) -> ReceiptLine:
    return ReceiptLine(
        line=line.line,
        item=line.item,
        qty=line.qty,
        price=line.price,
        price_source=line.price_source,
        list_price=line.list_price,
        gross=line.gross,
        line_discount=line.off,
        cart_discount=share,
        tax_rule=rule,
        tax=tax,
        price_approver=line.price_approver,
        discount_approver=line.discount_approver,
        promotions=line.promotions,
        remark=line.remark,
        salesperson=line.salesperson,
        particulars=line.particulars,
    )
