"""Payments one by one sum to the receipt, and the books owe what cards were loaded with."""

from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.accounts import Account
from shared_models.rules.checks import impossible
from shared_models.rules.payments import StoredMove, payments_of, stored_moves, told_references
from shared_models.rules.posting import ASIDE_ACCOUNT, PAYMENT_ACCOUNT, TENDER_ACCOUNT, entry_of
from shared_models.rules.receipt import Load, Receipt, ReceiptKind, Tender
from shared_models.values.codes import PutAside, TenderMethod
from shared_models.values.money import ZERO, Money

CARD = Load(PutAside.GIFT_CARD_SOLD, "KH-1", Money(100_000))
METHODS = st.sampled_from(TenderMethod)


def receipt(
    *tenders: Tender, loads: tuple[Load, ...] = (), donation: int = 0, change: int = 0, kind: str = "sale"
) -> Receipt:
    """Of loads alone: what is too much is a fault."""
    return Receipt(
        ReceiptKind(kind), (), ZERO, ZERO, tenders, Money(change), loads=loads, donation=Money(donation)
    )


def test_every_way_to_pay_has_its_account() -> None:
    assert set(TENDER_ACCOUNT) == set(TenderMethod)
    assert set(ASIDE_ACCOUNT) == set(PutAside)
    assert len(PAYMENT_ACCOUNT) == len(TenderMethod) + len(PutAside)


def test_a_gift_card_is_sold_and_change_given_away() -> None:
    """Vectors voucher_sold and sale_donation, in one receipt."""
    sold = receipt(Tender(TenderMethod.CASH, Money(101_000)), loads=(CARD,), donation=400, change=600)
    assert impossible(sold) is None
    assert dict(entry_of(sold, {})) == {
        Account.TILL_CASH: 100_400,
        Account.GIFT_VOUCHERS: -100_000,
        Account.CHANGE_DONATIONS: -400,
    }
    assert stored_moves(sold) == [StoredMove(TenderMethod.GIFT_CARD, "KH-1", Money(100_000))]


def test_money_set_aside_must_be_there() -> None:
    assert impossible(receipt(Tender(TenderMethod.CASH, Money(99_000)), loads=(CARD,))) is not None
    assert impossible(receipt(Tender(TenderMethod.CASH, Money(1)), donation=-1, change=2)) is not None


def test_a_return_gives_back_onto_the_card_and_repeats_a_reference_freely() -> None:
    credit = Tender(TenderMethod.STORE_CREDIT, Money(5_000), number="BDG1-K1A-000002")
    qris = Tender(TenderMethod.QRIS, Money(1), "626012345678")
    assert stored_moves(receipt(credit, kind="return"))[0].amount == 5_000
    assert stored_moves(receipt(credit))[0].amount == -5_000
    assert told_references(receipt(qris)) == [(TenderMethod.QRIS, "626012345678")]
    assert told_references(receipt(qris, kind="return")) == []


@given(
    st.lists(st.builds(Tender, METHODS, st.integers(0, 10**6).map(Money)), max_size=5),
    st.integers(0, 10**5),
    st.integers(0, 10**5),
    st.sampled_from(["sale", "return"]),
)
def test_payments_sum_to_what_was_owed(tenders: list[Tender], change: int, donation: int, kind: str) -> None:
    told = receipt(*tenders, loads=(CARD,), donation=donation, change=change, kind=kind)
    sign = 1 if kind == "sale" else -1
    aside = sum(amount for _, amount in told.set_aside)
    expected = sign * (sum(one.amount for one in tenders) - aside) - change
    assert sum(one.amount for one in payments_of(told)) == expected
