"""F3: whose cart it is, with real keys, and what the side panel and the finished sale say of it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from pos_client.features.till.state import Stage
from pos_client.features.till.ways import Entered
from pos_client.store.customer_tables import put_customers, put_standings
from pos_client.store.replica import keep
from shared_models.values.money import Money
from shared_models.wire.customers import CustomerTerms, PointsTerms
from shared_models.wire.replica import CustomerRow, CustomerStandingRow
from shared_models.wire.sync import Entity
from tests.factories.seller import KOPI, Seller

ANI = UUID(int=0xA1)


@pytest.fixture
def club(sari: Seller) -> Seller:
    """Ibu Ani has 300 points and her birthday is known."""
    opened = sari.window.opened
    assert opened is not None
    with opened.store.write() as unit:
        row = CustomerRow(id=ANI, code="M1", card="7700001", name="Ibu Ani", phone="0812-5550-11")
        row = row.model_copy(update={"birthday": date(1990, 1, 1), "note": "Bon terpisah"})
        put_customers(unit, [(1, row)])
        put_standings(unit, [(1, CustomerStandingRow(customer=ANI, points=300, owed=0))])
        terms = CustomerTerms(points=PointsTerms(spend=Money(1_000), value=Money(10), offline_cap=500))
        keep(unit, Entity.CUSTOMER_TERMS, "all", terms)
    return sari


def name_of(seller: Seller) -> str:
    member = seller.till.state.member
    return "" if member is None else member.name


def choose(seller: Seller, words: str) -> None:
    seller.press("F3")
    seller.type(words)
    seller.press("Return")
    seller.settle()
    if seller.panel is not None:
        seller.press("Return")
    seller.settle()


def test_a_customer_is_chosen_by_name_and_earns_points(club: Seller) -> None:
    club.scan(KOPI)
    choose(club, "ani")
    assert (name_of(club), club.panel) == ("Ibu Ani", None)
    assert club.till.state.member is not None
    assert club.till.state.member.points == 300
    club.press("Return", "Return")
    club.settle()
    assert club.stage() is Stage.PAID
    paid = club.view._paying.paid
    assert paid is not None
    assert (paid.member, paid.earned, paid.points) == ("Ibu Ani", 18, 318)
    assert name_of(club) == ""


def test_a_scanned_card_chooses_its_customer(club: Seller) -> None:
    club.scan(KOPI, "7700001")
    club.settle()
    assert name_of(club) == "Ibu Ani"
    assert club.lines() == [("KOPI", 1000)]


def test_a_new_customer_is_added_and_chosen(club: Seller) -> None:
    club.scan(KOPI)
    club.press("F3", "Ctrl+N")
    club.type("Pak Tono")
    club.press("Return")
    club.type("0813777100")
    club.press("Return")
    club.settle()
    assert name_of(club) == "Pak Tono"
    assert club.rows("SELECT count(*) FROM event WHERE type = 'customer.added'") == [(1,)]


def test_a_held_cart_comes_back_with_its_customer(club: Seller) -> None:
    club.scan(KOPI)
    choose(club, "ani")
    club.press("F8", "Return")
    club.settle()
    assert name_of(club) == ""
    club.press("F8", "Return")
    club.settle()
    assert name_of(club) == "Ibu Ani"


def pay_by(seller: Seller, name: str) -> None:
    """Open the payment and choose one of the ways the customer has."""
    seller.press("Return")
    paying = seller.view._paying
    paying.choose(Money(0))
    seller.settle()
    assert paying.pay is not None
    way = next(one for one in paying.pay.ways if one.name == name)
    paying.choose_way(way.code)
    seller.settle()


def test_points_pay_a_part_and_cash_the_rest(club: Seller) -> None:
    club.scan(KOPI)
    choose(club, "ani")
    pay_by(club, "Poin")
    pay = club.view._paying.pay
    assert pay is not None
    assert pay.asked == 3_000
    club.view._paying.take_way(Entered(pay.asked), with_receipt=True)
    club.settle()
    club.press("Return")
    club.settle()
    assert club.stage() is Stage.PAID
    paid = club.view._paying.paid
    assert paid is not None
    assert (paid.redeemed, paid.earned, paid.points) == (300, 15, 15)


def test_on_account_beyond_the_limit_asks_a_supervisor(club: Seller) -> None:
    opened = club.window.opened
    assert opened is not None
    with opened.store.write() as unit:
        row = CustomerRow(id=ANI, code="M1", name="Ibu Ani", credit_limit=Money(5_000))
        put_customers(unit, [(2, row)])
    club.scan(KOPI)
    choose(club, "ani")
    pay_by(club, "Tempo")
    pay = club.view._paying.pay
    assert pay is not None
    club.view._paying.take_way(Entered(pay.asked), with_receipt=True)
    club.settle()
    club.enter("2222")
    club.settle()
    assert club.stage() is Stage.PAID
    assert club.rows("SELECT owed FROM customer_move") == [(18_500,)]
