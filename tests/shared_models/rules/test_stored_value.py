"""Vouchers, gift cards, store credit and deposits: the accountants' entries, and balances that come to 0."""

from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules import stored_value
from shared_models.rules.accounts import Account
from shared_models.rules.entries import JournalLine, entry
from shared_models.rules.posting import entry_of
from shared_models.rules.stored_value import (
    StoredFault,
    StoredKind,
    StoredValue,
    forfeit,
    give_back,
    issue,
    lapse,
    spend,
    spend_faults,
    tender_lines,
    tender_vat_entry,
    top_up,
)
from shared_models.values.money import Money
from tests.factories.receipts import PPN_EXCLUSIVE, PPN_INCLUSIVE, cart_of, sale_of

TODAY = date(2026, 11, 21)
DEPOSIT = issue(StoredKind.CUSTOMER_DEPOSIT, Money(500_000), tax_rule=PPN_INCLUSIVE)
VOUCHER = issue(StoredKind.GIFT_VOUCHER, Money(100_000), expires_on=TODAY)


def amounts(lines: Iterable[JournalLine]) -> dict[str, int]:
    return {line.account.value: line.amount for line in lines}


def sale_paid_with(value: StoredValue, amount: int, *, total: int) -> dict[str, int]:
    """The entry of a taxed sale of which `value` pays `amount` and cash the rest."""
    in_cash = entry_of(sale_of(cart_of([total])), {})
    paid = tender_lines(value, spend(value, Money(amount)))
    return amounts(entry([*in_cash, (Account.TILL_CASH, -amount), *paid]))


# journal_vectors.json.


def test_voucher_sold() -> None:
    sold = stored_value.issued_entry(VOUCHER, [(Account.TILL_CASH, 100_000)])
    assert amounts(sold) == {"1101": 100_000, "2142": -100_000}


def test_voucher_redeem() -> None:
    books = sale_paid_with(VOUCHER, 100_000, total=111_000)
    assert books == {"2142": 100_000, "1101": 11_000, "4101": -100_000, "2131": -11_000}


def test_voucher_expired() -> None:
    half = spend(VOUCHER, Money(50_000))
    over = lapse(half, on=TODAY + timedelta(days=1))
    assert amounts(stored_value.lapsed_entry(half, over)) == {"2142": 50_000, "7104": -50_000}
    assert lapse(half, on=TODAY) == half


def test_deposit_customer() -> None:
    taken = stored_value.issued_entry(DEPOSIT, [(Account.TILL_CASH, 500_000)])
    assert amounts(taken) == {"1101": 500_000, "2143": -450_450, "2131": -49_550}


def test_deposit_apply() -> None:
    books = sale_paid_with(DEPOSIT, 500_000, total=1_110_000)
    assert books == {"2143": 450_450, "1101": 610_000, "4101": -1_000_000, "2131": -60_450}


def test_a_receipt_that_booked_the_whole_tender_needs_only_the_tax_moved() -> None:
    used = spend(DEPOSIT, Money(500_000))
    whole_tender = [(Account.CUSTOMER_DEPOSITS, 500_000), (Account.TILL_CASH, -500_000)]
    by_parts = entry([*tender_lines(DEPOSIT, used), (Account.TILL_CASH, -500_000)])
    assert amounts(entry([*whole_tender, *tender_vat_entry(DEPOSIT, used)])) == amounts(by_parts)
    assert tender_vat_entry(VOUCHER, spend(VOUCHER, Money(1))) == ()


def test_a_shop_without_tax_owes_the_whole_deposit() -> None:
    plain = issue(StoredKind.CUSTOMER_DEPOSIT, Money(500_000))
    assert amounts(stored_value.issued_entry(plain, [(Account.BANK, 500_000)])) == {
        "1111": 500_000,
        "2143": -500_000,
    }


def test_in_money_received_the_tax_is_inside_whatever_the_price_tags_say() -> None:
    assert issue(StoredKind.CUSTOMER_DEPOSIT, Money(500_000), tax_rule=PPN_EXCLUSIVE) == DEPOSIT
    assert issue(StoredKind.GIFT_CARD, Money(500_000), tax_rule=PPN_INCLUSIVE).vat == 0


def test_a_deposit_paid_back_takes_its_tax_back() -> None:
    back = stored_value.paid_out_entry(DEPOSIT, spend(DEPOSIT, Money(500_000)), out_of=Account.TILL_CASH)
    assert amounts(back) == {"2143": 450_450, "2131": 49_550, "1101": -500_000}


def test_a_forfeited_deposit_is_income_and_its_tax_stays_paid() -> None:
    given_up = stored_value.lapsed_entry(DEPOSIT, forfeit(DEPOSIT))
    assert amounts(given_up) == {"2143": 450_450, "7103": -450_450}


