"""The cart on the screen adds up like the engine's, whatever is done to it."""

from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from pos_client.features.till.shown import ShownCart, TaxBook, pieces_in, with_quantity
from shared_models.rules.cart import CartLine, figures_of
from shared_models.rules.cart_prices import key_of
from shared_models.rules.receipt import Item
from shared_models.rules.tax import TaxRounding, TaxRule
from shared_models.values.codes import PriceSource, ProductKind, TaxClass
from shared_models.values.ids import ProductId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity

DAY = date(2026, 11, 21)


def rule(*, inclusive: bool) -> TaxRule:
    return TaxRule("PPN", TaxClass.TAXABLE, 1200, 11, 12, inclusive, TaxRounding.HALF_UP, date(2025, 1, 1))


@st.composite
def lines(draw: st.DrawFn) -> CartLine:
    price = draw(st.integers(1, 200_000))
    qty = draw(st.integers(1, 9_999))
    item = Item(
        product=ProductId(UUID(int=draw(st.integers(1, 3)))),
        sku="S",
        name="Barang",
        kind=ProductKind.GOODS,
        tax_class=draw(st.sampled_from([TaxClass.TAXABLE, TaxClass.EXEMPT])),
        unit="pcs",
        factor=Quantity(1000),
    )
    line = CartLine(1, item, Quantity(qty), Money(price), PriceSource.LIST, Money(price))
    return CartLine(
        1, item, Quantity(qty), Money(price), PriceSource.LIST, Money(price),
        discount=Money(draw(st.integers(0, line.gross))),
    )  # fmt: skip


@given(added=st.lists(lines(), max_size=12), inclusive=st.booleans(), data=st.data())
def test_the_running_total_is_the_engines(
    added: list[CartLine], inclusive: bool, data: st.DataObject
) -> None:
    taxes = TaxBook(DAY, (rule(inclusive=inclusive),))
    cart = ShownCart(taxes)
    for line in added:
        cart.add(line)
    if data.draw(st.booleans()) and added:
        cart.remove(data.draw(st.integers(0, len(added) - 1)))
    if data.draw(st.booleans()) and cart.lines:
        place = data.draw(st.integers(0, len(cart.lines) - 1))
        cart.change(place, with_quantity(cart.lines[place], Quantity(data.draw(st.integers(1, 9_999)))))
    cart.discount(Money(data.draw(st.integers(0, cart.net))))
    figures = figures_of(list(cart.lines), cart_discount=cart.cart_discount, tax_rules=taxes.rules, day=DAY)
    assert cart.total == figures.total
    assert cart.saved == figures.discount
    assert cart.pieces == sum(pieces_in(line.qty) for line in cart.lines)


def test_weighed_goods_count_as_one() -> None:
    assert pieces_in(Quantity(250)) == 1
    assert pieces_in(Quantity(3_000)) == 3


@given(before=st.lists(lines(), max_size=8), after=st.lists(lines(), max_size=8), kept=st.integers(0, 8))
def test_following_a_cart_tells_only_what_differs(
    before: list[CartLine], after: list[CartLine], kept: int
) -> None:
    """Else the catalogue was asked of every line with every scan: 1,200 lines took a quarter of a second."""
    cart = ShownCart(TaxBook(DAY, (rule(inclusive=True),)))
    cart.show(before, Money(0))
    same = before[:kept]
    news = cart.show([*same, *after], Money(0))
    gone = {key_of(line) for line in before[len(same) :]}
    assert news <= gone | {key_of(line) for line in after}
    assert list(cart.lines) == [*same, *after]
    plain = ShownCart(TaxBook(DAY, (rule(inclusive=True),)))
    plain.show([*same, *after], Money(0))
    assert (cart.total, cart.saved, cart.pieces) == (plain.total, plain.saved, plain.pieces)
    assert cart.show([*same, *after], Money(0)) == set()
