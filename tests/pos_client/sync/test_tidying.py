"""What a tested backup holds goes when nobody sells: bounded, and never while something waits."""

from __future__ import annotations

from datetime import timedelta

from pos_client.engine import carts, shifts
from pos_client.sync.tidying import AGAIN_MS, FIRST_MS, Tidying
from tests.factories.tills import Clock, Shop


def test_it_waits_for_a_quiet_moment(open_shop: Shop, clock: Clock) -> None:
    for _ in range(3):
        with open_shop.store.write() as unit:
            shifts.record_drawer_opening(unit, actor=open_shop.budi, reason="ganti uang")
    with open_shop.store.write() as unit:
        unit.execute("UPDATE stream SET acked = head_seq, archived = head_seq")
        cart = carts.open_cart(unit, actor=open_shop.budi)
    clock.at += timedelta(days=401)
    tidying = Tidying.after_start(open_shop.store)
    now = tidying.due_ms - FIRST_MS
    assert tidying.look(now, all_sent=True) == 0
    now = tidying.due_ms
    assert tidying.look(now, all_sent=False) == 0
    assert tidying.look(now, all_sent=True) == 0  # somebody sells
    with open_shop.store.write() as unit:
        unit.execute("DELETE FROM cart WHERE cart = ?", (cart.id.bytes,))
    assert tidying.look(now, all_sent=True) == 4
    assert (tidying.look(now, all_sent=True), tidying.due_ms) == (0, now + AGAIN_MS)
