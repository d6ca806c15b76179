"""What a shift adds up to: the same sums at the till, event by event, and in the back office's check."""

from dataclasses import dataclass, fields
from operator import add, attrgetter

from shared_models.rules.receipt import Receipt, ReceiptKind
from shared_models.values.codes import CashDirection
from shared_models.values.money import ZERO, Money


@dataclass(frozen=True, slots=True)
class ShiftSums:
    """Sums over the events of a shift. Sales figures are tax included; rounding: of sales less of returns."""

    sales: int = 0
    returns: int = 0
    gross_sales: Money = ZERO
    discounts: Money = ZERO
    sales_total: Money = ZERO
    returns_total: Money = ZERO
    tax_on_sales: Money = ZERO
    tax_on_returns: Money = ZERO
    rounding: Money = ZERO
    cash_sales: Money = ZERO
    cash_refunds: Money = ZERO
    cash_in: Money = ZERO
    cash_out: Money = ZERO
    lines_removed: int = 0
    carts_cleared: int = 0
    drawer_openings: int = 0
    reprints: int = 0

    def __add__(self, other: "ShiftSums") -> "ShiftSums":
        return ShiftSums(*map(add, _figures(self), _figures(other)))

    def expected(self, opening_float: Money) -> Money:
        """Cash that must be in the drawer (sync.md I10)."""
        moved = self.cash_sales - self.cash_refunds + self.cash_in - self.cash_out
        return Money(opening_float + moved)


_figures = attrgetter(*(field.name for field in fields(ShiftSums)))

LINE_REMOVED = ShiftSums(lines_removed=1)
CART_CLEARED = ShiftSums(carts_cleared=1)
DRAWER_OPENED = ShiftSums(drawer_openings=1)
REPRINTED = ShiftSums(reprints=1)


def sums_of(receipt: Receipt) -> ShiftSums:
    """What one sale or return adds to its shift."""
    if receipt.kind is ReceiptKind.RETURN:
        return ShiftSums(
            returns=1,
            returns_total=receipt.total,
            tax_on_returns=receipt.tax,
            rounding=Money(-receipt.rounding),
            cash_refunds=receipt.cash,
        )
    return ShiftSums(
        sales=1,
        gross_sales=receipt.gross,
        discounts=receipt.discount,
        sales_total=receipt.total,
        tax_on_sales=receipt.tax,
        rounding=receipt.rounding,
        cash_sales=receipt.cash,
    )


def cash_sums(direction: CashDirection, amount: Money) -> ShiftSums:
    """What cash in or out adds to its shift."""
    if direction is CashDirection.IN:
        return ShiftSums(cash_in=amount)
    return ShiftSums(cash_out=amount)
