"""The first sale after a start knows whether the till's journal is the newest there is."""

from __future__ import annotations

from pos_client.app.opening import Meeting, MeetingCounter
from pos_client.engine.enrolment import open_new_stream
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.wire.streams import OpenedBecause
from tests.factories.tills import Shop


def sell(counter: MeetingCounter, shop: Shop) -> str:
    cart = counter.add(shop.item("KOPI"), whole(1))
    sold = counter.sell(counter.epoch, cash=Money(20_000), expected=cart.total, with_receipt=True)
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
