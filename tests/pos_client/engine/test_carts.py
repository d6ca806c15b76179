"""Carts: durable line by line, limits said before payment, everything taken out leaves a trace."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pos_client.engine import cart_rows, carts, sales, shifts
from pos_client.engine.cart_rows import Cart
from pos_client.engine.carts import QTY_MAX, add_line, open_cart
from pos_client.store import StoreUnit
from pos_client.store.catalogue import Catalogue, CatalogueItem
from pos_client.store.journal import current_stream, events_after
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import CartId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import EVENT_BYTES_MAX, decode
from tests.factories.tills import Shop, cash, new_store


def begin(shop: Shop) -> Cart:
    with shop.store.write() as unit:
        return open_cart(unit, actor=shop.sari)


def add(shop: Shop, cart: CartId, item: CatalogueItem, qty: int = 1000, **more: object) -> Cart:
    with shop.store.write() as unit:
        return add_line(unit, cart=cart, item=item, qty=Quantity(qty), **more)  # type: ignore[arg-type] # forwarded


def refusal(shop: Shop, cart: CartId, item: CatalogueItem, qty: int = 1000, **more: object) -> ErrorCode:
    with pytest.raises(Refusal) as refused:
        add(shop, cart, item, qty, **more)
    return refused.value.code


def types(shop: Shop) -> list[str]:
    with shop.store.write() as unit:
        stream = current_stream(unit)
        assert stream is not None
        return [event.type for event in events_after(unit, stream.stream_no, 0, limit=1000)]


def test_every_line_outlives_the_process(open_shop: Shop) -> None:
    """Lesson 8: Every line of a cart is on the disk, held carts outlive the shift."""
    cart = begin(open_shop)
    kopi, gula = open_shop.item("KOPI"), open_shop.item("GULA")
    add(open_shop, cart.id, kopi, 2000)
    before = add(open_shop, cart.id, gula)
    open_shop.store.close()
    open_shop.store = new_store(open_shop.store.folder, open_shop.clock)
    with open_shop.store.write() as unit:
        after = carts.current_cart(unit)
    assert after == before
    assert after is not None
    assert after.figures == before.figures


def test_the_same_item_right_after_itself_raises_the_line(open_shop: Shop) -> None:
    cart, kopi = begin(open_shop), open_shop.item("KOPI")
    add(open_shop, cart.id, kopi)
    add(open_shop, cart.id, kopi, 2000)
    add(open_shop, cart.id, open_shop.item("GULA"))
    add(open_shop, cart.id, kopi)
    known = add(open_shop, cart.id, kopi, merge=False)
    assert [(line.line, line.item.sku, line.qty) for line in known.lines] == [
        (1, "KOPI", 3000),
        (2, "GULA", 1000),
        (3, "KOPI", 1000),
        (4, "KOPI", 1000),
    ]


def test_what_cannot_be_sold_is_refused(open_shop: Shop) -> None:
    cart, kopi = begin(open_shop), open_shop.item("KOPI")
    no_price, zero = replace(kopi, price=None), replace(kopi, price=Money(0))
    assert refusal(open_shop, cart.id, no_price) is ErrorCode.PRICE_MISSING
    assert refusal(open_shop, cart.id, zero) is ErrorCode.PRICE_MISSING
    assert refusal(open_shop, cart.id, kopi, price=Money(0)) is ErrorCode.PRICE_NOT_POSITIVE
    assert refusal(open_shop, cart.id, kopi, price=Money(-1)) is ErrorCode.PRICE_NOT_POSITIVE
    assert refusal(open_shop, cart.id, kopi, price=Money(10**10)) is ErrorCode.PRICE_NOT_POSITIVE
    assert refusal(open_shop, cart.id, kopi, price=Money(1)) is ErrorCode.APPROVAL_NEEDED
    assert refusal(open_shop, cart.id, kopi, 0) is ErrorCode.QUANTITY_OUT_OF_RANGE
    assert refusal(open_shop, cart.id, kopi, -1000) is ErrorCode.QUANTITY_OUT_OF_RANGE
    assert refusal(open_shop, cart.id, kopi, QTY_MAX + 1) is ErrorCode.QUANTITY_OUT_OF_RANGE
    assert refusal(open_shop, cart.id, kopi, 1500) is ErrorCode.QUANTITY_NOT_WHOLE
    dear = replace(kopi, price=Money(9_999_999_999))
    assert refusal(open_shop, cart.id, dear, 999_999_000) is ErrorCode.QUANTITY_OUT_OF_RANGE
    with open_shop.store.write() as unit:
        assert carts.load_cart(unit, cart.id).lines == ()


def test_lowering_and_removing_leave_a_trace_raising_does_not(open_shop: Shop) -> None:
    cart, kopi = begin(open_shop), open_shop.item("KOPI")
    add(open_shop, cart.id, kopi, 5000)
    add(open_shop, cart.id, open_shop.item("GULA"))
    with open_shop.store.write() as unit:
        carts.change_quantity(unit, cart=cart.id, line=1, qty=whole(7), actor=open_shop.sari)
        carts.change_quantity(unit, cart=cart.id, line=1, qty=whole(3), actor=open_shop.sari)
        known = carts.remove_line(unit, cart=cart.id, line=2, actor=open_shop.sari)
        stream = current_stream(unit)
        assert stream is not None
        noted = [decode(event.body.encode()).p for event in events_after(unit, stream.stream_no, 2, limit=9)]
        assert shifts.x_report(unit).sums.lines_removed == 2
    assert [(note.qty, note.amount, note.sku) for note in noted] == [  # type: ignore[union-attr] # LineRemoved
        (4000, 74_000, "KOPI"),
        (1000, 17_450, "GULA"),
    ]
    assert known.total == 3 * 18_500
    with pytest.raises(Refusal) as refused, open_shop.store.write() as unit:
        carts.remove_line(unit, cart=cart.id, line=2, actor=open_shop.sari)
    assert refused.value.code is ErrorCode.LINE_UNKNOWN


def test_line_numbers_are_never_used_twice_receipts_count_from_one(open_shop: Shop) -> None:
    cart = begin(open_shop)
    for code in ("KOPI", "GULA", "TEH"):
        add(open_shop, cart.id, open_shop.item(code))
    with open_shop.store.write() as unit:
        carts.remove_line(unit, cart=cart.id, line=1, actor=open_shop.sari)
        known = add_line(unit, cart=cart.id, item=open_shop_item(unit, open_shop, "BERAS"), qty=whole(1))
        assert [line.line for line in known.lines] == [2, 3, 4]
        done = sales.complete_sale(unit, cart=cart.id, actor=open_shop.sari, tenders=cash(200_000))
    assert [line.line for line in done.receipt.lines] == [1, 2, 3]


def open_shop_item(unit: StoreUnit, shop: Shop, code: str) -> CatalogueItem:
    found = Catalogue(unit, now=shop.clock.now).by_code(code)
    assert found is not None
    return found


def test_discounts_need_approval_above_the_branchs_limit(open_shop: Shop) -> None:
    cart = begin(open_shop)
    add(open_shop, cart.id, open_shop.item("KOPI"), 2000)

    def discount(**more: object) -> Cart:
        with open_shop.store.write() as unit:
            return carts.discount_line(unit, cart=cart.id, line=1, actor=open_shop.sari, **more)  # type: ignore[arg-type] # forwarded

    # 5 % of 37.000 is the limit in this shop.
    assert discount(amount=Money(1_850)).total == 35_150
    with pytest.raises(Refusal) as refused:
        discount(amount=Money(1_851))
    assert (refused.value.code, refused.value.facts) == (
        ErrorCode.APPROVAL_NEEDED,
        {"permission": "line_discount"},
    )
    with pytest.raises(Refusal) as refused:
        discount(amount=Money(37_001), approver=open_shop.budi)
    assert refused.value.code is ErrorCode.DISCOUNT_TOO_LARGE
    known = discount(percent_bp=1_000, approver=open_shop.budi)
    assert (known.total, known.lines[0].discount_approver) == (33_300, open_shop.budi)
    with open_shop.store.write() as unit:
        known = carts.change_quantity(unit, cart=cart.id, line=1, qty=whole(1), actor=open_shop.sari)
    assert known.total == 16_650
    assert discount(amount=Money(0)).total == 18_500


def test_a_cart_discount_follows_what_it_is_taken_from(open_shop: Shop) -> None:
    cart = begin(open_shop)
    add(open_shop, cart.id, open_shop.item("KOPI"))
    add(open_shop, cart.id, open_shop.item("TEH"))
    with open_shop.store.write() as unit:
        known = carts.discount_cart(unit, cart=cart.id, actor=open_shop.budi, amount=Money(20_000))
        assert (known.total, known.figures.total) == (5_225, 5_225)
        known = carts.remove_line(unit, cart=cart.id, line=1, actor=open_shop.sari)
        assert (known.discount, known.total) == (6_725, 0)
        cart_rows.forget(unit)
        assert carts.load_cart(unit, cart.id).discount == 6_725
        known = carts.discount_cart(unit, cart=cart.id, actor=open_shop.budi, percent_bp=5_000)
        known = add_line(unit, cart=cart.id, item=open_shop_item(unit, open_shop, "KOPI"), qty=whole(1))
    assert known.total == known.figures.total == 25_225 - 12_612


def test_hold_and_recall_outlive_the_shift(open_shop: Shop) -> None:
    """Lesson 8: Every line of a cart is on the disk, held carts outlive the shift."""
    cart = begin(open_shop)
    with pytest.raises(Refusal) as refused, open_shop.store.write() as unit:
        carts.hold(unit, cart=cart.id, name="Bu Ani")
    assert refused.value.code is ErrorCode.CART_EMPTY
    add(open_shop, cart.id, open_shop.item("KOPI"))
    with open_shop.store.write() as unit:
        carts.hold(unit, cart=cart.id, name="Bu Ani")
        assert carts.current_cart(unit) is None
        shifts.close_shift(unit, actor=open_shop.sari, pieces={100_000: 2})
        shifts.open_shift(unit, cashier=open_shop.sari, opening_float=Money(0))
        assert [(held.name, held.lines, held.total) for held in carts.held(unit)] == [("Bu Ani", 1, 18_500)]
        other = open_cart(unit, actor=open_shop.sari)
        known = carts.recall(unit, cart=cart.id)
        assert carts.current_cart(unit) == known
        assert carts.held(unit) == ()
    assert other.id != cart.id
    assert known.total == 18_500


def test_recalling_needs_an_empty_cart(open_shop: Shop) -> None:
    first = begin(open_shop)
    add(open_shop, first.id, open_shop.item("KOPI"))
    with open_shop.store.write() as unit:
        carts.hold(unit, cart=first.id, name="")
    second = begin(open_shop)
    add(open_shop, second.id, open_shop.item("TEH"))
    with pytest.raises(Refusal) as refused, open_shop.store.write() as unit:
        carts.recall(unit, cart=first.id)
    assert refused.value.code is ErrorCode.CARTS_STILL_OPEN


def test_clearing_asks_and_leaves_a_line(open_shop: Shop) -> None:
    cart = begin(open_shop)
    add(open_shop, cart.id, open_shop.item("KOPI"), 2000)
    with pytest.raises(Refusal) as refused, open_shop.store.write() as unit:
        carts.clear(unit, cart=cart.id, actor=open_shop.sari)
    assert refused.value.code is ErrorCode.APPROVAL_NEEDED
    with open_shop.store.write() as unit:
        carts.clear(unit, cart=cart.id, actor=open_shop.sari, approver=open_shop.budi)
        assert carts.current_cart(unit) is None
        assert shifts.x_report(unit).sums.carts_cleared == 1
    assert types(open_shop)[-1] == "cart.cleared"
    empty = begin(open_shop)
    with open_shop.store.write() as unit:
        carts.clear(unit, cart=empty.id, actor=open_shop.sari)
    assert types(open_shop)[-1] == "cart.cleared"
    assert types(open_shop).count("cart.cleared") == 1


def test_a_long_cart_stays_quick_and_says_when_it_is_full(open_shop: Shop) -> None:
    """1,114 lines exist in retail data; the 2,001st is refused before payment, not by the server."""
    kopi = open_shop.item("KOPI")
    with open_shop.store.write() as unit:
        cart = open_cart(unit, actor=open_shop.sari)
        for _ in range(2000):
            cart = add_line(unit, cart=cart.id, item=kopi, qty=whole(1), merge=False)
        with pytest.raises(Refusal) as refused:
            add_line(unit, cart=cart.id, item=kopi, qty=whole(1), merge=False)
        assert refused.value.code is ErrorCode.CART_FULL
        assert cart.total == cart.figures.total == 2000 * 18_500
        done = sales.complete_sale(unit, cart=cart.id, actor=open_shop.sari, tenders=cash(40_000_000))
    assert len(done.receipt.lines) == 2000


def test_a_cart_of_endless_names_is_full_before_its_event_is(open_shop: Shop) -> None:
    item = replace(open_shop.item("KOPI"), name="\u0001€" * 100, sku="\u0001" * 64, unit="\u0001" * 64)
    with open_shop.store.write() as unit:
        cart = open_cart(unit, actor=open_shop.sari)

        def fill() -> None:
            for _ in range(2000):
                add_line(unit, cart=cart.id, item=item, qty=whole(1), merge=False)

        with pytest.raises(Refusal) as refused:
            fill()
        assert refused.value.code is ErrorCode.CART_FULL
        done = sales.complete_sale(unit, cart=cart.id, actor=open_shop.sari, tenders=cash(90_000_000))
        stored = events_after(unit, 1, done.event_seq - 1, limit=1)[0]
    assert EVENT_BYTES_MAX * 8 // 10 < len(stored.body.encode()) <= EVENT_BYTES_MAX
