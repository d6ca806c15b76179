"""Orders and quotations as a cashier makes them: the till's own engine, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from typing import Protocol

from pos_client.engine import carts, customers, orders, sales
from pos_client.engine.cart_rows import Cart
from pos_client.engine.order_rows import open_orders
from pos_client.store import Store, StoreUnit
from pos_client.store.catalogue import CatalogueItem
from shared_models.rules.receipt import Tender
from shared_models.values.codes import TenderMethod
from shared_models.values.ids import StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.wire.orders import OrderRow

PICK_UP = date(2030, 1, 1)


class Shop(Protocol):
    """A till that sells."""

    store: Store

    def item(self, code: str) -> CatalogueItem: ...


def paid_in_cash(amount: int) -> tuple[Tender, ...]:
    return (Tender(TenderMethod.CASH, Money(amount)),)


def cart_of(unit: StoreUnit, items: Sequence[CatalogueItem], cashier: StaffId, *, name: str = "") -> Cart:
    """One of each, for somebody of that name."""
    cart = carts.open_cart(unit, actor=cashier)
    for item in items:
        cart = carts.add_line(unit, cart=cart.id, item=item, qty=whole(1))
    if not name:
        return cart
    found = customers.find(unit, name)
    owner = found[0] if found else customers.add(unit, name=name, phone="", actor=cashier)
    return carts.set_customer(unit, cart=cart.id, customer=owner)


def ordered(
    shop: Shop,
    cashier: StaffId,
    *codes: str,
    deposit: int = 0,
    tenders: Sequence[Tender] | None = None,
    name: str = "Ibu Wulan",
) -> orders.Placed:
    """Goods laid aside for somebody, the deposit paid in cash unless `tenders` say otherwise."""
    items = [shop.item(code) for code in codes]
    with shop.store.write() as unit:
        cart = cart_of(unit, items, cashier, name=name)
        terms = orders.OrderTerms(PICK_UP, "ambil sore", Money(deposit))
        paid = tenders if tenders is not None else paid_in_cash(deposit) if deposit else ()
        return orders.place_order(unit, cart=cart, actor=cashier, terms=terms, tenders=paid)


def quoted(shop: Shop, cashier: StaffId, *codes: str, until: date = PICK_UP) -> orders.Placed:
    """Prices named to nobody in particular."""
    items = [shop.item(code) for code in codes]
    with shop.store.write() as unit:
        cart = cart_of(unit, items, cashier)
        return orders.make_quotation(unit, cart=cart, actor=cashier, terms=orders.OrderTerms(until))


def taken_up(shop: Shop, cashier: StaffId, number: str) -> Cart:
    """The order or quotation is the open cart now."""
    with shop.store.write() as unit:
        return orders.take_up(unit, number=number, actor=cashier)[0]


def picked_up(shop: Shop, cashier: StaffId, number: str, *, cash: int) -> sales.FinishedSale:
    """The rest is paid in cash."""
    cart = taken_up(shop, cashier, number)
    with shop.store.write() as unit:
        tenders = paid_in_cash(cash) if cash else ()
        return sales.complete_sale(unit, cart=cart.id, actor=cashier, tenders=tenders)


def listed(store: Store, words: str = "") -> list[OrderRow]:
    """What is open, as the till lists it."""
    with closing(store.reader()) as reader:
        return list(open_orders(reader, words))
