"""How the receipts of a shift were paid."""

from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.receipt import Receipt
from shared_models.rules.returns import LineBack, lines_back
from shared_models.rules.shift_methods import MethodTotal, methods_of
from shared_models.rules.shifts import ShiftSums, sums_of
from shared_models.values.codes import TenderMethod
from shared_models.values.money import ZERO, Money
from tests.factories.receipts import cart_of, return_of, sale_of, sales


@given(st.lists(sales(), max_size=8))
def test_cash_is_what_the_shift_counts_as_cash(receipts: list[Receipt]) -> None:
    """Lesson 41: a refund is in the total of its method."""
    backs = [
        return_of(lines_back(sale, [LineBack(line.line, line.qty) for line in sale.lines], {}))
        for sale in receipts[::2]
    ]
    every = [*receipts, *backs]
    sums = ShiftSums()
    for receipt in every:
        sums += sums_of(receipt)
    totals = {total.method: total for total in methods_of(every)}
    paid = totals.get(TenderMethod.CASH, MethodTotal(TenderMethod.CASH))
    assert (paid.sales, paid.refunds) == (sums.cash_sales, sums.cash_refunds)
    assert paid.net == sums.cash_sales - sums.cash_refunds


def test_methods_stand_in_their_order_each_once() -> None:
    by_qris = sale_of(cart_of([20_000]), method=TenderMethod.QRIS)
    by_cash = sale_of(cart_of([5_000]), extra_cash=5_000)
    assert methods_of([by_qris, by_cash, by_qris]) == (
        MethodTotal(TenderMethod.CASH, Money(5_000), ZERO, 1),
        MethodTotal(TenderMethod.QRIS, Money(40_000), ZERO, 2),
    )
