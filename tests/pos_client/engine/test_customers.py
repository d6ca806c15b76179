"""Customers at a till that is alone: added, found, given points, sold to on account."""

from __future__ import annotations

from datetime import date
from typing import Final
from uuid import UUID

import pytest

from pos_client.engine import carts, customers, receipts, returns, sales
from pos_client.engine.customers import Member, Standing
from pos_client.engine.recovery import take_back
from pos_client.store.customer_tables import put_customers, put_standings
from pos_client.store.journal import current_stream, events_after
from pos_client.store.replica import keep
from pos_client.store.streams import stream_at
from shared_models.rules.receipt import Tender
from shared_models.rules.returns import LineBack
from shared_models.values.codes import ErrorCode, TenderMethod
from shared_models.values.ids import CartId, CustomerId
from shared_models.values.money import Money
from shared_models.values.quantity import ONE
from shared_models.values.refusals import Refusal
from shared_models.wire.customers import CustomerAdded, CustomerTerms, PointsTerms
from shared_models.wire.envelope import decode
from shared_models.wire.replica import CustomerRow, CustomerStandingRow
from shared_models.wire.sales import SaleCompleted, SaleReturned
from shared_models.wire.sync import Entity
from tests.factories.tills import Clock, Shop, ring_up
from tests.pos_client.engine.test_recovery import lost_after

ANI: Final = CustomerId(UUID(int=0xA1))
TERMS: Final = CustomerTerms(
    points=PointsTerms(spend=Money(1_000), value=Money(10), minimum=10, offline_cap=500),
    credit_offline_cap=Money(50_000),
)


@pytest.fixture
def club(open_shop: Shop) -> Shop:
    """Ibu Ani has 300 points and may owe 100.000."""
    row = CustomerRow(
        id=ANI, code="M1", card="888", name="Ibu Ani", phone="0812-5550-11", credit_limit=Money(100_000),
        birthday=date(1990, 11, 21),
    )  # fmt: skip
    with open_shop.store.write() as unit:
        put_customers(unit, [(1, row)])
        put_standings(unit, [(1, CustomerStandingRow(customer=ANI, points=300, owed=0))])
        keep(unit, Entity.CUSTOMER_TERMS, "all", TERMS)
    return open_shop


def rung_up(shop: Shop, *codes: str) -> CartId:
    cart = ring_up(shop, *codes)
    with shop.store.write() as unit:
        carts.set_customer(unit, cart=cart.id, customer=customers.member_of(unit, ANI))
    return cart.id


def sell(
    shop: Shop, cart: CartId, *parts: tuple[TenderMethod, int], approver: bool = False
) -> sales.FinishedSale:
    tenders = [Tender(method, Money(amount)) for method, amount in parts]
    with shop.store.write() as unit:
        allower = shop.budi if approver else None
        return sales.complete_sale(unit, cart=cart, actor=shop.sari, tenders=tenders, approver=allower)


def last(shop: Shop) -> object:
    with shop.store.write() as unit:
        stream = current_stream(unit)
        assert stream is not None
        return decode(events_after(unit, stream.stream_no, 0, limit=99)[-1].body.encode()).p


def standing(shop: Shop) -> Standing:
    with shop.store.write() as unit:
        return customers.standing_of(unit, ANI)


def found(shop: Shop, words: str) -> list[str]:
    with shop.store.write() as unit:
        return [one.name for one in customers.find(unit, words)]


@pytest.mark.parametrize("words", ["ani", "IBU", "m1", "888", "+62 812 5550 11", "bu an"])
def test_a_customer_is_found_by_whatever_is_known_of_him(club: Shop, words: str) -> None:
    assert found(club, words) == ["Ibu Ani"]


def test_who_is_unknown_is_not_found(club: Shop) -> None:
    assert found(club, "tono") == found(club, "") == found(club, "100%") == []
    with club.store.write() as unit:
        assert customers.by_code(unit, "888") == customers.by_code(unit, "M1")
        assert customers.by_code(unit, "m1") is None


