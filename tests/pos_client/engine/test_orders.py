"""Orders and quotations at the till's own engine: what belongs to one stays with its goods."""

from __future__ import annotations

from datetime import date

import pytest

from pos_client.engine import carts, orders, tracked
from pos_client.engine.order_rows import demand_open
from pos_client.engine.sales import complete_sale
from shared_models.rules.orders import OrderState
from shared_models.rules.particulars import AgeConfirmed, Particulars
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.quantity import whole
from shared_models.values.refusals import Refusal
from shared_models.wire.promotions import PercentOffRow, VoucherTermsRow
from tests.factories.ordering import PICK_UP, cart_of, ordered, paid_in_cash, picked_up, quoted, taken_up
from tests.factories.promotions import give_promotions, promotion_row
from tests.factories.tills import Shop
from tests.factories.told import PONSEL, ROKOK, add_goods


def emptied(shop: Shop, number: str) -> None:
    """The order is the cart, and all its goods are taken out again."""
    cart = taken_up(shop, shop.sari, number)
    for line in cart.lines:
        with shop.store.write() as unit:
            carts.remove_line(unit, cart=cart.id, line=line.line, actor=shop.sari, approver=shop.budi)


def test_an_order_costs_what_was_agreed_whatever_an_emptied_cart_was_given(open_shop: Shop) -> None:
    shop = open_shop
    placed = ordered(shop, shop.sari, "KOPI", deposit=5_000).row
    item = shop.item("GULA")
    with shop.store.write() as unit:
        cart = carts.add_line(unit, cart=carts.open_cart(unit, actor=shop.sari).id, item=item, qty=whole(1))
        carts.discount_cart(unit, cart=cart.id, percent_bp=1_000, actor=shop.sari, approver=shop.budi)
        carts.remove_line(unit, cart=cart.id, line=1, actor=shop.sari, approver=shop.budi)
    assert taken_up(shop, shop.sari, placed.number).total == placed.total


def test_an_order_after_an_emptied_one_pays_with_its_own_deposit(open_shop: Shop) -> None:
    shop = open_shop
    first = ordered(shop, shop.sari, "KOPI", deposit=5_000).row.number
    lapsed = quoted(shop, shop.sari, "GULA", until=date(2020, 1, 1)).row.number
    emptied(shop, first)
    assert taken_up(shop, shop.sari, lapsed).origin is None


def test_the_deposit_of_an_order_whose_goods_were_all_taken_out_pays_nobody_elses(open_shop: Shop) -> None:
    shop = open_shop
    number = ordered(shop, shop.sari, "KOPI", deposit=5_000).row.number
    emptied(shop, number)
    item = shop.item("KOPI")
    with shop.store.write() as unit:
        cart = carts.open_cart(unit, actor=shop.sari)
        cart = carts.add_line(unit, cart=cart.id, item=item, qty=whole(1))
        sold = complete_sale(unit, cart=cart.id, actor=shop.sari, tenders=paid_in_cash(100_000))
        assert [one.method for one in sold.receipt.tenders] == [TenderMethod.CASH]
        assert demand_open(unit, number).state is OrderState.OPEN


def test_what_was_confirmed_and_laid_aside_is_sold_when_an_order_is_picked_up(open_shop: Shop) -> None:
    """An older office keeps such an order until it is upgraded: version 1 has no word for it."""
    shop = open_shop
    with shop.store.write() as unit:
        add_goods(unit, shop.clock)
    adult = Particulars(age=AgeConfirmed(18))
    items = [(shop.item(ROKOK), adult), (shop.item(PONSEL), Particulars(serial="IMEI-1"))]
    with shop.store.write() as unit:
        cart = cart_of(unit, [], shop.sari, name="Ibu Wulan")
        for item, told in items:
            cart = tracked.add_told(unit, cart=cart.id, item=item, qty=whole(1), told=told)
        terms = orders.OrderTerms(PICK_UP)
        number = orders.place_order(unit, cart=cart, actor=shop.sari, terms=terms).row.number
        version = "SELECT json_extract(body, '$.tv') FROM event WHERE type = 'order.placed'"
        assert unit.execute(version).fetchall() == [(2,)]
    sold = picked_up(shop, shop.sari, number, cash=3_000_000).receipt
    assert [line.particulars for line in sold.lines] == [told for _item, told in items]


def test_a_number_is_given_once_also_where_an_earlier_order_is_missing(open_shop: Shop) -> None:
    """A till rebuilt over a hole lacks it; two deposits under one number would be one balance."""
    shop = open_shop
    first = ordered(shop, shop.sari, "KOPI", deposit=5_000).row.number
    second = ordered(shop, shop.sari, "KOPI", deposit=5_000).row.number
    with shop.store.write() as unit:
        unit.execute("DELETE FROM own_order WHERE number = ?", (first,))
    third = ordered(shop, shop.sari, "KOPI", deposit=5_000).row.number
    assert third not in {first, second}


def test_a_code_that_a_sale_uses_up_takes_nothing_off_what_is_only_agreed(open_shop: Shop) -> None:
    """It would stay good, and take as much off the next order."""
    shop = open_shop
    terms = VoucherTermsRow(codes=("SEKALI",))
    item = shop.item("KOPI")
    with shop.store.write() as unit:
        give_promotions(unit, promotion_row(1, PercentOffRow(rate_bp=1_000), voucher=terms))
    with shop.store.write() as unit:
        cart = cart_of(unit, [item], shop.sari, name="Ibu Wulan")
        cart = carts.enter_voucher(unit, cart=cart.id, code="SEKALI")
        for agree in (orders.place_order, orders.make_quotation):
            with pytest.raises(Refusal) as why:
                agree(unit, cart=cart, actor=shop.sari, terms=orders.OrderTerms(PICK_UP))
            assert (why.value.code, why.value.facts) == (ErrorCode.VOUCHER_UNUSABLE, {"voucher": "SEKALI"})
        cart = carts.drop_voucher(unit, cart=cart.id, code="SEKALI")
        orders.place_order(unit, cart=cart, actor=shop.sari, terms=orders.OrderTerms(PICK_UP))
