"""From lines and discounts to the figures of a receipt."""

import pytest
from hypothesis import given

from shared_models.rules.cart import CartFigures, figures_of
from shared_models.values.codes import TaxClass
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity
from tests.factories.receipts import (
    OTHER_RATE,
    PPN_EXCLUSIVE,
    PPN_INCLUSIVE,
    TODAY,
    cart_line,
    cart_of,
    carts,
    item,
    sale_of,
)
from tests.factories.vectors import domain_vectors

VECTORS = domain_vectors()


def test_a_basket_of_exempt_rice_and_taxed_goods() -> None:
    rice = item("BERAS-5KG", tax_class=TaxClass.EXEMPT)
    lines = [cart_line(75_000, line=1, of=rice), cart_line(22_200, line=2), cart_line(3_500, line=3)]
    figures = figures_of(lines, cart_discount=Money(0), tax_rules=[PPN_INCLUSIVE], day=TODAY)
    vector = VECTORS["ppn_mixed"]
    assert (figures.total, figures.tax) == (vector["total"], vector["ppn"])
    assert sum(line.net for line in figures.lines if line.tax_rule) == vector["taxable"]


def test_a_discount_on_the_bill_is_spread_over_its_lines() -> None:
    figures = cart_of([25_000, 17_500, 3_333], cart_discount=10_000)
    assert [line.cart_discount for line in figures.lines] == VECTORS["disc_alloc"]
    assert figures.total == 35_833


def test_tax_on_top_is_owed_beside_the_price() -> None:
    figures = cart_of([100_000], tax_rules=[PPN_EXCLUSIVE])
    assert (figures.gross, figures.tax, figures.total) == (100_000, 11_000, 111_000)
    assert figures.lines[0].revenue == 100_000


def test_a_shop_that_is_not_pkp_knows_no_tax() -> None:
    figures = cart_of([111_000], tax_rules=[])
    assert (figures.tax, figures.total, figures.lines[0].revenue) == (0, 111_000, 111_000)


@pytest.mark.parametrize(("line_discount", "cart_discount"), [(1_001, 0), (0, 1_001), (500, 501), (0, -1)])
def test_no_discount_beyond_the_price(line_discount: int, cart_discount: int) -> None:
    lines = [cart_line(1_000, discount=line_discount)]
    with pytest.raises(ValueError, match=str(cart_discount)):
        figures_of(lines, cart_discount=Money(cart_discount), tax_rules=[], day=TODAY)


def test_a_dozen_counts_twelve_pieces_of_stock() -> None:
    line = cart_line(24_000, qty=Quantity(2_000), of=item("TELUR", unit="LUSIN", factor=12_000))
    figures = figures_of([line], cart_discount=Money(0), tax_rules=[], day=TODAY)
    assert (figures.lines[0].base_qty, figures.total) == (24_000, 48_000)


def test_each_rate_is_computed_on_its_own_lines() -> None:
    other = item("KAIN", tax_class=TaxClass.NOT_COLLECTED)
    lines = [cart_line(12_500, line=1), cart_line(33_333, line=2, of=other), cart_line(3_500, line=3)]
    rules = [PPN_INCLUSIVE, OTHER_RATE]
    figures = figures_of(lines, cart_discount=Money(0), tax_rules=rules, day=TODAY)
    groups = [(rule, [line.line for line in own]) for rule, own in sale_of(figures).by_rule]
    assert groups == [(PPN_INCLUSIVE, [1, 3]), (OTHER_RATE, [2])]
    assert figures.tax == PPN_INCLUSIVE.tax_on(Money(16_000)) + OTHER_RATE.tax_on(Money(33_333))


@given(carts())
def test_lines_less_discounts_plus_tax_are_the_total(figures: CartFigures) -> None:
    assert figures.total == sum(line.revenue + line.tax for line in figures.lines)
    on_top = sum(line.tax for line in figures.lines if line.tax_rule and not line.tax_rule.inclusive)
    assert figures.total == figures.gross - figures.discount + on_top
    assert figures.tax == sum(line.tax for line in figures.lines)
    assert all(line.net >= 0 and line.revenue >= 0 and line.tax >= 0 for line in figures.lines)


@given(carts())
def test_untaxed_classes_pay_no_tax(figures: CartFigures) -> None:
    for line in figures.lines:
        assert line.tax_rule is None or line.tax_rule.tax_class is line.item.tax_class
        assert line.tax_rule is not None or line.tax == 0
