"""What a till is told of its own receipts: which of them are in the balances of the same reply."""

from __future__ import annotations

from uuid import UUID

from backoffice_server.features.payments.service import carry_due, carry_up
from backoffice_server.sync.counted import counted_of
from shared_models.rules.receipt import Load, Tender
from shared_models.values.codes import PutAside, TenderMethod
from shared_models.values.money import Money
from shared_models.wire.sync import Counted
from tests.factories.events import TillWriter, line
from tests.factories.warung import BRANCH, GULA, Warung

PRICE = 12_000


def counted(warung: Warung, till: TillWriter) -> Counted:
    with warung.database.read() as unit:
        found = counted_of(unit, till.device)
    assert found is not None
    (one,) = found
    return one


def in_cash(amount: int) -> tuple[Tender, ...]:
    return (Tender(TenderMethod.CASH, Money(amount)),)


def test_a_card_counts_what_was_carried_up_and_customers_all_that_is_held(warung: Warung) -> None:
    till = warung.stocked().opened()
    warung.push(till.push())
    begun = counted(warung, till)
    assert begun.values == begun.seq
    till.paid(line(GULA.item, PRICE), tenders=in_cash(PRICE))
    till.paid(tenders=in_cash(50_000), loads=[Load(PutAside.GIFT_CARD_SOLD, "K1", Money(50_000))])
    till.paid(line(GULA.item, PRICE), tenders=in_cash(PRICE))
    warung.push(till.push())
    held = counted(warung, till)
    assert (held.stream, held.seq, held.values) == (till.stream, begun.seq + 3, begun.seq + 1)
    with warung.database.write() as unit:
        assert carry_due(unit, BRANCH)
        assert carry_up(unit) == [("gift_card", "K1")]
        assert not carry_due(unit, BRANCH)
        assert carry_up(unit) == []
    assert counted(warung, till).values == held.seq


def test_who_is_no_till_is_told_nothing(warung: Warung) -> None:
    with warung.database.read() as unit:
        assert counted_of(unit, None) is None
        assert counted_of(unit, UUID(int=0xFF)) == ()
