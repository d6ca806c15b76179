"""Arithmetic that cannot be true is named; figures that merely differ are measured."""

from dataclasses import replace

import pytest
from hypothesis import given

from shared_models.rules.cart import CartFigures
from shared_models.rules.checks import impossible, tax_differs
from shared_models.rules.receipt import Receipt, ReceiptLine, Tender
from shared_models.rules.returns import LineBack, lines_back
from shared_models.values.codes import TenderMethod
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole
from tests.factories.receipts import cart_of, carts, item, return_of, sale_of, sales

SALE = sale_of(cart_of([12_500, 3_500], cart_discount=100), extra_cash=5_000)


def with_line(sale: Receipt, **changes: object) -> Receipt:
    first: ReceiptLine = replace(sale.lines[0], **changes)  # type: ignore[arg-type] # any field, on purpose
    return replace(sale, lines=(first, *sale.lines[1:]))


def cash(amount: int) -> tuple[Tender, ...]:
    return (Tender(method=TenderMethod.CASH, amount=Money(amount)),)


@given(sales())
def test_what_the_rules_compute_is_possible_and_taxed_right(sale: Receipt) -> None:
    """Lesson 35: One money engine on both sides; the office computes each sale again."""
    assert impossible(sale) is None
    assert tax_differs(sale) == 0


@pytest.mark.parametrize(
    ("receipt", "fault"),
    [
        (with_line(SALE, qty=Quantity(0)), "line 1: quantity, price or unit factor out of range"),
        (with_line(SALE, price=Money(-1)), "line 1: quantity, price or unit factor out of range"),
        (
            with_line(SALE, item=item(factor=0)),
            "line 1: quantity, price or unit factor out of range",
        ),
        (with_line(SALE, line_discount=Money(-1)), "line 1: discount or tax out of range"),
        (with_line(SALE, line_discount=Money(99_000)), "line 1: discount or tax out of range"),
        (with_line(SALE, tax=Money(-1)), "line 1: discount or tax out of range"),
        (with_line(SALE, gross=Money(12_501)), "line 1: gross is not quantity times price"),
        (with_line(SALE, tax_rule=None), "line 1: tax without a rule"),
        (with_line(SALE, line=2), "line numbers repeat"),
        (replace(SALE, total=Money(SALE.total + 1)), "total is not the sum of the lines"),
        (replace(SALE, change=Money(0)), "payments less change are not total plus rounding"),
        (replace(SALE, rounding=Money(7)), "payments less change are not total plus rounding"),
        (
            replace(SALE, change=Money(-100), tenders=cash(SALE.total - 100)),
            "a payment or the change is negative",
        ),
        (
            replace(SALE, change=Money(0), tenders=(*cash(-100), *cash(SALE.total + 100))),
            "a payment or the change is negative",
        ),
    ],
)
def test_impossible_sums_are_named(receipt: Receipt, fault: str) -> None:
    assert impossible(receipt) == fault


def test_a_partial_return_is_possible_though_its_gross_is_no_product() -> None:
    sale = sale_of(cart_of([1_001], cart_discount=333))
    back = return_of(lines_back(sale, [LineBack(of_line=1, qty=Quantity(333))], {}))
    assert impossible(back) is None
    assert tax_differs(back) == 0


@given(carts())
def test_a_tax_of_other_size_is_measured(figures: CartFigures) -> None:
    sale = sale_of(figures)
    wrong = with_line(sale, tax=Money(sale.lines[0].tax + 3))
    assert tax_differs(wrong) == 3


def test_the_whole_receipt_comes_back_too() -> None:
    sale = sale_of(cart_of([12_500]))
    back = return_of(lines_back(sale, [LineBack(of_line=1, qty=whole(1))], {}))
    assert impossible(back) is None
    assert back.tax == sale.tax
