"""Promotions in the cart of a till: evaluated with every step, written into the sale, given back with it."""

from __future__ import annotations

from datetime import date
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from pos_client.engine import carts, returns, sales
from pos_client.engine.cart_rows import Cart
from pos_client.engine.customers import member_of
from pos_client.engine.sales import FinishedSale
from pos_client.store.customer_tables import put_customers
from pos_client.store.journal import current_stream, events_after
from shared_models.rules.promotions.outcome import VoucherState
from shared_models.rules.returns import LineBack
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import CustomerId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import SaleCompletedEvent, decode
from shared_models.wire.promotions import (
    AmountOffRow,
    BuyGetRow,
    HoursRow,
    MinimumRow,
    PercentOffRow,
    PromotionRow,
    ScopeRow,
    VoucherTermsRow,
)
from shared_models.wire.replica import CustomerRow
from tests.factories.promotions import give_promotions, percent_off, promotion_row
from tests.factories.tills import Shop, cash, new_store


def give(shop: Shop, *rows: PromotionRow) -> None:
    with shop.store.write() as unit:
        give_promotions(unit, *rows)


def rung_up(shop: Shop, *goods: tuple[str, int]) -> Cart:
    with shop.store.write() as unit:
        cart = carts.open_cart(unit, actor=shop.sari)
    for sku, count in goods:
        item = shop.item(sku)
        with shop.store.write() as unit:
            cart = carts.add_line(unit, cart=cart.id, item=item, qty=whole(count))
    return cart


def sold(shop: Shop, cart: Cart, paid: int = 500_000) -> FinishedSale:
    with shop.store.write() as unit:
        return sales.complete_sale(unit, cart=cart.id, actor=shop.sari, tenders=cash(paid))


def enter(shop: Shop, cart: Cart, code: str) -> Cart:
    with shop.store.write() as unit:
        return carts.enter_voucher(unit, cart=cart.id, code=code)


def why_not(shop: Shop, cart: Cart, code: str) -> tuple[ErrorCode, Any]:
    with pytest.raises(Refusal) as refused:
        enter(shop, cart, code)
    return refused.value.code, refused.value.facts.get("why")


def told(shop: Shop) -> SaleCompletedEvent:
    with shop.store.write() as unit:
        stream = current_stream(unit)
        assert stream is not None
        found = list(events_after(unit, stream.stream_no, 0, limit=100))
    event = decode(next(one.body for one in reversed(found) if one.type == "sale.completed").encode())
    assert isinstance(event, SaleCompletedEvent)
    return event


def test_a_promotion_is_part_of_the_lines_discount_and_explained_beside_it(open_shop: Shop) -> None:
    kopi = open_shop.item("KOPI")
    give(open_shop, promotion_row(1, percent_off(kopi.product), name="Kopi hemat"))
    cart = rung_up(open_shop, ("KOPI", 2), ("GULA", 1))
    assert (cart.lines[0].off, cart.total) == (3_700, 37_000 - 3_700 + 17_450)
    finished = sold(open_shop, cart)
    event = told(open_shop)
    line = event.p.lines[0]
    assert (event.tv, line.line_discount) == (2, 3_700)
    assert [(one.name, one.amount) for one in line.promotions] == [("Kopi hemat", 3_700)]
    assert event.p.to_receipt() == finished.receipt
    assert event.p.lines[1].promotions == ()


def test_a_sale_without_a_promotion_stays_version_1(open_shop: Shop) -> None:
    give(open_shop, promotion_row(1, percent_off(open_shop.item("TEH").product)))
    sold(open_shop, rung_up(open_shop, ("KOPI", 1)))
    assert told(open_shop).tv == 1


def test_the_order_of_scanning_never_changes_the_total(open_shop: Shop) -> None:
    """Lesson 42."""
    kopi, gula, teh = (open_shop.item(sku).product for sku in ("KOPI", "GULA", "TEH"))
    both = ScopeRow(products=(kopi, gula))
    give(
        open_shop,
        promotion_row(1, BuyGetRow(buy=both, buy_count=2)),
        promotion_row(2, percent_off(gula, teh, rate_bp=2_500)),
        promotion_row(
            3, AmountOffRow(amount=Money(5_000), per_unit=False), minimum=MinimumRow(amount=Money(50_000))
        ),
    )
    goods = [("KOPI", 1), ("GULA", 2), ("TEH", 3), ("KOPI", 2)]
    totals = set()
    for order in permutations(goods):
        cart = rung_up(open_shop, *order)
        totals.add(cart.total)
        with open_shop.store.write() as unit:
            carts.clear(unit, cart=cart.id, actor=open_shop.ratna)
    assert len(totals) == 1


def test_fewer_goods_lose_what_they_no_longer_earn_and_the_cart_discount_follows(open_shop: Shop) -> None:
    kopi = open_shop.item("KOPI").product
    give(open_shop, promotion_row(1, BuyGetRow(buy=ScopeRow(products=(kopi,)), buy_count=2)))
    cart = rung_up(open_shop, ("KOPI", 3))
    assert cart.total == 37_000
    with open_shop.store.write() as unit:
        half = carts.discount_cart(unit, cart=cart.id, actor=open_shop.ratna, percent_bp=5_000)
    assert half.total == 18_500
    with open_shop.store.write() as unit:
        two = carts.change_quantity(unit, cart=cart.id, line=1, qty=whole(2), actor=open_shop.sari)
    assert (two.lines[0].promotions, two.total) == ((), 18_500)


