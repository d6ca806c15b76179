"""Money goes back the way it came, never more of it than came."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.receipt import Load, Receipt, ReceiptKind, Tender
from shared_models.rules.refunds import refund_tenders, refundable, unpaid_cash
from shared_models.values.codes import PutAside, TenderMethod
from shared_models.values.money import ZERO, Money

CASH, QRIS = TenderMethod.CASH, TenderMethod.QRIS
GOPAY = Tender(TenderMethod.E_WALLET, Money(30_000), "GP-1", "gopay")
METHODS = st.sampled_from([CASH, QRIS, TenderMethod.CARD, TenderMethod.BANK_TRANSFER])
PAID = st.lists(st.builds(Tender, METHODS, st.integers(1, 100_000).map(Money)), min_size=1, max_size=5)


def sale(*tenders: Tender, change: int = 0, loads: tuple[Load, ...] = (), donation: int = 0) -> Receipt:
    paid = sum(one.amount for one in tenders) - change - donation - sum(one.amount for one in loads)
    return Receipt(
        ReceiptKind.SALE, (), Money(paid), ZERO, tenders, Money(change), loads=loads, donation=Money(donation)
    )


def refund(*tenders: Tender) -> Receipt:
    total = Money(sum(one.amount for one in tenders))
    return Receipt(ReceiptKind.RETURN, (), total, ZERO, tenders, ZERO)


def test_change_and_donation_are_taken_off_the_cash() -> None:
    paid = sale(Tender(CASH, Money(50_000)), GOPAY, change=4_500, donation=500)
    assert refundable(paid, ()) == (Tender(CASH, Money(45_000)), GOPAY)


def test_what_loaded_a_card_is_not_refunded_with_the_goods() -> None:
    loaded = Load(PutAside.GIFT_CARD_SOLD, "KH-1", Money(20_000))
    assert refundable(sale(GOPAY, loads=(loaded,)), ())[0].amount == 10_000


@pytest.mark.parametrize(
    ("lasting", "spent"),
    [
        (TenderMethod.LOYALTY_POINT, QRIS),
        (TenderMethod.CREDIT_SALE, TenderMethod.CARD),
        (TenderMethod.GIFT_CARD, QRIS),
        (TenderMethod.CREDIT_SALE, TenderMethod.STORE_CREDIT),
        (TenderMethod.LOYALTY_POINT, TenderMethod.CREDIT_SALE),
        (QRIS, CASH),
    ],
)
def test_what_is_no_money_goes_back_as_what_it_was(lasting: TenderMethod, spent: TenderMethod) -> None:
    """A card was loaded with the money, whichever way was paid last."""
    loaded = Load(PutAside.GIFT_CARD_SOLD, "KH-1", Money(20_000))
    kept, gone = Tender(lasting, Money(20_000)), Tender(spent, Money(20_000))
    for paid in ((kept, gone), (gone, kept)):
        assert refundable(sale(*paid, loads=(loaded,)), ()) == (kept,)


def test_the_chosen_way_goes_first_and_the_rest_follows() -> None:
    ways = (Tender(CASH, Money(20_000)), GOPAY)
    assert [one.amount for one in refund_tenders(Money(35_000), ways, first=GOPAY)] == [30_000, 5_000]
    assert unpaid_cash(ways, refund_tenders(Money(35_000), ways, first=GOPAY)) == 0
    everything = refund_tenders(Money(35_000), ways, first=Tender(CASH, ZERO))
    assert everything == (Tender(CASH, Money(35_000)),)
    assert unpaid_cash(ways, everything) == 15_000


def test_a_second_return_takes_what_the_first_left() -> None:
    paid = sale(Tender(CASH, Money(20_000)), GOPAY)
    left = refundable(paid, [refund(Tender(TenderMethod.E_WALLET, Money(30_000), None, "gopay"))])
    assert left == (Tender(CASH, Money(20_000)),)


@given(PAID, st.integers(0, 600_000))
def test_a_refund_is_shared_to_the_rupiah(tenders: list[Tender], amount: int) -> None:
    shared = refund_tenders(Money(amount), refundable(sale(*tenders), ()))
    assert sum(one.amount for one in shared) == amount
    assert all(one.amount > 0 for one in shared)


@given(PAID, st.integers(0, 50_000))
def test_the_ways_hold_what_was_paid(tenders: list[Tender], change: int) -> None:
    paid = sum(one.amount for one in tenders)
    kept = min(change, paid)
    assert sum(one.amount for one in refundable(sale(*tenders, change=kept), ())) == paid - kept