def test_a_refund_goes_back_onto_the_card_that_paid() -> None:
    card = issue(StoredKind.GIFT_CARD, Money(200_000))
    paid = spend(card, Money(150_000))
    refunded = give_back(paid, Money(55_500))
    assert (refunded.balance, amounts(tender_lines(paid, refunded))) == (105_500, {"2142": -55_500})


def test_goods_returned_for_store_credit() -> None:
    credit = issue(StoredKind.STORE_CREDIT, Money(55_500))
    books = stored_value.issued_entry(credit, [(Account.SALES_RETURNS, 50_000), (Account.OUTPUT_VAT, 5_500)])
    assert amounts(books) == {"4103": 50_000, "2131": 5_500, "2142": -55_500}


def test_a_card_is_loaded_again() -> None:
    card = spend(issue(StoredKind.GIFT_CARD, Money(200_000)), Money(150_000))
    more = top_up(card, Money(100_000))
    assert (more.balance, more.used) == (150_000, 150_000)
    loaded = stored_value.topped_up_entry(more, [(Account.TILL_CASH, 60_000), (Account.BANK, 40_000)])
    assert amounts(loaded) == {"1101": 60_000, "1111": 40_000, "2142": -100_000}
    with pytest.raises(ValueError, match="CUSTOMER_DEPOSIT"):
        stored_value.topped_up_entry(DEPOSIT, [(Account.TILL_CASH, 1)])


def test_every_fault_of_a_payment_is_named() -> None:
    late = TODAY + timedelta(days=1)
    assert spend_faults(VOUCHER, Money(100_000), on=TODAY) == []
    assert spend_faults(VOUCHER, Money(0), on=TODAY) == [StoredFault.NOT_POSITIVE]
    assert spend_faults(VOUCHER, Money(100_001), on=late, offline_left=Money(50_000)) == [
        StoredFault.OVER_BALANCE,
        StoredFault.LAPSED,
        StoredFault.OVER_OFFLINE_CAP,
    ]


def test_what_cannot_be_stops() -> None:
    with pytest.raises(ValueError, match="0"):
        issue(StoredKind.GIFT_CARD, Money(0))
    with pytest.raises(ValueError, match="100001"):
        spend(VOUCHER, Money(100_001))
    with pytest.raises(ValueError, match="1"):
        give_back(VOUCHER, Money(1))
    with pytest.raises(ValueError, match="1"):
        give_back(forfeit(spend(VOUCHER, Money(10))), Money(1))
    for value in (DEPOSIT, forfeit(VOUCHER)):
        with pytest.raises(ValueError, match="5"):
            top_up(value, Money(5))


def test_nothing_loaded_owes_nothing() -> None:
    assert StoredValue(StoredKind.GIFT_CARD, Money(0)).vat_left == 0


values = st.builds(
    issue,
    st.sampled_from(StoredKind),
    st.integers(min_value=1, max_value=10**9).map(Money),
    tax_rule=st.sampled_from([None, PPN_INCLUSIVE]),
)


@given(values, st.data())
def test_however_it_is_spent_and_given_back_nothing_is_left_in_the_books(
    value: StoredValue, data: st.DataObject
) -> None:
    books = list(stored_value.issued_entry(value, [(Account.TILL_CASH, value.loaded)]))
    now = value
    for _ in range(data.draw(st.integers(min_value=0, max_value=6))):
        back = data.draw(st.booleans()) and now.used > 0
        most = now.used if back else now.balance
        if most:
            amount = Money(data.draw(st.integers(min_value=1, max_value=most)))
            after = give_back(now, amount) if back else spend(now, amount)
            books += stored_value.paid_out_entry(now, after, out_of=Account.TILL_CASH)
            assert 0 <= after.vat_left <= after.balance
            now = after
    if now.balance:
        books += stored_value.paid_out_entry(now, spend(now, now.balance), out_of=Account.TILL_CASH)
    assert entry(books) == ()


@given(values, st.data())
def test_what_lapses_leaves_no_liability(value: StoredValue, data: st.DataObject) -> None:
    amount = data.draw(st.integers(min_value=0, max_value=value.loaded))
    now = spend(value, Money(amount)) if amount else value
    books = [
        *stored_value.issued_entry(value, [(Account.TILL_CASH, value.loaded)]),
        *stored_value.paid_out_entry(value, now, out_of=Account.TILL_CASH),
        *stored_value.lapsed_entry(now, forfeit(now)),
    ]
    left = amounts(entry(books))
    assert not {"2142", "2143"} & set(left)
    assert -left.get("2131", 0) == now.vat_left
