"""What holds for every basket and every set of promotions."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.cart import CartLine, figures_of
from shared_models.rules.promotions.basket import Basket, BasketLine
from shared_models.rules.promotions.model import EVERYTHING, Level, Promotion
from shared_models.rules.promotions.outcome import Evaluated, Share
from shared_models.rules.promotions.reductions import counts, scope_of
from shared_models.rules.receipt import Receipt
from shared_models.rules.returns import LineBack, lines_back
from shared_models.rules.tax import TaxRule
from shared_models.values.codes import PriceSource
from shared_models.values.money import Money
from shared_models.values.quantity import ONE, Quantity
from tests.factories.receipts import RULE_SETS, TODAY, item, sale_of
from tests.shared_models.rules.promotions.baskets import baskets, bought, numbered, promotion_lists


@given(baskets, promotion_lists())
def test_no_line_costs_less_than_nothing_and_each_says_why(cart: Basket, promotions: list[Promotion]) -> None:
    found = bought(cart, *promotions)
    assert [one.line for one in found.lines] == [one.line for one in cart.lines]
    for one, line in zip(found.lines, cart.lines, strict=True):
        assert 0 <= one.amount <= line.gross
        assert one.amount == sum(share.amount for share in one.shares)
        assert all(share.amount > 0 for share in one.shares)
        assert len({share.promotion for share in one.shares}) == len(one.shares)
    assert found.discount == sum(one.amount for one in found.lines)


@given(baskets, promotion_lists(), st.data())
def test_the_order_of_scanning_and_of_promotions_never_changes_the_total(
    cart: Basket, promotions: list[Promotion], data: st.DataObject
) -> None:
    found = bought(cart, *promotions)
    assert bought(cart, *promotions) == found
    moved = numbered(data.draw(st.permutations(cart.lines)))
    again = bought(replace(cart, lines=moved), *data.draw(st.permutations(promotions)))
    assert by_goods(again, moved) == by_goods(found, cart.lines)
    assert (again.vouchers, again.proposals, again.almost) == (found.vouchers, found.proposals, found.almost)


@given(baskets, promotion_lists(), st.data())
def test_one_line_of_three_is_three_lines_of_one(
    cart: Basket, promotions: list[Promotion], data: st.DataObject
) -> None:
    parts = numbered([part for line in cart.lines for part in split(line, data)])
    found, again = bought(cart, *promotions), bought(replace(cart, lines=parts), *promotions)
    assert totals(by_goods(again, parts)) == totals(by_goods(found, cart.lines))
    assert (again.discount, again.proposals, again.almost) == (found.discount, found.proposals, found.almost)


@given(baskets, promotion_lists())
def test_no_single_promotion_alone_would_be_better(cart: Basket, promotions: list[Promotion]) -> None:
    found = bought(cart, *promotions)
    assert all(bought(cart, one).discount <= found.discount for one in promotions)


@given(baskets, promotion_lists(takers=2), st.data())
def test_a_promotion_less_never_makes_it_cheaper(
    cart: Basket, promotions: list[Promotion], data: st.DataObject
) -> None:
    cart = replace(cart, lines=tuple(replace(line, by_hand=False) for line in cart.lines))
    # A reduction of a part of the goods on the receipt comes after the choice and does not steer it.
    steered = [one for one in promotions if not after_the_choice(one)]
    found = bought(cart, *steered)
    for gone in steered:
        assert bought(cart, *(one for one in steered if one is not gone)).discount <= found.discount, gone


@given(baskets, promotion_lists(), st.sampled_from(RULE_SETS), st.data())
def test_returns_give_back_what_was_paid(
    cart: Basket, promotions: list[Promotion], tax_rules: tuple[TaxRule, ...], data: st.DataObject
) -> None:
    sale = paid(cart, bought(cart, *promotions), tax_rules)
    places = {line.line: data.draw(st.integers(min_value=0, max_value=line.qty)) for line in sale.lines}
    first = [LineBack(line, Quantity(qty)) for line, qty in places.items() if qty]
    rest = [
        LineBack(line.line, Quantity(line.qty - places[line.line]))
        for line in sale.lines
        if places[line.line] < line.qty
    ]
    taken = {line: Quantity(qty) for line, qty in places.items()}
    back = [*lines_back(sale, first, {}), *lines_back(sale, rest, taken)]
    assert all(one.net >= 0 for one in back)
    assert sum(one.amount for one in back) == sale.total


def by_goods(found: Evaluated, lines: tuple[BasketLine, ...]) -> Counter[tuple[object, ...]]:
    """How often goods got what from whom, whichever line they stand on."""
    return Counter(
        (line.product, line.unit, line.price, line.by_hand, line.qty, *sorted(one.shares, key=str))
        for one, line in zip(found.lines, lines, strict=True)
    )


def totals(goods: Counter[tuple[object, ...]]) -> Counter[tuple[object, ...]]:
    """What each promotion takes off each kind of goods, however many lines they are on."""
    sums: Counter[tuple[object, ...]] = Counter()
    for (product, unit, price, by_hand, _, *shares), times in goods.items():
        for share in shares:
            assert isinstance(share, Share)
            sums[product, unit, price, by_hand, share.promotion] += times * share.amount
    return sums


def split(line: BasketLine, data: st.DataObject) -> list[BasketLine]:
    """The same goods on several lines; the price of a part is exact where a unit is not cut."""
    if line.qty % ONE:
        return [line]
    cuts = sorted(data.draw(st.lists(st.integers(min_value=0, max_value=line.qty // ONE), max_size=2)))
    counts_of = [b - a for a, b in pairwise([0, *cuts, line.qty // ONE]) if b > a]
    return [replace(line, qty=Quantity(n * ONE), gross=Money(n * line.price)) for n in counts_of]


def after_the_choice(one: Promotion) -> bool:
    if counts(one):
        return False
    lump = getattr(one.benefit, "at_most", None) is not None or not getattr(one.benefit, "per_unit", True)
    receipt = one.level is Level.RECEIPT or (lump and one.stackable)
    return receipt and scope_of(one) != EVERYTHING


def paid(cart: Basket, found: Evaluated, tax_rules: tuple[TaxRule, ...]) -> Receipt:
    lines = [
        CartLine(
            line=line.line,
            item=item(f"SKU-{line.line}"),
            qty=line.qty,
            price=line.price,
            price_source=PriceSource.LIST,
            list_price=line.price,
            discount=one.amount,
        )
        for line, one in zip(cart.lines, found.lines, strict=True)
    ]
    return sale_of(figures_of(lines, cart_discount=Money(0), tax_rules=tax_rules, day=TODAY))
