"""A sale from the first scan to the receipt."""

from __future__ import annotations

import pytest

from pos_client.engine import carts, print_jobs, receipts, sales, shifts
from pos_client.engine.carts import add_line, open_cart
from pos_client.store.journal import current_stream, events_after
from pos_client.store.replica import keep
from shared_models.rules.receipt import Tender
from shared_models.values.codes import ErrorCode, PriceSource, TenderMethod
from shared_models.values.ids import CartId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole
from shared_models.values.refusals import Refusal
from shared_models.wire.envelope import decode
from shared_models.wire.replica import PaymentMethodRow
from shared_models.wire.sales import SaleCompleted
from shared_models.wire.sync import Entity
from tests.factories.tills import Shop, cash, pay, ring_up


def refused_with(code: ErrorCode, refused: pytest.ExceptionInfo[Refusal]) -> None:
    assert refused.value.code is code


def test_exact_figures_from_scan_to_receipt(open_shop: Shop) -> None:
    cart = ring_up(open_shop, "8990000000017", "GULA", "BERAS")
    assert cart.total == 18_500 + 17_450 + 74_900
    done = pay(open_shop, cart.id, 120_000)
    assert done.receipt_no == "BDG1-K1A-000001"
    # PPN is contained in the prices of two lines; rice is exempt.
    assert [line.tax for line in done.receipt.lines] == [1834, 1729, 0]
    assert (done.receipt.total, done.receipt.rounding, done.receipt.due) == (110_850, 50, 110_900)
    assert (done.change, done.pieces) == (9_100, {5_000: 1, 2_000: 2, 100: 1})
    with open_shop.store.write() as unit:
        assert carts.current_cart(unit) is None
        stream = current_stream(unit)
        assert stream is not None
        stored = events_after(unit, stream.stream_no, done.event_seq - 1, limit=1)[0]
        payload = decode(stored.body.encode()).p
        assert isinstance(payload, SaleCompleted)
        assert payload.to_receipt() == done.receipt
        report = shifts.x_report(unit)
    assert (report.sums.sales, report.sums.cash_sales, report.expected) == (1, 110_900, 310_900)


def test_receipt_numbers_are_gapless_over_refusals(open_shop: Shop) -> None:
    """Lesson 2: Receipt numbers have no holes; one that is missing is named by its number."""
    numbers = []
    for _ in range(3):
        cart = ring_up(open_shop, "KOPI")
        with pytest.raises(Refusal) as refused:
            pay(open_shop, cart.id, 10)
        refused_with(ErrorCode.TENDER_TOO_SMALL, refused)
        numbers.append(pay(open_shop, cart.id, 20_000).receipt_no)
    assert numbers == [f"BDG1-K1A-{count:06}" for count in (1, 2, 3)]


def test_a_double_key_sells_once(open_shop: Shop) -> None:
    """Lesson 17: Paying is a change of one cart: the second press finds the same sale."""
    cart = ring_up(open_shop, "KOPI")
    first = pay(open_shop, cart.id, 20_000)
    second = pay(open_shop, cart.id, 20_000)
    assert (second.sale, second.receipt_no, second.receipt) == (first.sale, first.receipt_no, first.receipt)
    assert second.print_job is None
    with open_shop.store.write() as unit:
        assert shifts.x_report(unit).sums.sales == 1


def test_an_empty_cart_and_an_unknown_one_are_not_sold(open_shop: Shop) -> None:
    with open_shop.store.write() as unit:
        cart = open_cart(unit, actor=open_shop.sari)
    with pytest.raises(Refusal) as refused:
        pay(open_shop, cart.id, 20_000)
    refused_with(ErrorCode.CART_EMPTY, refused)
    with pytest.raises(Refusal) as refused:
        pay(open_shop, CartId(open_shop.clock.new_id()), 20_000)
    refused_with(ErrorCode.NOT_FOUND, refused)


def test_nothing_is_sold_without_a_shift(shop: Shop) -> None:
    def begin() -> None:
        with shop.store.write() as unit:
            open_cart(unit, actor=shop.sari)

    with pytest.raises(Refusal) as refused:
        begin()
    refused_with(ErrorCode.NO_OPEN_SHIFT, refused)


def test_card_may_not_exceed_the_total(open_shop: Shop) -> None:
    cart = ring_up(open_shop, "KOPI")
    card = TenderMethod.CARD

    def pay_by(*tenders: Tender) -> sales.FinishedSale:
        with open_shop.store.write() as unit:
            return sales.complete_sale(unit, cart=cart.id, actor=open_shop.sari, tenders=tenders)

    with pytest.raises(Refusal) as refused:
        pay_by(Tender(card, Money(18_501), "1234"))
    refused_with(ErrorCode.TENDER_TOO_LARGE, refused)
    with pytest.raises(Refusal) as refused:
        pay_by(Tender(TenderMethod.CASH, Money(-1)))
    refused_with(ErrorCode.TENDER_TOO_LARGE, refused)
    done = pay_by(Tender(card, Money(18_000), "1234"), *cash(500))
    assert (done.receipt.rounding, done.receipt.cash) == (0, 500)


def test_what_is_due_shows_rounding_and_what_is_missing(open_shop: Shop) -> None:
    cart = ring_up(open_shop, "GULA")
    with open_shop.store.write() as unit:
        first = sales.what_is_due(unit, cart=cart.id)
        second = sales.what_is_due(unit, cart=cart.id, tenders=cash(20_000))
    assert (first.rounding, first.missing, first.change) == (50, 17_500, 0)
    assert (second.missing, second.change) == (0, 2_500)


