"""Every way to pay in the books; cards and vouchers carried up to the company, what is odd is flagged."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from backoffice_server.features.ledger.tables import journal_line
from backoffice_server.features.payments.service import carry_due, carry_up
from backoffice_server.features.payments.service.carrying import tell
from backoffice_server.features.payments.tables import stored_terms, stored_value
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import sale_payment, shift
from backoffice_server.proof.verify import verify
from shared_models.rules.accounts import Account
from shared_models.rules.receipt import Load, Tender
from shared_models.rules.rounding import CashRounding
from shared_models.values.codes import PutAside, ReviewCode, RoundingMode, TenderMethod
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from tests.factories.events import TillWriter, line
from tests.factories.warung import BERAS, BRANCH, GULA, SECRET, Warung

CARD = "KH-0001"
RRN = "626012345678"


def tender(method: TenderMethod, amount: int, **more: str) -> Tender:
    return Tender(method, Money(amount), **more)


def cash(amount: int) -> Tender:
    return tender(TenderMethod.CASH, amount)


def by_card(amount: int, number: str = CARD) -> Tender:
    return tender(TenderMethod.GIFT_CARD, amount, number=number)


def load(amount: int, number: str = CARD) -> Load:
    return Load(PutAside.GIFT_CARD_SOLD, number, Money(amount))


def booked(warung: Warung, account: Account) -> int:
    query = select(journal_line.c.amount).where(journal_line.c.account == account.value)
    return sum(row.amount for row in warung.rows(query))


def faults(warung: Warung) -> list[str]:
    with warung.database.read() as unit:
        return [str(one) for one in verify(unit, SECRET) if not one.holds]


def carried(warung: Warung) -> list[tuple[str, str]]:
    with warung.database.write() as unit:
        return carry_up(unit)


def flags(warung: Warung, code: ReviewCode) -> list[str]:
    query = select(review.c.subject).where(review.c.code == code.value)
    return [row.subject for row in warung.rows(query)]


def sells(till: TillWriter, price: int, tenders: Sequence[Tender]) -> None:
    till.paid(line(GULA.item, price), tenders=tenders)


def test_each_way_to_pay_stands_on_its_own_account(warung: Warung) -> None:
    till = warung.stocked().opened(rounding=CashRounding(100, RoundingMode.DOWN))
    till.paid(tenders=[cash(100_000)], loads=[load(100_000)])
    till.paid(
        line(BERAS.item, 72_050, qty=whole(2)),
        tenders=[
            cash(20_000),
            tender(TenderMethod.CARD, 30_000, kind="debit", reference="123456", last4="4242"),
            tender(TenderMethod.E_WALLET, 25_000, kind="gopay", reference="GP-1"),
            tender(TenderMethod.BANK_TRANSFER, 20_000, kind="transfer", reference="BCA 7781"),
            tender(TenderMethod.QRIS, 10_000, reference=RRN),
            by_card(40_000),
        ],
        donation=0,
    )
    warung.push(till.push())
    assert faults(warung) == []
    assert carried(warung) == [("gift_card", CARD)]
    assert faults(warung) == []
    assert booked(warung, Account.E_WALLET_CLEARING) == 25_000
    assert booked(warung, Account.BANK) == 20_000
    assert booked(warung, Account.CARD_CLEARING) == 30_000
    assert booked(warung, Account.QRIS_CLEARING) == 10_000
    assert booked(warung, Account.GIFT_VOUCHERS) == -100_000 + 40_000
    kinds = {(row.method, row.kind) for row in warung.rows(select(sale_payment))}
    assert kinds >= {("e_wallet", "gopay"), ("card", "debit"), ("gift_card_sold", None), ("qris", None)}
    (row,) = warung.rows(select(stored_value))
    assert (row.method, row.number, row.balance, row.moves) == ("gift_card", CARD, 60_000, 2)


def test_change_that_is_given_away_is_owed_and_lies_in_the_drawer(warung: Warung) -> None:
    till = warung.stocked().opened()
    till.paid(line(GULA.item, 12_750), tenders=[cash(13_000)], donation=250)
    warung.push(till.push())
    assert booked(warung, Account.CHANGE_DONATIONS) == -250
    assert booked(warung, Account.TILL_CASH) == 500_000 + 13_000
    assert faults(warung) == []
    (row,) = warung.rows(select(shift))
    assert row.cash_sales == 13_000


def test_a_card_sold_alone_is_no_sale_of_goods(warung: Warung) -> None:
    till = warung.opened()
    till.paid(tenders=[cash(50_000)], loads=[load(50_000)])
    warung.push(till.push())
    assert booked(warung, Account.SALES) == 0
    assert booked(warung, Account.GIFT_VOUCHERS) == -50_000
    assert faults(warung) == []


def test_a_card_spent_twice_is_booked_and_flagged_once_both_are_known(warung: Warung) -> None:
    first, second = warung.stocked().opened("K1"), warung.opened("K2")
    first.paid(tenders=[cash(50_000)], loads=[load(50_000)])
    sells(first, 40_000, [by_card(40_000)])
    sells(second, 30_000, [by_card(30_000)])
    warung.push(first.push())
    carried(warung)
    assert flags(warung, ReviewCode.STORED_VALUE_OVERDRAWN) == []
    warung.push(second.push())
    carried(warung)
    assert flags(warung, ReviewCode.STORED_VALUE_OVERDRAWN) == [CARD]
    (row,) = warung.rows(select(stored_value))
    assert row.balance == -20_000
    assert faults(warung) == []


def test_one_payment_at_two_tills_is_flagged(warung: Warung) -> None:
    """A till sees its own receipts only; the office sees both."""
    first, second = warung.stocked().opened("K1"), warung.opened("K2")
    sells(first, 20_000, [tender(TenderMethod.QRIS, 20_000, reference=RRN)])
    sells(second, 20_000, [tender(TenderMethod.QRIS, 20_000, reference=RRN)])
    warung.push(first.push())
    carried(warung)
    assert flags(warung, ReviewCode.REFERENCE_REPEATED) == []
    warung.push(second.push())
    carried(warung)
    assert flags(warung, ReviewCode.REFERENCE_REPEATED) == [RRN]
    assert faults(warung) == []


def test_one_number_of_two_methods_is_two_payments(warung: Warung) -> None:
    first, second = warung.stocked().opened("K1"), warung.opened("K2")
    sells(first, 20_000, [tender(TenderMethod.QRIS, 20_000, reference=RRN)])
    sells(second, 20_000, [tender(TenderMethod.E_WALLET, 20_000, reference=RRN)])
    warung.push(first.push())
    warung.push(second.push())
    carried(warung)
    assert flags(warung, ReviewCode.REFERENCE_REPEATED) == []
    assert faults(warung) == []


def test_nothing_is_carried_up_twice(warung: Warung) -> None:
    till = warung.opened()
    till.paid(tenders=[cash(50_000)], loads=[load(50_000)])
    with warung.database.read() as unit:
        assert not carry_due(unit, BRANCH)
    warung.push(till.push())
    with warung.database.read() as unit:
        assert carry_due(unit, BRANCH)
    assert carried(warung) == [("gift_card", CARD)]
    assert carried(warung) == []


def test_what_was_spent_although_it_was_blocked_or_over_is_flagged(warung: Warung) -> None:
    till = warung.stocked().opened()
    for number in ("KH-1", "KH-2", "KH-3"):
        till.paid(tenders=[cash(50_000)], loads=[load(50_000, number)])
    warung.push(till.push())
    carried(warung)
    with warung.database.write() as unit:
        for number, days, blocked in (("KH-1", None, True), ("KH-2", date(2020, 1, 31), False)):
            unit.upsert(stored_terms, [(TenderMethod.GIFT_CARD.value, number, days, blocked)])
            tell(unit, [(TenderMethod.GIFT_CARD.value, number)])
    for number in ("KH-1", "KH-2", "KH-3"):
        sells(till, 10_000, [by_card(10_000, number)])
    warung.push(till.push(4))
    carried(warung)
    assert sorted(flags(warung, ReviewCode.STORED_VALUE_UNUSABLE)) == ["KH-1", "KH-2"]
    assert faults(warung) == []
