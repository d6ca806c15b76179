"""The first sale after a start knows whether the till's journal is the newest there is."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from pos_client.app.opening import Meeting, MeetingCounter, Opened, open_till
from pos_client.app.options import Options
from pos_client.engine import carts
from pos_client.engine.enrolment import open_new_stream
from pos_client.engine.goods import Goods
from pos_client.features.till.actions import Payment
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.streams import OpenedBecause
from tests.conftest import ExpectLog
from tests.factories.tills import Shop, cash, new_shop, pay, ring_up
from tests.simulation.disks import watched_disks


def sell(counter: MeetingCounter, shop: Shop) -> str:
    cart = counter.add(Goods(shop.item("KOPI")))
    sold = counter.sell(counter.epoch, payment=Payment(cash(20_000)), expected=cart.total, with_receipt=True)
    return sold.finished.receipt_no


def test_a_sale_waits_for_what_the_back_office_says_of_the_journal(open_shop: Shop) -> None:
    shop, meeting = open_shop, Meeting()
    counter = MeetingCounter(shop.store, cashier=shop.sari, meeting=meeting)
    assert sell(counter, shop) == "BDG1-K1A-000001"

    def answer() -> None:
        with shop.store.write() as unit:
            open_new_stream(unit, OpenedBecause.ROLLED_BACK)

    meeting.expect(answer)
    assert sell(counter, shop) == "BDG1-K1B-000001"


def test_a_cart_that_turns_out_to_be_sold_is_said_and_not_sold(open_shop: Shop) -> None:
    shop, meeting = open_shop, Meeting()
    counter = MeetingCounter(shop.store, cashier=shop.sari, meeting=meeting)

    def answer() -> None:
        with shop.store.write() as unit:
            cart = carts.current_cart(unit)
            assert cart is not None
            carts.clear(unit, cart=cart.id, actor=shop.budi)

    meeting.expect(answer)
    with pytest.raises(Refusal) as refused:
        sell(counter, shop)
    assert refused.value.code is ErrorCode.CART_CHANGED
    assert counter.fresh()[1] is None


def test_a_full_disk_keeps_no_till_from_starting(tmp_path: Path, expect_log: ExpectLog) -> None:
    """Lesson 9: what was not printed waits; selling does not."""
    expect_log("the disk is full")
    folder = tmp_path / "till"
    shop = new_shop(folder)
    shop.open_shift()
    pay(shop, ring_up(shop, "KOPI").id, 20_000)
    shop.store.close()
    with watched_disks(folder.parent) as disks:
        plate = disks.plate(folder, Random(1))
        plate.look(follow=False)
        plate.full = True
        opened = open_till(Options(data=folder))
        assert opened.unfinished == ()
        close(opened)
        plate.mend()
        opened = open_till(Options(data=folder))
        assert [job.paper for job in opened.unfinished] == [True]
        close(opened)


def close(opened: Opened) -> None:
    opened.black_box.stop()
    opened.store.close()
