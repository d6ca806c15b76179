"""Promotions on the lines of a cart: what the till writes, the back office reads, and a return gives back."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.cart import CartLine, figures_of
from shared_models.rules.checks import impossible
from shared_models.rules.promoted import promoted
from shared_models.rules.promotions.basket import Basket
from shared_models.rules.promotions.model import Promotion
from shared_models.rules.receipt import Receipt, ReceiptKind, Tender
from shared_models.rules.returns import LineBack, lines_back
from shared_models.values.codes import PriceSource, TenderMethod
from shared_models.values.money import ZERO, Money
from shared_models.values.quantity import Quantity
from shared_models.wire.sales import SaleCompleted, paid_tenders, sold_lines
from tests.factories.receipts import RULE_SETS, TODAY, item
from tests.shared_models.rules.promotions.baskets import SUNDAY_NOON, baskets, promotion_lists


def lines_of(cart: Basket) -> list[CartLine]:
    return [
        CartLine(
            line=one.line,
            item=replace(item(), product=one.product, unit=one.unit, factor=one.factor),
            qty=one.qty,
            price=one.price,
            price_source=PriceSource.OVERRIDE if one.by_hand else PriceSource.LIST,
            list_price=one.price,
            category=one.category,
        )
        for one in cart.lines
    ]


def sold(cart: Basket, promotions: list[Promotion], rules: int) -> Receipt:
    lines, found = promoted(lines_of(cart), promotions, now=SUNDAY_NOON)
    figures = figures_of(lines, cart_discount=ZERO, tax_rules=RULE_SETS[rules], day=TODAY)
    assert sum(line.promoted for line in figures.lines) == found.discount
    paid = Tender(TenderMethod.CASH, figures.total)
    return Receipt(
        kind=ReceiptKind.SALE,
        lines=figures.lines,
        total=figures.total,
        rounding=ZERO,
        tenders=(paid,),
        change=ZERO,
    )


@given(baskets, promotion_lists(), st.integers(0, len(RULE_SETS) - 1))
def test_the_back_office_reads_what_the_till_has_computed(
    cart: Basket, promotions: list[Promotion], rules: int
) -> None:
    receipt = sold(cart, promotions, rules)
    assert impossible(receipt) is None
    told, lines = sold_lines(receipt)
    payload = SaleCompleted(
        sale=lines[0].product,
        lines=lines,
        tax_rules=told,
        total=receipt.total,
        rounding=0,
        tenders=paid_tenders(receipt),
        change=Money(0),
    )
    read = SaleCompleted.model_validate_json(payload.model_dump_json())
    assert read.to_receipt() == receipt
    assert read.version == (2 if any(line.promotions for line in lines) else 1)


@given(baskets, promotion_lists(), st.integers(0, len(RULE_SETS) - 1), st.data())
def test_parts_of_a_return_give_back_what_was_paid_and_what_promotions_took(
    cart: Basket, promotions: list[Promotion], rules: int, data: st.DataObject
) -> None:
    receipt = sold(cart, promotions, rules)
    line = data.draw(st.sampled_from(receipt.lines))
    cut = data.draw(st.integers(1, line.qty))
    parts = [Quantity(part) for part in (cut, line.qty - cut) if part]
    before, back = Quantity(0), []
    for part in parts:
        (one,) = lines_back(receipt, [LineBack(line.line, part)], {line.line: before})
        before = Quantity(before + part)
        back.append(one)
        assert 0 <= one.promoted <= one.line_discount
        assert one.net >= 0
    assert sum(one.amount for one in back) == line.amount
    assert sum(one.promoted for one in back) == line.promoted
    assert sum(one.line_discount for one in back) == line.line_discount
