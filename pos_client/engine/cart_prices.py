"""The prices of the open cart follow the list: who buys how much, and the prices there are now."""

from dataclasses import replace

from pos_client.engine import cart_rows
from pos_client.engine.cart_rows import Cart, CartLine, share_of
from pos_client.store import StoreUnit
from pos_client.store.catalogue import Catalogue
from shared_models.rules.cart_prices import SOURCE_OF, Key, repriced
from shared_models.rules.price_choice import Buyer, ChosenPrice
from shared_models.values.codes import PriceSource
from shared_models.values.ids import ProductId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity


def reprice(unit: StoreUnit, cart: Cart, *, only: Key | None = None) -> Cart:
    """The cart at the prices of now, its changed lines written; `only`: the lines of one unit.

    What the list has no price for any more keeps the one it was put in for.
    """
    catalogue = Catalogue(unit, now=unit.now)

    def choose(key: Key, qty: Quantity, buyer: Buyer) -> ChosenPrice | None:
        units = catalogue.of_product(ProductId(key[0]), day=cart.day)
        item = next((one for one in units if one.unit == key[1]), None)
        return None if item is None else item.chosen(qty, buyer)

    changed = repriced(cart.lines, only=only, buyer=cart.buyer, choose=choose, reprice=priced)
    after = cart
    for line in changed.values():
        after = after.with_line(line)
        cart_rows.insert_line(unit, cart.id, line)
    if changed:
        after = cart_rows.settled(unit, after)
    if after.discount != cart.discount:
        cart_rows.write_discount(unit, after)
    return cart_rows.remember(unit, after)


def priced(line: CartLine, chosen: ChosenPrice) -> CartLine:
    """The line at another price; its own discount follows, and is never more than the line."""
    return at_price(replace(line, list_price=chosen.list_price), chosen.price, SOURCE_OF[chosen.basis])


def at_price(line: CartLine, price: Money, source: PriceSource) -> CartLine:
    """As `priced`, whoever says the price."""
    changed = replace(line, price=price, price_source=source, promotions=())
    if line.discount_bp is not None:
        return replace(changed, discount=share_of(changed.gross, line.discount_bp))
    return replace(changed, discount=Money(min(line.discount, changed.gross)))
