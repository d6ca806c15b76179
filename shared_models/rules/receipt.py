"""The receipt.

What was sold or returned, to the last unit of money. Rules own this shape; each wire version maps to it.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal
from uuid import UUID

from shared_models.rules.particulars import Particulars
from shared_models.rules.tax import TaxRule
from shared_models.values.codes import PriceSource, ProductKind, PutAside, TaxClass, TenderMethod
from shared_models.values.ids import ProductId
from shared_models.values.money import ZERO, Money
from shared_models.values.quantity import ONE, Quantity, in_base_unit, price_of


class ReceiptKind(StrEnum):
    """A sale, or a return (all figures of a return are positive; posting turns the signs)."""

    SALE = "sale"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class Item:
    """What a line sells.

    Copied from the catalogue at the moment it is added, so that history never changes.
    """

    product: ProductId
    sku: str
    name: str
    kind: ProductKind
    tax_class: TaxClass
    unit: str
    factor: Quantity  # thousandths of the base unit in one `unit`


@dataclass(frozen=True, slots=True)
class LinePromotion:
    """What a promotion took off a line: a part of the line's own discount."""

    promotion: UUID
    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """One line.

    Gross = price of qty; net = gross - line_discount - cart_discount; tax is in or on top of net.
    """

    line: int
    item: Item
    qty: Quantity  # thousandths of `item.unit`, > 0
    price: Money  # per whole unit
    price_source: PriceSource
    list_price: Money | None
    gross: Money
    line_discount: Money
    cart_discount: Money
    tax_rule: TaxRule | None
    tax: Money
    # Returns only: the line of the sale it takes back, and whether the goods go back on the shelf.
    of_line: int | None = None
    restock: bool = True
    # Who allowed a price or a discount that needs a supervisor.
    price_approver: UUID | None = None
    discount_approver: UUID | None = None
    promotions: tuple[LinePromotion, ...] = ()
    # What the customer asked for, and who sold it.
    remark: str | None = None
    salesperson: UUID | None = None
    # Lot, serial number, and what was confirmed; None for ordinary goods.
    particulars: Particulars | None = None
    # Derived once, read many times. revenue: net without tax, what every report calls revenue.
    discount: Money = field(init=False, repr=False, compare=False)
    net: Money = field(init=False, repr=False, compare=False)
    revenue: Money = field(init=False, repr=False, compare=False)
    base_qty: Quantity = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        keep = object.__setattr__
        rule, discount, factor = self.tax_rule, self.line_discount + self.cart_discount, self.item.factor
        net = self.gross - discount
        keep(self, "discount", discount)
        keep(self, "net", net)
        keep(self, "revenue", net - self.tax if rule is not None and rule.inclusive else net)
        keep(self, "base_qty", self.qty if factor == ONE else in_base_unit(self.qty, factor))

    @property
    def amount(self) -> Money:
        """What the customer owes for the line, tax included."""
        return Money(self.revenue + self.tax)

    @property
    def promoted(self) -> Money:
        """What promotions took off, of `line_discount`."""
        return Money(sum(one.amount for one in self.promotions))


@dataclass(frozen=True, slots=True)
class Tender:
    """One payment.

    `amount` is what the customer handed over (cash) or was charged; a refund's is what was paid out.
    """

    method: TenderMethod
    amount: Money
    reference: str | None = None
    # The shop's own name for the way it was paid (a wallet, a bank), the number of a voucher or card of the
    # shop, and the last four digits of a bank card.
    kind: str | None = None
    number: str | None = None
    last4: str | None = None


Loadable = Literal[PutAside.GIFT_VOUCHER_SOLD, PutAside.GIFT_CARD_SOLD, PutAside.DEPOSIT_TAKEN]


@dataclass(frozen=True, slots=True)
class Load:
    """A gift voucher or gift card that the receipt sells, or loads again, or a deposit on an order.

    `vat`: of a deposit, owed from the day it is taken.
    """

    sold: Loadable
    number: str
    amount: Money
    vat: Money = ZERO


@dataclass(frozen=True, slots=True)
class Receipt:
    """A finished sale or return. total = sum of line amounts.

    total + rounding = sum of tenders - change - loads - donation.
    """

    kind: ReceiptKind
    lines: tuple[ReceiptLine, ...]
    total: Money
    rounding: Money
    tenders: tuple[Tender, ...]
    change: Money
    loads: tuple[Load, ...] = ()
    donation: Money = ZERO
    # VAT owed on deposits: taken here (> 0), used or paid back (< 0); and what stays owed of a forfeited one.
    deposit_vat: Money = ZERO
    forfeited_vat: Money = ZERO
    # Sums over the lines, derived once.
    gross: Money = field(init=False, repr=False, compare=False)
    discount: Money = field(init=False, repr=False, compare=False)
    revenue: Money = field(init=False, repr=False, compare=False)
    tax: Money = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        gross = discount = revenue = tax = 0
        for line in self.lines:
            gross += line.gross
            discount += line.discount
            revenue += line.revenue
            tax += line.tax
        keep = object.__setattr__
        keep(self, "gross", gross)
        keep(self, "discount", discount)
        keep(self, "revenue", revenue)
        keep(self, "tax", tax)

    @property
    def due(self) -> Money:
        return Money(self.total + self.rounding)

    @property
    def set_aside(self) -> tuple[tuple[PutAside, Money], ...]:
        """What of the money is not for the goods."""
        given = ((PutAside.DONATION, self.donation),) if self.donation else ()
        return (*((load.sold, load.amount) for load in self.loads), *given)

    @property
    def to_pay(self) -> Money:
        """What the customer owed in all, loads included."""
        return Money(self.due + sum([load.amount for load in self.loads]))

    @property
    def by_rule(self) -> tuple[tuple[TaxRule, list[ReceiptLine]], ...]:
        """Taxed lines by their rule, rules in the order of their first line."""
        # Lines of one receipt share the rule's object: found by identity, rules need no hashing per line.
        groups: list[tuple[TaxRule, list[ReceiptLine]]] = []
        for line in self.lines:
            rule = line.tax_rule
            if rule is None:
                continue
            for known, members in groups:
                if known is rule or known == rule:
                    members.append(line)
                    break
            else:
                groups.append((rule, [line]))
        return tuple(groups)

    @property
    def cash(self) -> Money:
        """Cash that stayed in the drawer (sale) or left it (return); change is always given in cash."""
        cash = sum(tender.amount for tender in self.tenders if tender.method is TenderMethod.CASH)
        return Money(cash - self.change)


def gross_of(qty: Quantity, price: Money) -> Money:
    """Line price before discounts."""
    return price_of(qty, price)
