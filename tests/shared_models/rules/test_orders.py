"""Deposits in the books: taxed on their day, used up by the sale, paid back or forfeited to the rupiah."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from shared_models.rules.accounts import Account
from shared_models.rules.orders import forfeited_vat, net_payments, vat_of_deposit
from shared_models.rules.posting import entry_of
from shared_models.rules.receipt import Load, Receipt, ReceiptKind, Tender
from shared_models.values.codes import PutAside, TenderMethod
from shared_models.values.money import ZERO, Money
from tests.factories.receipts import tax_rule

DEPOSIT, TOTAL, TAX = Money(500_000), Money(1_110_000), Money(110_000)
NUMBER = "BDG1-K1A-P00001"
RULE = tax_rule(valid_from=date(2025, 1, 1))


def cash(amount: int) -> Tender:
    return Tender(TenderMethod.CASH, Money(amount))


def booked(receipt: Receipt) -> dict[Account, int]:
    return {line.account: line.amount for line in entry_of(receipt, {})}


def taken(deposit: Money, vat: Money) -> Receipt:
    load = Load(PutAside.DEPOSIT_TAKEN, NUMBER, deposit, vat)
    return Receipt(ReceiptKind.SALE, (), ZERO, ZERO, (cash(deposit),), ZERO, (load,), deposit_vat=vat)


def paid_back(deposit: Money, vat: Money, forfeited: Money) -> Receipt:
    given_up = (Tender(TenderMethod.FORFEITED_DEPOSIT, forfeited),) if forfeited else ()
    load = Load(PutAside.DEPOSIT_TAKEN, NUMBER, deposit, vat)
    return Receipt(
        ReceiptKind.RETURN,
        (),
        ZERO,
        ZERO,
        (cash(deposit - forfeited), *given_up),
        ZERO,
        (load,),
        deposit_vat=Money(-vat),
        forfeited_vat=forfeited_vat(forfeited, deposit=deposit, vat=vat),
    )


def test_the_deposit_of_a_taxed_shop_is_taxed_when_it_is_received() -> None:
    """Vector deposit_customer."""
    vat = vat_of_deposit(DEPOSIT, total=TOTAL, tax=TAX)
    assert booked(taken(DEPOSIT, vat)) == {
        Account.TILL_CASH: 500_000,
        Account.CUSTOMER_DEPOSITS: -450_450,
        Account.OUTPUT_VAT: -49_550,
    }


def test_what_is_forfeited_keeps_its_tax() -> None:
    assert booked(paid_back(DEPOSIT, Money(49_550), DEPOSIT)) == {
        Account.CUSTOMER_DEPOSITS: 450_450,
        Account.OTHER_INCOME: -450_450,
    }


@given(total=st.integers(1, 10**10), data=st.data())
def test_taken_and_paid_back_nothing_is_left_but_what_was_forfeited(total: int, data: st.DataObject) -> None:
    tax = RULE.tax_on(Money(total))
    deposit = Money(data.draw(st.integers(1, total)))
    forfeited = Money(data.draw(st.integers(0, deposit)))
    vat = vat_of_deposit(deposit, total=Money(total), tax=tax)
    assert 0 <= vat <= deposit
    both: dict[Account, int] = {}
    for receipt in (taken(deposit, vat), paid_back(deposit, vat, forfeited)):
        for account, amount in booked(receipt).items():
            both[account] = both.get(account, 0) + amount
    kept = forfeited_vat(forfeited, deposit=deposit, vat=vat)
    left = {account: amount for account, amount in both.items() if amount}
    wanted = {
        Account.TILL_CASH: int(forfeited),
        Account.OUTPUT_VAT: -kept,
        Account.OTHER_INCOME: kept - forfeited,
    }
    assert left == {account: amount for account, amount in wanted.items() if amount}


def test_change_is_taken_off_the_cash_of_a_deposit() -> None:
    by_bank = Tender(TenderMethod.BANK_TRANSFER, Money(6_000), kind="transfer")
    assert net_payments((cash(5_000), by_bank), Money(1_000)) == (cash(4_000), by_bank)
    assert net_payments((cash(5_000),), Money(5_000)) == ()
