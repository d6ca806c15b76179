"""Goods that are told apart or asked about: lots by expiry, pieces by number, ages and prescriptions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from pos_client.engine import carts, tracked
from pos_client.engine.cart_rows import Cart
from pos_client.engine.receipts import receipt_of
from pos_client.engine.returns import GoodsBack, return_lines, return_without_receipt
from pos_client.engine.till import today
from pos_client.store.journal import current_stream, events_after
from shared_models.rules.lots import Lot
from shared_models.rules.particulars import AgeConfirmed, Particulars, Prescription
from shared_models.rules.returns import LineBack
from shared_models.values.codes import ErrorCode, SerialState, Tracking
from shared_models.values.quantity import Quantity, whole
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import Event, UnknownEvent, decode
from tests.factories.tills import Shop, pay
from tests.factories.told import OBAT, PONSEL, ROKOK, SUSU, add_goods, add_piece, let_supervisors_sell_expired

ADULT = AgeConfirmed(18)
NOTHING = Particulars()


@pytest.fixture
def shop(open_shop: Shop) -> Shop:
    with open_shop.store.write() as unit:
        add_goods(unit, open_shop.clock)
    return open_shop


def add(shop: Shop, code: str, told: Particulars = NOTHING, count: int = 1, **more: Any) -> Cart:
    item = shop.item(code)
    with shop.store.write() as unit:
        cart = carts.open_cart(unit, actor=shop.sari)
        return tracked.add_told(unit, cart=cart.id, item=item, qty=whole(count), told=told, **more)


def refused(shop: Shop, code: str, told: Particulars = NOTHING, count: int = 1, **more: Any) -> ErrorCode:
    with pytest.raises(Refusal) as why:
        add(shop, code, told, count, **more)
    return why.value.code


def from_lots(cart: Cart) -> list[tuple[str | None, int]]:
    return [(line.particulars.lot if line.particulars else None, line.qty // 1000) for line in cart.lines]


def last_event(shop: Shop) -> Event:
    with shop.store.write() as unit:
        stream = current_stream(unit)
        assert stream is not None
        event = decode(list(events_after(unit, stream.stream_no, 0, limit=1000))[-1].body.encode())
    assert not isinstance(event, UnknownEvent)
    return event


def test_the_lot_that_expires_first_goes_first_without_a_question(shop: Shop) -> None:
    """Lesson 34: picked in silence, what is over never; several where one does not hold enough."""
    assert from_lots(add(shop, SUSU)) == [("DEKAT", 1)]
    assert from_lots(add(shop, SUSU, count=4)) == [("DEKAT", 3), ("BARU", 2)]


def test_expired_goods_are_refused_and_a_supervisor_decides_where_the_branch_lets_one(shop: Shop) -> None:
    """Lesson 34: an expired lot is not sold."""
    over = Particulars(lot="LAMA")
    assert refused(shop, SUSU, over) is ErrorCode.LOT_EXPIRED
    assert refused(shop, SUSU, over, approver=shop.budi) is ErrorCode.LOT_EXPIRED
    with shop.store.write() as unit:
        let_supervisors_sell_expired(unit)
    assert refused(shop, SUSU, over) is ErrorCode.APPROVAL_NEEDED
    assert refused(shop, SUSU, over, approver=shop.sari) is ErrorCode.APPROVAL_NEEDED
    assert from_lots(add(shop, SUSU, over, approver=shop.budi)) == [("LAMA", 1)]
    event = last_event(shop)
    assert (event.type, event.approver) == ("approval.given", shop.budi)


def test_a_label_of_a_lot_nobody_knows_is_believed(shop: Shop) -> None:
    day = date(2026, 12, 31)
    cart = add(shop, SUSU, Particulars(lot="X9", expires_on=day))
    assert cart.lines[0].particulars == Particulars(lot="X9", expires_on=day)
    assert refused(shop, SUSU, Particulars(lot="X8", expires_on=date(2026, 1, 1))) is ErrorCode.LOT_EXPIRED


def test_what_is_in_the_cart_and_what_was_sold_is_no_longer_left(shop: Shop) -> None:
    cart = add(shop, SUSU, count=3)
    assert from_lots(add(shop, SUSU)) == [("DEKAT", 3), ("BARU", 1)]
    pay(shop, cart.id, 100_000)
    assert from_lots(add(shop, SUSU)) == [("BARU", 1)]


def test_the_cashier_may_choose_another_lot(shop: Shop) -> None:
    """Lesson 34: the cashier can override."""
    cart = add(shop, SUSU)
    product = cart.lines[0].item.product
    with shop.store.write() as unit:
        lots = tracked.lots_left(unit, product, None)
        assert [lot.lot for lot in lots] == ["LAMA", "DEKAT", "BARU"]
        changed = tracked.choose_lot(unit, cart=cart.id, line=1, lot=lots[2], actor=shop.sari)
    assert from_lots(changed) == [("BARU", 1)]
    with shop.store.write() as unit, pytest.raises(Refusal) as why:
        tracked.choose_lot(unit, cart=cart.id, line=1, lot=lots[0], actor=shop.sari)
    assert why.value.code is ErrorCode.LOT_EXPIRED


def test_only_expired_lots_left_are_not_sold_in_silence(shop: Shop) -> None:
    """Lesson 34: nothing expired is ever picked."""
    pay(shop, add(shop, SUSU, count=23).id, 500_000)
    assert refused(shop, SUSU) is ErrorCode.LOT_EXPIRED


def test_a_lot_that_is_near_its_day_is_told_of(shop: Shop) -> None:
    cart = add(shop, SUSU)
    with shop.store.write() as unit:
        assert tracked.near_lot(unit, cart.lines[0]) == ("DEKAT", today(unit) + timedelta(days=10))
        fresh = Lot("BARU", today(unit) + timedelta(days=200), whole(1))
        chosen = tracked.choose_lot(unit, cart=cart.id, line=1, lot=fresh, actor=shop.sari)
        assert tracked.near_lot(unit, chosen.lines[0]) is None


def test_each_piece_has_its_own_line_and_number(shop: Shop) -> None:
    assert refused(shop, PONSEL) is ErrorCode.SERIAL_NEEDED
    assert refused(shop, PONSEL, Particulars(serial="S1"), count=2) is ErrorCode.SERIAL_NEEDED
    add(shop, PONSEL, Particulars(serial="S1"))
    assert refused(shop, PONSEL, Particulars(serial="S1")) is ErrorCode.SERIAL_IN_CART
    cart = add(shop, PONSEL, Particulars(serial="S2"))
    assert [(line.qty, line.particulars.serial) for line in cart.lines if line.particulars] == [
        (1000, "S1"),
        (1000, "S2"),
    ]
    with shop.store.write() as unit, pytest.raises(Refusal) as why:
        carts.change_quantity(unit, cart=cart.id, line=1, qty=whole(2), actor=shop.sari)
    assert why.value.code is ErrorCode.SERIAL_NEEDED


def test_a_piece_is_sold_once_and_again_after_it_came_back(shop: Shop) -> None:
    finished = pay(shop, add(shop, PONSEL, Particulars(serial="S1")).id, 2_450_000)
    assert refused(shop, PONSEL, Particulars(serial="S1")) is ErrorCode.SERIAL_SOLD
    with shop.store.write() as unit:
        back = [LineBack(1, whole(1), serial="S1")]
        return_lines(unit, original=finished.sale, back=back, reason="rusak", actor=shop.budi)
    assert add(shop, PONSEL, Particulars(serial="S1")).lines


def test_only_the_piece_that_was_sold_comes_back(shop: Shop) -> None:
    finished = pay(shop, add(shop, PONSEL, Particulars(serial="S1")).id, 2_450_000)
    for serial, wanted in ((None, ErrorCode.SERIAL_NEEDED), ("S2", ErrorCode.SERIAL_NOT_OF_SALE)):
        back = [LineBack(1, whole(1), serial=serial)]
        with shop.store.write() as unit, pytest.raises(Refusal) as why:
            return_lines(unit, original=finished.sale, back=back, reason="rusak", actor=shop.budi)
        assert why.value.code is wanted


def test_a_piece_without_its_receipt_stays_where_it_is(shop: Shop) -> None:
    back = [GoodsBack(item=shop.item(PONSEL), qty=whole(1))]
    with shop.store.write() as unit, pytest.raises(Refusal) as why:
        return_without_receipt(unit, goods=back, reason="rusak", actor=shop.budi)
    assert why.value.code is ErrorCode.RECEIPT_NEEDED


def test_what_the_back_office_says_of_a_piece_counts(shop: Shop) -> None:
    phone = shop.item(PONSEL).product
    with shop.store.write() as unit:
        add_piece(unit, phone, "S7", SerialState.SOLD)
        add_piece(unit, phone, "S8", SerialState.IN_STOCK)
    assert refused(shop, PONSEL, Particulars(serial="S7")) is ErrorCode.SERIAL_SOLD
    assert add(shop, PONSEL, Particulars(serial="S8")).lines


def test_a_held_cart_does_not_sell_a_piece_that_another_sold(shop: Shop) -> None:
    first = add(shop, PONSEL, Particulars(serial="S1"))
    with shop.store.write() as unit:
        carts.hold(unit, cart=first.id, name="Pak Dedi")
    pay(shop, add(shop, PONSEL, Particulars(serial="S1")).id, 2_450_000)
    with shop.store.write() as unit:
        carts.recall(unit, cart=first.id)
    with pytest.raises(Refusal) as why:
        pay(shop, first.id, 2_450_000)
    assert why.value.code is ErrorCode.SERIAL_SOLD


def test_an_age_is_asked_once_per_cart(shop: Shop) -> None:
    assert refused(shop, ROKOK) is ErrorCode.CHECK_NEEDED
    with shop.store.write() as unit:
        day = today(unit)
    young = AgeConfirmed(18, day.replace(year=day.year - 17))
    assert refused(shop, ROKOK, Particulars(age=young)) is ErrorCode.TOO_YOUNG
    add(shop, ROKOK, Particulars(age=ADULT))
    cart = add(shop, ROKOK)
    assert [(line.qty, line.particulars) for line in cart.lines] == [(2000, Particulars(age=ADULT))]


def test_a_prescription_goes_with_every_line_it_is_for(shop: Shop) -> None:
    assert refused(shop, OBAT) is ErrorCode.CHECK_NEEDED
    shown = Prescription("R-1", "dr. Ratna")
    add(shop, OBAT, Particulars(prescription=shown))
    add(shop, ROKOK, Particulars(age=ADULT))
    cart = add(shop, OBAT)
    told = [line.particulars.prescription for line in cart.lines if line.particulars]
    assert told == [shown, None, shown]


def test_what_was_told_is_in_the_event_and_outlives_the_cart(shop: Shop) -> None:
    add(shop, ROKOK, Particulars(age=ADULT))
    cart = add(shop, SUSU)
    with shop.store.write() as unit:
        carts.hold(unit, cart=cart.id, name="x")
        known = carts.recall(unit, cart=cart.id)
    assert known.lines == cart.lines
    finished = pay(shop, cart.id, 100_000)
    event = last_event(shop)
    assert (event.type, event.tv) == ("sale.completed", 2)
    with shop.store.write() as unit:
        lines = receipt_of(unit, finished.sale).receipt.lines
    assert [line.particulars for line in lines] == [line.particulars for line in cart.lines]


def test_ordinary_goods_say_nothing_of_it(shop: Shop) -> None:
    item = shop.item("KOPI")
    assert not item.needs
    assert shop.item(SUSU).needs.tracking is Tracking.LOT
    with shop.store.write() as unit:
        cart = carts.open_cart(unit, actor=shop.sari)
        cart = carts.add_line(unit, cart=cart.id, item=item, qty=Quantity(1000))
    pay(shop, cart.id, 50_000)
    assert last_event(shop).tv == 1
    with shop.store.write() as unit:
        assert unit.execute("SELECT count(*) FROM tracked_move").fetchone() == (0,)