def test_stock_shown_falls_at_once_and_stays_when_acknowledged(open_shop: Shop) -> None:
    """Lesson 28: The till's own figure falls at once, the office's with the sale."""
    item = open_shop.item("KOPI")
    with open_shop.store.write() as unit:
        unit.execute("INSERT INTO stock VALUES (?, 1, 10000)", (item.product.bytes,))
    pay(open_shop, ring_up(open_shop, "KOPI", "KOPI", "KOPI").id, 60_000)
    assert open_shop.item("KOPI").stock == 7_000


def test_a_cash_sale_without_receipt_still_opens_the_drawer(open_shop: Shop) -> None:
    cart = ring_up(open_shop, "KOPI")
    with open_shop.store.write() as unit:
        done = sales.complete_sale(
            unit, cart=cart.id, actor=open_shop.sari, tenders=cash(18_500), print_receipt=False
        )
        assert done.print_job is not None
        job = print_jobs.job_at(unit, done.print_job)
    assert job is not None
    assert (job.paper, job.drawer, job.sale) == (False, True, done.sale)


def test_receipts_are_found_shown_and_printed_again(open_shop: Shop) -> None:
    first = pay(open_shop, ring_up(open_shop, "KOPI").id, 20_000)
    second = pay(open_shop, ring_up(open_shop, "TEH", "TEH").id, 20_000)
    with open_shop.store.write() as unit:
        assert [row.receipt_no for row in receipts.recent(unit)] == [second.receipt_no, first.receipt_no]
        whole_number = receipts.find_receipt(unit, number=f" {first.receipt_no} ")
        by_end = receipts.find_receipt(unit, number="002")
        jobs = [receipts.reprint(unit, sale=first.sale, actor=open_shop.sari) for _ in range(2)]
        copies = [job.copy_no for number in jobs if (job := print_jobs.job_at(unit, number))]
        assert shifts.x_report(unit).sums.reprints == 2
    assert (whole_number.sale, by_end.sale) == (first.sale, second.sale)
    assert (whole_number.receipt, whole_number.cashier_name) == (first.receipt, "Sari")
    assert copies == [1, 2]
    reader = open_shop.store.reader()
    for unknown in ("000", "BDG1-K1A-000009", "2", ""):
        with pytest.raises(Refusal) as refused:
            receipts.find_receipt(reader, number=unknown)
        refused_with(ErrorCode.RECEIPT_UNKNOWN, refused)
    reader.close()


def test_a_receipt_whose_record_is_damaged_is_refused_and_stops_nothing(open_shop: Shop) -> None:
    damaged = pay(open_shop, ring_up(open_shop, "KOPI").id, 20_000)
    with open_shop.store.write() as unit:
        unit.execute("DROP TRIGGER event_is_never_changed")
        unit.execute("UPDATE event SET body = '{' WHERE type = 'sale.completed'")
        with pytest.raises(Refusal) as refused:
            receipts.find_receipt(unit, number=damaged.receipt_no)
        refused_with(ErrorCode.RECEIPT_DAMAGED, refused)
        assert [row.receipt_no for row in receipts.recent(unit)] == [damaged.receipt_no]
    pay(open_shop, ring_up(open_shop, "TEH").id, 20_000)


def test_price_sources_and_approvals_are_written_into_the_event(open_shop: Shop) -> None:
    item = open_shop.item("KOPI")
    with open_shop.store.write() as unit:
        cart = open_cart(unit, actor=open_shop.sari)
        cart = add_line(
            unit, cart=cart.id, item=item, qty=whole(1), price=Money(15_000), approver=open_shop.budi
        )
        cart = add_line(unit, cart=cart.id, item=item, qty=whole(1))
        cart = carts.discount_cart(
            unit, cart=cart.id, actor=open_shop.sari, amount=Money(5_000), approver=open_shop.budi
        )
        done = sales.complete_sale(unit, cart=cart.id, actor=open_shop.sari, tenders=cash(30_000))
        stored = events_after(unit, 1, done.event_seq - 1, limit=1)[0]
    event = decode(stored.body.encode())
    assert isinstance(event.p, SaleCompleted)
    assert event.tv == event.p.version == 1
    assert event.approver == open_shop.budi
    assert [(line.source, line.price_approver) for line in event.p.lines] == [
        (PriceSource.OVERRIDE, open_shop.budi),
        (PriceSource.LIST, None),
    ]
    assert sum(line.cart_discount for line in event.p.lines) == 5_000


def test_weighed_goods_sell_by_the_gram(open_shop: Shop) -> None:
    from tests.factories.tills import add_products, product_row

    with open_shop.store.write() as unit:
        row = product_row(open_shop.clock, "APEL", "2001", "Apel", 42_000, unit="kg", decimals=3)
        add_products(unit, [row])
    item = open_shop.item("APEL")
    with open_shop.store.write() as unit:
        cart = open_cart(unit, actor=open_shop.sari)
        cart = add_line(unit, cart=cart.id, item=item, qty=Quantity(1_255))
    assert cart.total == 52_710


def test_a_way_to_pay_may_open_the_drawer_for_its_paper(open_shop: Shop) -> None:
    slip = PaymentMethodRow(
        code="debit", name="Debit", name_en="Debit", method=TenderMethod.CARD, opens_drawer=True
    )
    with open_shop.store.write() as unit:
        keep(unit, Entity.PAYMENT_METHOD, "debit", slip)
    opened = {}
    for kind in ("debit", "credit"):
        cart = ring_up(open_shop, "KOPI")
        paid = Tender(TenderMethod.CARD, cart.total, "123456", kind)
        with open_shop.store.write() as unit:
            done = sales.complete_sale(unit, cart=cart.id, actor=open_shop.sari, tenders=[paid])
            assert done.print_job is not None
            job = print_jobs.job_at(unit, done.print_job)
            assert job is not None
            opened[kind] = job.drawer
    assert opened == {"debit": True, "credit": False}