def test_a_customer_added_here_is_an_event_and_can_buy_at_once(club: Shop) -> None:
    with club.store.write() as unit:
        made = customers.add(unit, name="  Pak Tono ", phone="0813 777 1", actor=club.sari)
    told = last(club)
    assert isinstance(told, CustomerAdded)
    assert (told.customer, told.name, told.code) == (made.id, "Pak Tono", "08137771")
    assert found(club, "tono") == found(club, "08137771") == ["Pak Tono"]
    with club.store.write() as unit:
        known = customers.by_code(unit, "08137771")
        assert known == Member(made.id, "08137771", "Pak Tono", "0813 777 1")
        put_customers(unit, [(2, CustomerRow(id=made.id, code="08137771", name="Pak Tono B"))])
        assert customers.added_here(unit) == []
    assert found(club, "tono") == ["Pak Tono B"]


def test_a_phone_number_that_is_known_is_not_added_again(club: Shop) -> None:
    with pytest.raises(Refusal) as refused, club.store.write() as unit:
        customers.add(unit, name="Bu Ani", phone="0812 5550-11", actor=club.sari)
    assert (refused.value.code, refused.value.facts["customer"]) == (ErrorCode.CONFLICT, "Ibu Ani")
    with pytest.raises(Refusal) as refused, club.store.write() as unit:
        customers.add(unit, name=" ", phone="", actor=club.sari)
    assert refused.value.code is ErrorCode.FIELD_REQUIRED


def test_points_are_earned_and_used_and_counted_at_once(club: Shop) -> None:
    done = sell(
        club, rung_up(club, "BERAS"), (TenderMethod.LOYALTY_POINT, 2_500), (TenderMethod.CASH, 72_400)
    )
    told = last(club)
    assert isinstance(told, SaleCompleted)
    assert told.customer == ANI
    assert told.points is not None
    assert (told.points.earned, told.points.redeemed, told.version) == (72, 250, 2)
    assert done.member == sales.SoldTo("Ibu Ani", 72, 250, 300 - 250 + 72)
    assert (standing(club).points, standing(club).taken) == (122, 250)


@pytest.mark.parametrize(("amount", "why"), [(3_010, "over_balance"), (50, "below_minimum"), (2_505, "odd")])
def test_points_there_are_not_do_not_pay(club: Shop, amount: int, why: str) -> None:
    cart = rung_up(club, "BERAS")
    with pytest.raises(Refusal) as refused:
        sell(club, cart, (TenderMethod.LOYALTY_POINT, amount), (TenderMethod.CASH, 100_000))
    assert (refused.value.code, refused.value.facts["why"]) == (ErrorCode.POINTS_REFUSED, why)


def test_a_till_alone_takes_no_more_points_than_it_may(club: Shop) -> None:
    with club.store.write() as unit:
        put_standings(unit, [(2, CustomerStandingRow(customer=ANI, points=2_000, owed=0))])
    sell(club, rung_up(club, "BERAS"), (TenderMethod.LOYALTY_POINT, 4_000), (TenderMethod.CASH, 70_900))
    assert standing(club).redeemable(Money(74_900)) == 100
    with pytest.raises(Refusal) as refused:
        sell(club, rung_up(club, "BERAS"), (TenderMethod.LOYALTY_POINT, 1_010), (TenderMethod.CASH, 80_000))
    assert refused.value.facts == {"why": "over_offline_cap", "most": 100}


def test_nobody_pays_with_points_or_on_account_without_a_name(open_shop: Shop) -> None:
    for method in (TenderMethod.LOYALTY_POINT, TenderMethod.CREDIT_SALE):
        cart = ring_up(open_shop, "BERAS")
        with pytest.raises(Refusal) as refused:
            sell(open_shop, cart.id, (method, cart.total))
        assert refused.value.code is ErrorCode.CUSTOMER_NEEDED


def test_on_account_goes_as_far_as_the_till_may_and_further_with_approval(club: Shop) -> None:
    sell(club, rung_up(club, "GULA"), (TenderMethod.CREDIT_SALE, 17_450))
    told = last(club)
    assert isinstance(told, SaleCompleted)
    assert told.credit is not None
    assert (told.credit.due_on, told.credit.approver) == (date(2026, 12, 21), None)
    assert standing(club).owed == 17_450
    cart = rung_up(club, "BERAS")
    with pytest.raises(Refusal) as refused:
        sell(club, cart, (TenderMethod.CREDIT_SALE, 74_900))
    assert refused.value.code is ErrorCode.APPROVAL_NEEDED
    sell(club, cart, (TenderMethod.CREDIT_SALE, 74_900), approver=True)
    told = last(club)
    assert isinstance(told, SaleCompleted)
    assert told.credit is not None
    assert told.credit.approver == club.budi


