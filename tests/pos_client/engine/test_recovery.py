"""What an old disk image lost comes back from the server: checked, once, and without touching what is sold
now.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pos_client.engine import carts, shifts
from pos_client.engine.enrolment import open_new_stream
from pos_client.engine.recovery import take_back
from pos_client.store.checks import all_events, first_fault
from pos_client.store.journal import events_after
from pos_client.store.streams import stream_at, streams
from pos_client.sync.acks import moved_between, set_acked
from shared_models.rules.returns import LineBack
from shared_models.values.codes import CashDirection, CashReason, ErrorCode
from shared_models.values.ids import CartId
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.values.refusals import Refusal
from shared_models.wire.streams import OpenedBecause
from shared_models.wire.sync import WireItem
from tests.factories.tills import Clock, Shop, new_store, pay, ring_up
from tests.pos_client.engine.test_returns import give_back


def test_lost_events_bring_back_receipts_and_cash(shop: Shop, clock: Clock, tmp_path: Path) -> None:
    """An old image of the disk is put back: what the server still has is taken back, checked by its chain."""
    shop.open_shift()
    sold = pay(shop, ring_up(shop, "KOPI", "KOPI").id, 40_000)
    shop.store.close()
    image = (shop.store.path).read_bytes()
    shop.store = new_store(shop.store.folder, clock)
    later = [pay(shop, ring_up(shop, "GULA").id, 20_000) for _ in range(3)]
    returned = give_back(shop, sold.sale, (1, 1))
    reader = shop.store.reader()
    stream = streams(reader)[0]
    lost = [event.item() for event in all_events(reader, stream)][3:]
    before = shifts.x_report(reader)
    reader.close()
    shop.store.close()
    shop.store.path.write_bytes(image)
    shop.store = new_store(shop.store.folder, clock)
    with shop.store.write() as unit:
        open_new_stream(unit, OpenedBecause.ROLLED_BACK)
        unit.execute("UPDATE stream SET acked = head_seq WHERE stream_no = 1")
        assert take_back(unit, stream_at(unit, 1), lost) == 4
        old = stream_at(unit, 1)
        assert (old.head_seq, old.acked) == (7, 7)
        assert first_fault(unit, old, all_events(unit, old)) is None
    reader = shop.store.reader()
    after = shifts.x_report(reader)
    reader.close()
    assert (after.expected, after.sums, after.issued) == (before.expected, before.sums, before.issued)
    assert later[-1].receipt_no == "BDG1-K1A-000004"
    assert returned.receipt_no == "BDG1-K1A-000005"
    with pytest.raises(Refusal) as refused:
        give_back(shop, sold.sale, (1, 2))
    assert refused.value.code is ErrorCode.RETURN_TOO_MUCH
    assert give_back(shop, sold.sale, (1, 1)).refund == sold.receipt.due - returned.refund
    assert LineBack(1, whole(1)).restock


def lost_after(shop: Shop, clock: Clock, *work: Callable[[], object]) -> list[WireItem]:
    """What `work` wrote, on a disk that is then put back to how it was before."""
    shop.store.close()
    image = shop.store.path.read_bytes()
    shop.store = new_store(shop.store.folder, clock)
    reader = shop.store.reader()
    known = streams(reader)[0].head_seq
    for each in work:
        each()
    lost = [event.item() for event in all_events(reader, streams(reader)[0])][known:]
    reader.close()
    shop.store.close()
    shop.store.path.write_bytes(image)
    shop.store = new_store(shop.store.folder, clock)
    with shop.store.write() as unit:
        unit.execute("UPDATE stream SET acked = head_seq")
        open_new_stream(unit, OpenedBecause.ROLLED_BACK)
    return lost


def close_shift(shop: Shop) -> None:
    with shop.store.write() as unit:
        shifts.close_shift(unit, actor=shop.sari, pieces={1_000: 5})


def drop_cash(shop: Shop) -> None:
    with shop.store.write() as unit:
        shifts.move_cash(
            unit,
            direction=CashDirection.OUT,
            reason=CashReason.DROP,
            amount=Money(1_000),
            note="",
            actor=shop.sari,
        )


def test_a_lost_closing_and_the_shift_after_it_come_back(open_shop: Shop, clock: Clock) -> None:
    shop = open_shop
    lost = lost_after(
        shop,
        clock,
        lambda: drop_cash(shop),
        lambda: close_shift(shop),
        lambda: shop.open_shift(70_000),
        lambda: pay(shop, ring_up(shop, "KOPI").id, 20_000),
    )
    with shop.store.write() as unit:
        assert take_back(unit, stream_at(unit, 1), lost) == 4
    reader = shop.store.reader()
    now = shifts.x_report(reader)
    assert (now.number, now.expected, now.issued) == (2, 88_500, 1)
    first = shifts.recent_shifts(reader)[1]
    assert (first.number, first.counted, first.expected) == (1, 5_000, 199_000)
    reader.close()


def test_a_shift_that_went_on_stays_open_over_its_lost_closing(open_shop: Shop, clock: Clock) -> None:
    shop = open_shop
    lost = lost_after(shop, clock, lambda: close_shift(shop), lambda: shop.open_shift(0))
    sold = pay(shop, ring_up(shop, "KOPI").id, 20_000)
    with shop.store.write() as unit:
        assert take_back(unit, stream_at(unit, 1), lost) == 2
    reader = shop.store.reader()
    now = shifts.x_report(reader)
    assert (now.number, now.expected) == (1, 200_000 + sold.receipt.due)
    reader.close()


def test_a_forged_event_is_not_taken_back(open_shop: Shop) -> None:
    with open_shop.store.write() as unit:
        open_new_stream(unit, OpenedBecause.ROLLED_BACK)
        stream = stream_at(unit, 1)
        item = events_after(unit, 1, 1, limit=1)[0].item()
        forged = item.model_copy(update={"seq": stream.head_seq + 1})
        assert take_back(unit, stream, [forged]) == 0
        assert stream_at(unit, 1) == stream


def open_lines(shop: Shop) -> list[str]:
    """What stands in the open cart."""
    with shop.store.write() as unit:
        cart = carts.current_cart(unit)
    return [] if cart is None else [line.item.sku for line in cart.lines]


def pending(shop: Shop) -> list[int]:
    reader = shop.store.reader()
    found = [qty for (qty,) in reader.execute("SELECT qty FROM pending ORDER BY qty")]
    reader.close()
    return found


def add(shop: Shop, cart: CartId, code: str) -> None:
    item = shop.item(code)
    with shop.store.write() as unit:
        carts.add_line(unit, cart=cart, item=item, qty=whole(1))


def test_a_cart_that_was_sold_is_not_sold_again(open_shop: Shop, clock: Clock) -> None:
    """The old image still shows the cart as open; its customer has left with the goods."""
    shop = open_shop
    cart = ring_up(shop, "KOPI").id
    clock.pass_by(minutes=1)

    def sell() -> None:
        add(shop, cart, "GULA")
        pay(shop, cart, 40_000)

    lost = lost_after(shop, clock, sell)
    assert open_lines(shop) == ["KOPI"]
    with shop.store.write() as unit:
        assert take_back(unit, stream_at(unit, 1), lost) == 1
    assert open_lines(shop) == []
    again = pay(shop, cart, 40_000)
    assert (again.receipt_no, again.print_job) == ("BDG1-K1A-000001", None)
    with shop.store.write() as unit:
        assert shifts.x_report(unit).issued == 1


def test_a_cart_that_holds_something_else_is_another_customers(open_shop: Shop, clock: Clock) -> None:
    shop = open_shop
    cart = ring_up(shop, "KOPI").id
    lost = lost_after(shop, clock, lambda: pay(shop, cart, 20_000))
    add(shop, cart, "TEH")
    with shop.store.write() as unit:
        assert take_back(unit, stream_at(unit, 1), lost) == 1
    assert open_lines(shop) == ["KOPI", "TEH"]
    assert pay(shop, cart, 40_000).receipt_no == "BDG1-K1B-000001"


def held_names(shop: Shop) -> list[str]:
    with shop.store.write() as unit:
        return [cart.name for cart in carts.held(unit)]


def put_aside(shop: Shop, code: str, name: str) -> CartId:
    cart = ring_up(shop, code).id
    with shop.store.write() as unit:
        carts.hold(unit, cart=cart, name=name)
    return cart


def test_a_held_cart_that_was_sold_is_not_offered_for_recall(open_shop: Shop, clock: Clock) -> None:
    """Of two carts with the same goods the sale says which one it was."""
    shop = open_shop
    put_aside(shop, "KOPI", "Bu Ani")
    cart = put_aside(shop, "KOPI", "Pak Budi")
    clock.pass_by(minutes=1)

    def sell() -> None:
        with shop.store.write() as unit:
            carts.recall(unit, cart=cart)
        add(shop, cart, "GULA")
        pay(shop, cart, 40_000)

    lost = lost_after(shop, clock, sell)
    assert held_names(shop) == ["Bu Ani", "Pak Budi"]
    ring_up(shop, "TEH")
    with shop.store.write() as unit:
        assert take_back(unit, stream_at(unit, 1), lost) == 1
    assert (held_names(shop), open_lines(shop)) == (["Bu Ani"], ["TEH"])


def test_a_held_cart_that_holds_more_since_stays(open_shop: Shop, clock: Clock) -> None:
    shop = open_shop
    cart = put_aside(shop, "KOPI", "Bu Ani")

    def sell() -> None:
        with shop.store.write() as unit:
            carts.recall(unit, cart=cart)
        pay(shop, cart, 20_000)

    lost = lost_after(shop, clock, sell)
    with shop.store.write() as unit:
        carts.recall(unit, cart=cart)
    add(shop, cart, "TEH")
    with shop.store.write() as unit:
        carts.hold(unit, cart=cart, name="Bu Ani")
        assert take_back(unit, stream_at(unit, 1), lost) == 1
    assert held_names(shop) == ["Bu Ani"]


def test_a_cart_begun_after_the_lost_sale_stays(open_shop: Shop, clock: Clock) -> None:
    shop = open_shop
    lost = lost_after(shop, clock, lambda: pay(shop, ring_up(shop, "KOPI").id, 20_000))
    clock.pass_by(minutes=1)
    ring_up(shop, "KOPI")
    with shop.store.write() as unit:
        assert take_back(unit, stream_at(unit, 1), lost) == 1
    assert open_lines(shop) == ["KOPI"]


def test_a_cart_that_was_given_up_is_gone(open_shop: Shop, clock: Clock) -> None:
    shop = open_shop
    cart = ring_up(shop, "KOPI").id

    def clear() -> None:
        with shop.store.write() as unit:
            carts.clear(unit, cart=cart, actor=shop.budi)

    lost = lost_after(shop, clock, clear)
    with shop.store.write() as unit:
        assert take_back(unit, stream_at(unit, 1), lost) == 1
    assert open_lines(shop) == []


def test_own_moves_are_those_the_server_has_not_acknowledged(open_shop: Shop, clock: Clock) -> None:
    """Whatever was sold twice or not at all in the stock shown would stay wrong for ever."""
    shop = open_shop
    lost = lost_after(shop, clock, lambda: pay(shop, ring_up(shop, "KOPI").id, 20_000))
    with shop.store.write() as unit:
        unit.execute("UPDATE stream SET acked = 1 WHERE stream_no = 1")
        assert take_back(unit, stream_at(unit, 1), lost) == 1
    assert pending(shop) == [-1_000]
    with shop.store.write() as unit:
        stream = stream_at(unit, 1)
        assert (stream.acked, stream.head_seq) == (1, 3)
        set_acked(unit, stream, 3, moved_between(unit, stream, 1, 3).goods)
    assert pending(shop) == []


def test_the_other_branch_of_a_stream_is_passed_over(open_shop: Shop, clock: Clock) -> None:
    """A cloned disk wrote on at the same place: the server holds both, and sends both."""
    shop = open_shop
    theirs = lost_after(shop, clock, lambda: pay(shop, ring_up(shop, "TEH", "TEH").id, 20_000))
    other = theirs[0].model_copy(update={"hash": "ab" * 32})
    with shop.store.write() as unit:
        assert take_back(unit, stream_at(unit, 1), [other, *theirs]) == 1
        assert stream_at(unit, 1).head_hash.hex() == theirs[0].hash
