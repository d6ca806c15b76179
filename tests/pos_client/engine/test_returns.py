"""Goods that come back: what was paid, never more, to the last rupiah."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from pos_client.engine import returns, sales, shifts
from pos_client.engine.carts import add_line, discount_cart, open_cart
from pos_client.engine.returns import FinishedReturn, GoodsBack
from pos_client.store.journal import events_after
from shared_models.rules.receipt import Tender
from shared_models.rules.returns import LineBack
from shared_models.values.codes import ErrorCode, PriceSource, TenderMethod
from shared_models.values.ids import SaleId, StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import decode
from shared_models.wire.sales import SaleReturned
from tests.factories.tills import Shop, cash, ring_up


def sold(shop: Shop, *, discount: int = 0) -> sales.FinishedSale:
    """Three of 17.450 and one of 18.500, less `discount`."""
    gula, kopi = shop.item("GULA"), shop.item("KOPI")
    with shop.store.write() as unit:
        cart = open_cart(unit, actor=shop.sari)
        cart = add_line(unit, cart=cart.id, item=gula, qty=whole(3))
        cart = add_line(unit, cart=cart.id, item=kopi, qty=whole(1))
        if discount:
            cart = discount_cart(unit, cart=cart.id, actor=shop.budi, amount=Money(discount))
        return sales.complete_sale(unit, cart=cart.id, actor=shop.sari, tenders=cash(100_000))


def give_back(
    shop: Shop, sale: SaleId, *parts: tuple[int, int], approver: StaffId | None = None
) -> FinishedReturn:
    with shop.store.write() as unit:
        return returns.return_lines(
            unit,
            original=sale,
            back=[LineBack(line, whole(count)) for line, count in parts],
            reason="rusak",
            actor=shop.sari,
            approver=approver or shop.budi,
        )


def code_of(shop: Shop, sale: SaleId, *parts: tuple[int, int], approver: StaffId | None = None) -> ErrorCode:
    with pytest.raises(Refusal) as refused:
        give_back(shop, sale, *parts, approver=approver)
    return refused.value.code


@pytest.mark.parametrize("discount", [0, 777, 35_000])
def test_parts_sum_to_the_whole(open_shop: Shop, discount: int) -> None:
    """Lesson 39: The discount is spread to the lines at the sale; parts of a return sum to what was paid."""
    sale = sold(open_shop, discount=discount)
    parts: Sequence[tuple[int, int]] = ((1, 1), (2, 1), (1, 1), (1, 1))
    done = [give_back(open_shop, sale.sale, part) for part in parts]
    assert sum(part.refund for part in done) == sale.receipt.due
    assert sum(part.receipt.total for part in done) == sale.receipt.total
    assert sum(part.receipt.tax for part in done) == sale.receipt.tax
    assert sum(part.receipt.rounding for part in done) == sale.receipt.rounding
    assert all(part.refund >= 0 for part in done)
    with open_shop.store.write() as unit:
        report = shifts.x_report(unit)
    assert report.expected == report.opening_float
    assert (report.sums.rounding, report.sums.returns) == (0, 4)


def test_numbers_go_on_in_one_series(open_shop: Shop) -> None:
    sale = sold(open_shop)
    back = give_back(open_shop, sale.sale, (1, 1))
    assert (sale.receipt_no, back.receipt_no) == ("BDG1-K1A-000001", "BDG1-K1A-000002")
    with open_shop.store.write() as unit:
        event = decode(events_after(unit, 1, back.event_seq - 1, limit=1)[0].body.encode())
    assert isinstance(event.p, SaleReturned)
    assert event.p.original is not None
    assert (event.p.original.sale, event.p.original.receipt) == (sale.sale, sale.receipt_no)
    assert event.approver == open_shop.budi
    assert event.p.to_receipt() == back.receipt
    assert event.p.lines[0].source is PriceSource.RETURN


def test_more_than_was_sold_never_comes_back(open_shop: Shop) -> None:
    """Lesson 40: No more comes back than was sold; what two tills took back together is flagged."""
    sale = sold(open_shop)
    give_back(open_shop, sale.sale, (1, 2))
    assert code_of(open_shop, sale.sale, (1, 2)) is ErrorCode.RETURN_TOO_MUCH
    assert code_of(open_shop, sale.sale, (1, 1), (1, 1)) is ErrorCode.RETURN_TOO_MUCH
    assert code_of(open_shop, sale.sale, (2, 0)) is ErrorCode.RETURN_TOO_MUCH
    assert code_of(open_shop, sale.sale, (7, 1)) is ErrorCode.LINE_UNKNOWN
    assert code_of(open_shop, sale.sale) is ErrorCode.CART_EMPTY
    assert code_of(open_shop, SaleId(open_shop.clock.new_id()), (1, 1)) is ErrorCode.RECEIPT_UNKNOWN
    assert code_of(open_shop, sale.sale, (1, 1), approver=open_shop.sari) is ErrorCode.APPROVAL_NEEDED
    back = give_back(open_shop, sale.sale, (1, 1), (2, 1))
    assert code_of(open_shop, back.sale, (1, 1)) is ErrorCode.RECEIPT_UNKNOWN


def test_without_a_receipt_a_supervisor_approves(open_shop: Shop) -> None:
    teh, beras = open_shop.item("TEH"), open_shop.item("BERAS")
    goods = [GoodsBack(teh, whole(2)), GoodsBack(beras, whole(1), price=Money(70_000), restock=False)]

    def back(approver: StaffId | None) -> FinishedReturn:
        with open_shop.store.write() as unit:
            return returns.return_without_receipt(
                unit, goods=goods, reason="tanpa struk", actor=open_shop.sari, approver=approver
            )

    with pytest.raises(Refusal) as refused:
        back(None)
    assert refused.value.facts == {"permission": "return_without_receipt"}
    done = back(open_shop.budi)
    # 83.450 is rounded to 83.500 in cash.
    assert (done.receipt.total, done.receipt.rounding, done.refund) == (83_450, 50, 83_500)
    assert [line.restock for line in done.receipt.lines] == [True, False]
    assert [line.price_source for line in done.receipt.lines] == [PriceSource.LIST, PriceSource.OVERRIDE]
    with open_shop.store.write() as unit:
        pending = dict(unit.execute("SELECT product, qty FROM pending").fetchall())
        assert shifts.x_report(unit).expected == 200_000 - 83_500
    # Damaged goods do not come back on the shelf.
    assert pending == {teh.product.bytes: 2000}


def test_goods_without_a_price_or_in_odd_numbers_are_not_taken(open_shop: Shop) -> None:
    teh = open_shop.item("TEH")

    def back(part: GoodsBack) -> ErrorCode:
        with pytest.raises(Refusal) as refused, open_shop.store.write() as unit:
            returns.return_without_receipt(unit, goods=[part], reason="", actor=open_shop.budi)
        return refused.value.code

    assert back(GoodsBack(teh, whole(1), price=Money(0))) is ErrorCode.PRICE_MISSING
    assert back(GoodsBack(teh, whole(1), price=Money(10**11))) is ErrorCode.PRICE_NOT_POSITIVE
    assert back(GoodsBack(teh, whole(0))) is ErrorCode.QUANTITY_OUT_OF_RANGE


def test_cash_for_a_card_sale_in_parts_never_sums_to_more_than_was_paid(open_shop: Shop) -> None:
    cart = ring_up(open_shop, "TEH", "TEH", "TEH")
    with open_shop.store.write() as unit:
        card = Tender(TenderMethod.CARD, cart.total, "123456", "debit")
        done = sales.complete_sale(unit, cart=cart.id, actor=open_shop.sari, tenders=[card])
    in_cash = Tender(TenderMethod.CASH, Money(0))
    refunds = []
    for _ in range(3):
        with open_shop.store.write() as unit:
            back = [LineBack(of_line=1, qty=whole(1))]
            given = returns.return_lines(
                unit, original=done.sale, back=back, reason="rusak", actor=open_shop.budi, by=in_cash
            )
        refunds.append(given.refund)
    assert min(refunds) >= 0
    assert all(refund % 100 == 0 for refund in refunds)
    assert sum(refunds) <= done.receipt.due