def test_a_return_takes_back_the_points_its_sale_earned(club: Shop) -> None:
    done = sell(club, rung_up(club, "GULA"), (TenderMethod.CASH, 20_000))
    assert standing(club).points == 317
    with club.store.write() as unit:
        assert receipts.receipt_of(unit, done.sale).customer is not None
        returns.return_lines(
            unit, original=done.sale, back=[LineBack(1, ONE)], reason="rusak", actor=club.budi
        )
    told = last(club)
    assert isinstance(told, SaleReturned)
    assert told.points is not None
    assert (told.customer, told.points.taken_back, told.points.given_back) == (ANI, 17, 0)
    assert standing(club).points == 300


def test_a_held_cart_remembers_its_customer(club: Shop) -> None:
    cart = rung_up(club, "GULA")
    with club.store.write() as unit:
        carts.hold(unit, cart=cart, name="meja 3")
        unit.execute("DELETE FROM customer")
        unit.memory.clear()
        again = carts.recall(unit, cart=cart)
    assert again.customer == Member(ANI, "", "Ibu Ani")


def test_what_the_back_office_told_is_not_counted_again(club: Shop) -> None:
    sell(club, rung_up(club, "BERAS"), (TenderMethod.CASH, 75_000))
    with club.store.write() as unit:
        put_standings(unit, [(2, CustomerStandingRow(customer=ANI, points=300, owed=0))])
    assert standing(club).points == 374
    with club.store.write() as unit:
        unit.execute("UPDATE stream SET acked = head_seq, told = head_seq")
        put_standings(unit, [(3, CustomerStandingRow(customer=ANI, points=374, owed=0))])
    assert standing(club).points == 374


def test_a_return_goes_back_the_way_it_was_paid(club: Shop) -> None:
    parts = ((TenderMethod.LOYALTY_POINT, 2_000), (TenderMethod.CREDIT_SALE, 15_450))
    done = sell(club, rung_up(club, "GULA"), *parts)
    with club.store.write() as unit:
        returns.return_lines(
            unit, original=done.sale, back=[LineBack(1, ONE)], reason="rusak", actor=club.budi
        )
    told = last(club)
    assert isinstance(told, SaleReturned)
    assert told.points is not None
    assert (told.customer, told.points.taken_back, told.points.given_back) == (ANI, 15, 200)
    assert {(one.method, one.amount) for one in told.tenders} == set(parts)
    assert (standing(club).points, standing(club).owed, standing(club).taken) == (300, 0, 0)


def test_a_rebuilt_till_counts_what_it_has_not_sent(club: Shop, clock: Clock) -> None:
    """Points and credit of before, and whoever was added: the till stays as careful as it was."""
    made: list[sales.FinishedSale] = []

    def work() -> None:
        parts = ((TenderMethod.CREDIT_SALE, 18_000), (TenderMethod.LOYALTY_POINT, 500))
        made.append(sell(club, rung_up(club, "KOPI"), *parts))
        with club.store.write() as unit:
            customers.add(unit, name="Pak Joko", phone="0813-1", actor=club.sari)

    before = standing(club)
    lost = lost_after(club, clock, work)
    assert (standing(club), found(club, "joko")) == (before, [])
    with club.store.write() as unit:
        assert take_back(unit, stream_at(unit, 1), lost, unsent=True) == 2
    assert made[0].member is not None
    now = standing(club)
    assert (now.points, now.taken, now.owed) == (made[0].member.points, 50, 18_000)
    assert found(club, "joko") == ["Pak Joko"]


def test_what_the_back_office_holds_of_a_rebuilt_till_is_not_counted_again(club: Shop, clock: Clock) -> None:
    lost = lost_after(
        club, clock, lambda: sell(club, rung_up(club, "KOPI"), (TenderMethod.CREDIT_SALE, 18_500))
    )
    with club.store.write() as unit:
        assert take_back(unit, stream_at(unit, 1), lost) == 1
    assert standing(club).owed == 0
