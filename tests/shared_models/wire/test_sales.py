"""A receipt travels and comes back the same, figure by figure."""

from uuid import UUID

from hypothesis import given, settings

from shared_models.rules.checks import impossible
from shared_models.rules.receipt import Receipt
from shared_models.rules.returns import LineBack, lines_back
from shared_models.wire.sales import SaleCompleted, SaleReturned, paid_tenders, returned_lines, sold_lines
from tests.factories.receipts import return_of, sales


def sent(receipt: Receipt) -> SaleCompleted:
    rules, lines = sold_lines(receipt)
    return SaleCompleted(
        sale=UUID(int=1),
        lines=lines,
        tax_rules=rules,
        total=receipt.total,
        rounding=receipt.rounding,
        tenders=paid_tenders(receipt),
        change=receipt.change,
    )


def sent_back(receipt: Receipt) -> SaleReturned:
    rules, lines = returned_lines(receipt)
    return SaleReturned(
        sale=UUID(int=2),
        original=None,
        reason="Rusak",
        lines=lines,
        tax_rules=rules,
        total=receipt.total,
        rounding=receipt.rounding,
        tenders=paid_tenders(receipt),
    )


@settings(max_examples=50)
@given(sales())
def test_a_sale_travels_unchanged(sale: Receipt) -> None:
    text = sent(sale).model_dump_json()
    assert SaleCompleted.model_validate_json(text).to_receipt() == sale


@settings(max_examples=5)
@given(sales())
def test_a_sale_that_names_no_cart_is_read(sale: Receipt) -> None:
    text = sent(sale).model_dump_json(exclude={"cart"})
    assert '"cart"' not in text
    assert SaleCompleted.model_validate_json(text).cart is None


@settings(max_examples=50)
@given(sales())
def test_a_return_travels_unchanged(sale: Receipt) -> None:
    back = [LineBack(of_line=line.line, qty=line.qty, restock=line.line % 2 == 0) for line in sale.lines]
    returned = return_of(lines_back(sale, back, {}), rounding=sale.rounding)
    text = sent_back(returned).model_dump_json()
    arrived = SaleReturned.model_validate_json(text).to_receipt()
    assert arrived == returned
    assert impossible(arrived) is None
