"""What promotions took off sales: a row per line, in the proof, in the report; codes are counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select

from backoffice_server.features.promotions.service import save_promotion
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import sale, sale_promotion, sale_voucher
from backoffice_server.proof.verify import verify
from backoffice_server.reports.make import make_report
from backoffice_server.reports.scope import Wanted
from shared_models.rules.cart import CartLine
from shared_models.rules.receipt import LinePromotion
from shared_models.rules.returns import LineBack
from shared_models.values.codes import EventOutcome
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.wire.promotions import VoucherTermsRow
from shared_models.wire.reports import ReportName
from shared_models.wire.sales import UsedVoucher
from tests.factories.events import TillWriter, line
from tests.factories.promotions import percent_off, promotion_row
from tests.factories.warung import GULA, SECRET, TELUR, Warung

SUGAR, ALL = promotion_row(1, percent_off(), name="Gula hemat"), promotion_row(2, percent_off(), name="Semua")


def reduced(by: dict[UUID, int], *, price: int = 17_500, qty: int = 3, discount: int = 0) -> CartLine:
    taken = tuple(LinePromotion(promotion, "Promo", Money(amount)) for promotion, amount in by.items())
    return replace(line(GULA.item, price, qty=whole(qty), discount=discount), promotions=taken)


def known(warung: Warung, *, codes: tuple[str, ...] = (), uses_max: int | None = None) -> None:
    voucher = VoucherTermsRow(codes=codes, uses_max=uses_max) if codes else None
    with warung.database.write() as unit:
        for row, terms in ((SUGAR, voucher), (ALL, None)):
            saved = row.promotion.model_copy(update={"version": 0, "voucher": terms})
            save_promotion(unit, promotion_id=row.id, request=saved, by=None)


def proven(warung: Warung) -> None:
    with warung.database.read() as unit:
        assert [found for found in verify(unit, SECRET) if found.offenders] == []


def test_a_sale_says_what_each_promotion_took_and_returns_give_it_back(warung: Warung) -> None:
    till = warung.stocked().opened()
    known(warung)
    both = reduced({SUGAR.id: 5_000, ALL.id: 1_001}, discount=500)
    sold = till.sale(both, line(TELUR.item, TELUR.price))
    for before in range(3):
        till.returned(sold, [LineBack(1, whole(1))], before={1: whole(before)} if before else None)
    warung.push(till.push())
    rows = warung.rows(
        select(sale_promotion).order_by(sale_promotion.c.posting_no, sale_promotion.c.promotion_id)
    )
    assert [(row.line, row.amount) for row in rows[:2]] == [(1, 5_000), (1, 1_001)]
    assert {row.promotion_id: 0 for row in rows} == sums(rows)
    heads = warung.rows(select(sale.c.promoted).order_by(sale.c.posting_no))
    assert heads[0].promoted == 6_001
    assert sum(row.promoted for row in heads) == 0
    proven(warung)


def sums(rows: list[Any]) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for row in rows:
        found[row.promotion_id] = found.get(row.promotion_id, 0) + row.amount
    return found


def test_the_report_counts_receipts_discount_and_revenue_of_each_promotion(warung: Warung) -> None:
    till = warung.stocked().opened(tax_rules=())
    known(warung)
    sold = till.sale(reduced({SUGAR.id: 3_000}), line(TELUR.item, TELUR.price))
    till.sale(reduced({SUGAR.id: 3_000, ALL.id: 500}), reduced({ALL.id: 100}, qty=1))
    till.returned(sold, [LineBack(1, whole(1))])
    warung.push(till.push())
    with warung.database.read() as unit:
        table = make_report(
            unit, ReportName.SALES_BY_PROMOTION, Wanted(date_from=till.at.date(), date_to=till.at.date())
        )
    assert [tuple(row) for row in table.rows] == [
        ("Gula hemat", 2, 1, 5_000, 49_500 + 49_000 - 16_500),
        ("Semua", 1, 0, 600, 49_000 + 17_400),
    ]


def test_promotions_beyond_the_discount_are_kept_and_post_nothing(warung: Warung) -> None:
    till = warung.stocked().opened()
    sold = till.sale(reduced({SUGAR.id: 3_000}))
    for taken in (
        (LinePromotion(SUGAR.id, "P", Money(3_001)),),
        (LinePromotion(SUGAR.id, "P", Money(1_000)),) * 2,
    ):
        (one,) = sold.receipt.lines
        till.sold(replace(sold.receipt, lines=(replace(one, promotions=taken),)))
    reply = warung.push(till.push())
    assert [result.outcome for result in reply.results[3:]] == [EventOutcome.QUARANTINED] * 2


def test_a_code_used_more_often_than_allowed_is_booked_and_flagged(warung: Warung) -> None:
    first, second = warung.stocked().opened(), warung.opened("K2")
    known(warung, codes=("SEKALI",), uses_max=1)

    def use(till: TillWriter) -> None:
        figures = till.sale(reduced({SUGAR.id: 3_000})).receipt
        till.sold(figures, vouchers=[UsedVoucher(promotion=SUGAR.id, code="SEKALI")])

    use(first)
    use(second)
    assert warung.push(first.push()).results[-1].reviews == ()
    assert warung.push(second.push()).results[-1].reviews == ("voucher_overused",)
    assert [row.over for row in warung.rows(select(sale_voucher).order_by(sale_voucher.c.posting_no))] == [
        False,
        True,
    ]
    (flag,) = warung.rows(select(review).where(review.c.code == "voucher_overused"))
    assert '"uses": 2' in flag.facts or '"uses":2' in flag.facts
    proven(warung)
