"""What the journal copy of a till holds, when that is all that is left of it."""

from __future__ import annotations

from contextlib import closing

from pos_client.engine.enrolment import device_id
from pos_client.engine.rebuild import BoxContent, box_content
from pos_client.store.black_box import Follower
from tests.factories.tills import Clock, Shop, pay, ring_up


def copied(shop: Shop, clock: Clock) -> BoxContent | None:
    device_id(shop.store.folder, clock.new_id, known=shop.till.device)
    with closing(shop.store.reader()) as reader, closing(Follower(shop.store.folder)) as follower:
        follower.follow(reader)
    return box_content(shop.store.folder)


def test_a_shop_without_a_back_office_has_receipts_to_read_and_nobody_to_send_them_to(
    open_shop: Shop, clock: Clock
) -> None:
    for _ in range(2):
        cart = ring_up(open_shop, "KOPI")
        pay(open_shop, cart.id, 100_000)
    content = copied(open_shop, clock)
    assert content is not None
    assert (content.receipts, content.alone) == (2, True)


def test_a_till_of_a_back_office_has_its_receipts_to_send(open_shop: Shop, clock: Clock) -> None:
    with open_shop.store.write() as unit:
        unit.execute("UPDATE stream SET certificate = '{}'")
    content = copied(open_shop, clock)
    assert content is not None
    assert (content.receipts, content.alone) == (0, False)
