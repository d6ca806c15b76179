"""What a shift adds up to."""

from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.receipt import Receipt
from shared_models.rules.returns import LineBack, lines_back
from shared_models.rules.shifts import (
    CART_CLEARED,
    DRAWER_OPENED,
    LINE_REMOVED,
    REPRINTED,
    ShiftSums,
    cash_sums,
    sums_of,
)
from shared_models.values.codes import CashDirection
from shared_models.values.money import Money
from tests.factories.receipts import PPN_EXCLUSIVE, cart_of, return_of, sale_of, sales


def test_a_morning_at_the_till() -> None:
    sale = sale_of(
        cart_of([100_000, 50_000], cart_discount=15_000, tax_rules=[PPN_EXCLUSIVE]), extra_cash=150
    )
    back = return_of(lines_back(sale, [LineBack(of_line=2, qty=sale.lines[1].qty)], {}), rounding=50)
    day = sums_of(sale) + sums_of(back) + cash_sums(CashDirection.IN, Money(20_000))
    day += (
        cash_sums(CashDirection.OUT, Money(5_000)) + LINE_REMOVED + CART_CLEARED + DRAWER_OPENED + REPRINTED
    )
    assert day == ShiftSums(
        sales=1,
        returns=1,
        gross_sales=Money(150_000),
        discounts=Money(15_000),
        sales_total=Money(149_850),
        returns_total=Money(49_950),
        tax_on_sales=Money(14_850),
        tax_on_returns=Money(4_950),
        rounding=Money(-50),
        cash_sales=Money(149_850),
        cash_refunds=Money(50_000),
        cash_in=Money(20_000),
        cash_out=Money(5_000),
        lines_removed=1,
        carts_cleared=1,
        drawer_openings=1,
        reprints=1,
    )
    assert day.expected(Money(200_000)) == 314_850


@given(st.lists(sales(), max_size=5))
def test_the_drawer_holds_what_sales_left_in_it(done: list[Receipt]) -> None:
    """Lesson 27: A refund is counted and booked the way a sale is."""
    day = sum((sums_of(sale) for sale in done), ShiftSums())
    assert day.expected(Money(100)) == 100 + sum(sale.due for sale in done)
    assert day.sales_total + day.rounding == day.cash_sales
