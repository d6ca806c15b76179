"""Orders in the books of a branch: closed once, flagged when closed again, whichever news came first."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.orders.tables import customer_order, order_closing
from backoffice_server.features.reviews.tables import review
from backoffice_server.proof.verify import verify
from shared_models.rules.receipt import Tender
from shared_models.values.codes import ReviewCode, TenderMethod
from shared_models.values.money import Money
from shared_models.values.quantity import ONE
from shared_models.wire.orders import AgreedLine, OrderCancelled, OrderPlaced
from shared_models.wire.sales import SoldOrder
from tests.factories.events import TillWriter, line
from tests.factories.warung import GULA, SECRET, Warung

ORDER = UUID(int=0xD1)
NUMBER = "BDG1-K1A-P00001"


def placed(till: TillWriter, *, deposit: int = 0) -> None:
    item = GULA.item
    agreed = AgreedLine(
        product=item.product, sku=item.sku, name=item.name, kind=item.kind, tax_class=item.tax_class,
        unit=item.unit, factor=item.factor, decimals=0, qty=ONE, price=Money(17_500), list_price=None,
        discount=Money(0),
    )  # fmt: skip
    told = OrderPlaced(
        order=ORDER, number=NUMBER, customer=UUID(int=0xA1), customer_name="Ibu Wulan", lines=(agreed,),
        total=Money(17_500), tax=Money(0), due_on=till.at.date(), deposit=Money(deposit),
        deposit_vat=Money(0),
    )  # fmt: skip
    till.write("order.placed", told)


def picked_up(till: TillWriter) -> None:
    words = {"order": SoldOrder(order=ORDER, number=NUMBER, deposit_vat=Money(0))}
    receipt = till.sale(line(GULA.item, 17_500)).receipt
    till.sold(receipt, words=words)


def cancelled(till: TillWriter) -> None:
    told = OrderCancelled(order=ORDER, number=NUMBER, reason="batal", refunded=Money(0), forfeited=Money(0))
    till.write("order.cancelled", told)


def flags(warung: Warung) -> list[str]:
    query = select(review.c.subject).where(review.c.code == ReviewCode.ORDER_CLOSED_TWICE.value)
    return [row.subject for row in warung.rows(query)]


def faults(warung: Warung) -> list[str]:
    with warung.database.read() as unit:
        return [str(one) for one in verify(unit, SECRET) if not one.holds]


def test_an_order_picked_up_before_its_placing_arrives_is_closed_once(warung: Warung) -> None:
    first, second = warung.stocked().opened("K1"), warung.opened("K2")
    placed(first)
    picked_up(second)
    warung.push(second.push())
    warung.push(first.push())
    (order,) = warung.rows(select(customer_order))
    (closing,) = warung.rows(select(order_closing))
    assert (order.order_id, closing.order_id, closing.state) == (ORDER, ORDER, "picked_up")
    assert flags(warung) == []
    assert faults(warung) == []


def test_an_order_cancelled_here_and_picked_up_there_is_flagged_once(warung: Warung) -> None:
    first, second = warung.stocked().opened("K1"), warung.opened("K2")
    placed(first)
    cancelled(first)
    picked_up(second)
    warung.push(first.push())
    warung.push(second.push())
    assert flags(warung) == [str(ORDER)]
    assert len(warung.rows(select(order_closing))) == 2
    assert faults(warung) == []


def test_a_deposit_that_no_receipt_took_is_found(warung: Warung) -> None:
    till = warung.stocked().opened()
    placed(till, deposit=5_000)
    warung.push(till.push())
    assert any("deposits of open orders" in one for one in faults(warung))


def test_a_deposit_used_without_being_taken_is_seen_in_its_balance(warung: Warung) -> None:
    till = warung.stocked().opened()
    by_deposit = Tender(TenderMethod.CUSTOMER_DEPOSIT, Money(5_000), number=NUMBER)
    till.paid(line(GULA.item, 5_000), tenders=[by_deposit])
    warung.push(till.push())
    assert faults(warung) == []