def test_a_cart_read_again_from_the_disk_is_the_same(open_shop: Shop) -> None:
    give(open_shop, promotion_row(1, PercentOffRow(rate_bp=1_234), voucher=VoucherTermsRow(codes=("HEMAT",))))
    before = enter(open_shop, rung_up(open_shop, ("KOPI", 1), ("BERAS", 1)), "hemat")
    open_shop.store.close()
    open_shop.store = new_store(open_shop.store.folder, open_shop.clock)
    with open_shop.store.write() as unit:
        after = carts.current_cart(unit)
    assert after == before
    assert before.vouchers == ("HEMAT",)
    assert before.total < 18_500 + 74_900


def test_a_typed_price_gets_nothing_from_a_promotion(open_shop: Shop) -> None:
    give(open_shop, promotion_row(1, PercentOffRow(scope=ScopeRow(), rate_bp=1_000)))
    cart = rung_up(open_shop, ("KOPI", 1), ("TEH", 1))
    with open_shop.store.write() as unit:
        typed = carts.change_price(
            unit,
            cart=cart.id,
            line=1,
            price=Money(15_000),
            actor=open_shop.sari,
            approver=open_shop.budi,
        )
    assert [bool(line.promotions) for line in cart.lines] == [True, True]
    assert [bool(line.promotions) for line in typed.lines] == [False, True]
    assert typed.lines[0].net == 15_000


def test_a_code_is_used_up_as_far_as_this_till_knows(open_shop: Shop) -> None:
    terms = VoucherTermsRow(codes=("SEKALI",), uses_max=1)
    give(open_shop, promotion_row(1, PercentOffRow(rate_bp=1_000), voucher=terms))
    cart = enter(open_shop, rung_up(open_shop, ("KOPI", 1)), " sekali ")
    assert [one.state for one in cart.promoted.vouchers] == [VoucherState.CONSUMED]
    assert why_not(open_shop, cart, "SEKALI") == (ErrorCode.VOUCHER_ENTERED, None)
    sold(open_shop, cart)
    assert [one.code for one in told(open_shop).p.vouchers] == ["SEKALI"]
    following = rung_up(open_shop, ("KOPI", 1))
    assert why_not(open_shop, following, "SEKALI") == (ErrorCode.VOUCHER_UNUSABLE, "used_up")
    assert why_not(open_shop, following, "APA") == (ErrorCode.UNKNOWN_CODE, None)


def test_a_code_waits_for_its_minimum_and_not_for_another_hour(open_shop: Shop) -> None:
    night = HoursRow(weekdays=tuple(range(7)), start=20 * 60, end=22 * 60)
    give(
        open_shop,
        promotion_row(
            1, PercentOffRow(rate_bp=1_000), voucher=VoucherTermsRow(codes=("BANYAK",)),
            minimum=MinimumRow(amount=Money(50_000)),
        ),
        promotion_row(
            2, PercentOffRow(rate_bp=1_000), voucher=VoucherTermsRow(codes=("MALAM",)), hours=(night,)
        ),
    )  # fmt: skip
    cart = enter(open_shop, rung_up(open_shop, ("KOPI", 1)), "BANYAK")
    assert cart.total == 18_500
    assert why_not(open_shop, cart, "MALAM") == (ErrorCode.VOUCHER_UNUSABLE, "hours")
    assert rung_up(open_shop, ("KOPI", 2)).total == 49_950


def test_a_return_gives_back_what_was_paid(open_shop: Shop) -> None:
    """Lesson 39."""
    kopi = open_shop.item("KOPI").product
    give(open_shop, promotion_row(1, BuyGetRow(buy=ScopeRow(products=(kopi,)), buy_count=2)))
    finished = sold(open_shop, rung_up(open_shop, ("KOPI", 3)))
    back = []
    for _ in range(3):
        with open_shop.store.write() as unit:
            back.append(
                returns.return_lines(
                    unit,
                    original=finished.sale,
                    back=[LineBack(1, Quantity(1_000))],
                    reason="rusak",
                    actor=open_shop.ratna,
                )
            )
    assert sum(one.receipt.total for one in back) == finished.receipt.total == 37_000
    assert sum(one.receipt.lines[0].promoted for one in back) == 18_500


def test_members_only_and_one_use_for_each_customer(open_shop: Shop) -> None:
    ani = CustomerId(UUID(int=0xA1))
    terms = VoucherTermsRow(codes=("ANGGOTA",), uses_per_customer_max=1)
    give(
        open_shop,
        promotion_row(1, percent_off(open_shop.item("KOPI").product, rate_bp=5_000), members_only=True),
        promotion_row(2, AmountOffRow(amount=Money(250), per_unit=False), voucher=terms),
    )
    with open_shop.store.write() as unit:
        put_customers(unit, [(1, CustomerRow(id=ani, code="M1", name="Ibu Ani"))])
    totals = []
    for _ in range(2):
        cart = enter(open_shop, rung_up(open_shop, ("KOPI", 2)), "ANGGOTA")
        totals.append(cart.total)
        with open_shop.store.write() as unit:
            cart = carts.set_customer(unit, cart=cart.id, customer=member_of(unit, ani))
        totals.append(cart.total)
        if len(totals) == 2:
            sold(open_shop, cart)
    assert totals == [37_000, 18_250, 37_000, 18_500]


def test_what_does_not_hold_here_today_is_nothing(open_shop: Shop) -> None:
    product = open_shop.item("KOPI").product
    give(
        open_shop,
        promotion_row(1, percent_off(product), valid_from=date(2026, 11, 22)),
        promotion_row(2, percent_off(product), valid_to=date(2026, 11, 20)),
        promotion_row(3, percent_off(product), active=False),
        promotion_row(4, percent_off(product), branch=product),
        promotion_row(5, percent_off(product), members_only=True),
    )
    assert rung_up(open_shop, ("KOPI", 1)).total == 18_500
