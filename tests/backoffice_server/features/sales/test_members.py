"""A customer's side of sales and returns: points, what is on account, and who is added at a till."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select

from backoffice_server.features.parties.service import publish_added
from backoffice_server.features.parties.tables import customer
from backoffice_server.features.points.book import PointsKind
from backoffice_server.features.points.tables import points_move
from backoffice_server.features.reviews.tables import review
from backoffice_server.kernel.feed import feed_row
from backoffice_server.sync.standings import standings_after
from shared_models.rules.accounts import Account
from shared_models.rules.receipt import Tender
from shared_models.rules.returns import LineBack
from shared_models.values.codes import ReviewCode, TenderMethod
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.wire.customers import CustomerAdded
from shared_models.wire.sales import OnCredit, ReturnedPoints, SoldPoints
from tests.factories.events import line
from tests.factories.members import (
    ANI,
    ON_TIME,
    RULE,
    booked,
    broken,
    flags,
    known,
    points_of,
    sell,
    unpaid,
)
from tests.factories.warung import BERAS, BRANCH, GULA, SARI, Warung


def test_points_are_owed_from_the_sale_and_released_when_they_pay(warung: Warung) -> None:
    till = known(warung.stocked()).opened()
    sell(till, unpaid(till, line(BERAS.item, BERAS.price, qty=whole(10))))  # 720.000: 720 points
    warung.push(till.push())
    assert points_of(warung) == 720
    owed_then = -booked(warung, Account.POINTS_LIABILITY)
    assert owed_then > 0
    sell(till, unpaid(till, line(GULA.item, GULA.price)), redeem=700)
    warung.push(till.push())
    kinds = [row.kind for row in warung.rows(select(points_move.c.kind).order_by(points_move.c.posting_no))]
    assert sorted(kinds) == [PointsKind.EARNED, PointsKind.EARNED, PointsKind.REDEEMED]
    assert points_of(warung) == 20 + (17_500 - 7_000) // 1_000
    assert -booked(warung, Account.POINTS_LIABILITY) < owed_then
    assert flags(warung) == set()
    assert broken(warung) == []


def test_a_sale_sent_again_never_doubles_its_points(warung: Warung) -> None:
    """lesson 20: points are postings of the sale, with its key."""
    till = known(warung.stocked()).opened()
    sell(till, unpaid(till, line(GULA.item, GULA.price)))
    push = till.push()
    for _ in range(3):
        warung.push(push)
    assert points_of(warung) == 17
    assert warung.scalar(select(func.count()).select_from(points_move)) == 1
    assert broken(warung) == []


def test_a_return_takes_points_back_and_gives_what_they_paid(warung: Warung) -> None:
    till = known(warung.stocked()).opened()
    sell(till, unpaid(till, line(BERAS.item, BERAS.price, qty=whole(10))))
    sold = sell(till, unpaid(till, line(GULA.item, GULA.price, qty=whole(2))), redeem=700)
    words = {"customer": ANI, "points": ReturnedPoints(taken_back=28, given_back=700)}
    tenders = (Tender(TenderMethod.LOYALTY_POINT, Money(7_000)), Tender(TenderMethod.CASH, Money(28_000)))
    till.returned(sold, [LineBack(1, whole(2))], tenders=tenders, words=words)
    warung.push(till.push())
    assert points_of(warung) == 720
    assert -booked(warung, Account.POINTS_LIABILITY) == warung.scalar(
        select(points_move.c.liability).where(points_move.c.points == 720)
    )
    assert flags(warung) == set()
    assert broken(warung) == []


def test_points_that_a_return_gives_back_are_its_share_of_the_sale(warung: Warung) -> None:
    till = known(warung.stocked()).opened()
    sell(till, unpaid(till, line(BERAS.item, BERAS.price, qty=whole(10))))
    sold = sell(till, unpaid(till, line(GULA.item, GULA.price, qty=whole(2))), redeem=700)
    half = (Tender(TenderMethod.LOYALTY_POINT, Money(3_500)), Tender(TenderMethod.CASH, Money(14_000)))
    right = {"customer": ANI, "points": ReturnedPoints(taken_back=14, given_back=350)}
    till.returned(sold, [LineBack(1, whole(1))], tenders=half, words=right)
    warung.push(till.push())
    assert flags(warung) == set()
    wrong = {"customer": ANI, "points": ReturnedPoints(taken_back=3, given_back=350)}
    till.returned(sold, [LineBack(1, whole(1))], tenders=half, words=wrong)
    warung.push(till.push())
    assert flags(warung) == {ReviewCode.POINTS_DIFFER.value}
    assert broken(warung) == []


def test_points_spent_twice_and_points_beyond_their_rule_are_booked_and_flagged(warung: Warung) -> None:
    till = known(warung.stocked()).opened()
    sell(till, unpaid(till, line(GULA.item, GULA.price)), redeem=100)
    wrong = SoldPoints(earned=99, redeemed=0, **RULE)
    till.sold(unpaid(till, line(GULA.item, GULA.price)), words={"customer": ANI, "points": wrong})
    warung.push(till.push())
    assert flags(warung) == {ReviewCode.POINTS_OVERSPENT.value, ReviewCode.POINTS_DIFFER.value}
    assert points_of(warung) == -100 + 16 + 99
    assert broken(warung) == []


def test_over_the_limit_is_flagged_unless_somebody_allowed_it(warung: Warung) -> None:
    till = known(warung.stocked(), limit=80_000).opened()
    day = till.at.date()
    for approver in (SARI, None):
        credit = OnCredit(due_on=day, approver=approver)
        receipt = unpaid(till, line(BERAS.item, BERAS.price, qty=whole(2)))
        sell(till, receipt, on_account=receipt.total, credit=credit)
    warung.push(till.push())
    assert flags(warung) == {ReviewCode.CREDIT_OVER_LIMIT.value}
    assert warung.scalar(select(review.c.occurrences)) == 1
    assert broken(warung) == []


def test_a_customer_nobody_knows_gets_a_hidden_row(warung: Warung) -> None:
    till = warung.stocked().opened()
    sell(till, unpaid(till, line(GULA.item, GULA.price)))
    warung.push(till.push())
    assert flags(warung) == {ReviewCode.UNKNOWN_CUSTOMER.value}
    assert warung.scalar(select(customer.c.placeholder)) is True
    assert broken(warung) == []


def test_a_customer_added_at_a_till_is_told_to_the_others_and_never_merged(warung: Warung) -> None:
    till = known(warung.stocked()).opened()
    added = CustomerAdded(customer=UUID(int=0xA2), code="M1", name="Bu Ani", phone="+62 812 555 011")
    till.write("customer.added", added)
    push = till.push()
    for _ in range(2):
        warung.push(push)
    assert flags(warung) == {ReviewCode.CUSTOMER_ALIKE.value}
    rows = warung.rows(select(customer.c.code, customer.c.name).order_by(customer.c.code))
    assert [tuple(row) for row in rows] == [("M1", "Ibu Ani"), ("M12", "Bu Ani")]
    told = select(feed_row.c.seq).where(feed_row.c.key == str(UUID(int=0xA2)))
    assert warung.rows(told) == []
    with warung.database.write() as unit:
        assert publish_added(unit) == 1
        assert publish_added(unit) == 0
    assert len(warung.rows(told)) == 1
    assert broken(warung) == []


def test_tills_hear_what_a_customer_has_and_owes(warung: Warung) -> None:
    till = known(warung.stocked(), limit=100_000).opened()
    sell(till, unpaid(till, line(BERAS.item, BERAS.price)), on_account=70_000, credit=ON_TIME)
    warung.push(till.push())
    with warung.database.read() as unit:
        (row,) = standings_after(unit, BRANCH, 0, 99)
    assert '"points":72' in row.row
    assert '"owed":70000' in row.row
