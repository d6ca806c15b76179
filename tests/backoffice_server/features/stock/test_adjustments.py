"""Adjustments and opening stock: documents of the back office, booked once, priced at moving average."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from backoffice_server.features.ledger.tables import account_day, journal_line, posting
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.stock.adjustments import adjust
from backoffice_server.features.stock.tables import stock, stock_adjustment, stock_move
from shared_models.rules.accounts import Account
from shared_models.values.codes import ErrorCode
from shared_models.values.quantity import ONE, whole
from shared_models.values.refusals import Refusal
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock
from tests.factories.events import line
from tests.factories.warung import BERAS, BRANCH, GULA, OTHER_BRANCH, SABUN, Warung


def balance(warung: Warung, account: Account) -> int:
    rows = warung.rows(
        select(account_day.c.debit - account_day.c.credit).where(account_day.c.account == account.value)
    )
    return sum(row[0] for row in rows)


def level(warung: Warung) -> tuple[int, int]:
    (row,) = warung.rows(select(stock).where(stock.c.product_id == GULA.item.product))
    return row.qty, row.value


def test_opening_stock_goes_against_the_opening_balance(warung: Warung) -> None:
    booked = warung.adjust((GULA, whole(10), 14_000), (BERAS, whole(2), None))
    assert (booked.number, booked.posting_no, booked.value) == ("BDG1-OPN-000001", 1, 140_000 + 2 * 61_500)
    assert balance(warung, Account.INVENTORY) == booked.value
    assert balance(warung, Account.OPENING_BALANCE) == -booked.value
    assert level(warung) == (whole(10), 140_000)


@pytest.mark.parametrize(
    ("reason", "account"),
    [
        (AdjustmentReason.COUNT, Account.COUNT_VARIANCE),
        (AdjustmentReason.CORRECTION, Account.COUNT_VARIANCE),
        (AdjustmentReason.DAMAGED, Account.SPOILAGE),
    ],
)
def test_the_reason_names_the_account(warung: Warung, reason: AdjustmentReason, account: Account) -> None:
    warung.adjust((GULA, whole(4), 14_000), (GULA, whole(4), 15_000))
    booked = warung.adjust((GULA, -whole(3), None), reason=reason, number=2)
    assert (booked.number, booked.value) == ("BDG1-ADJ-000001", -43_500)
    assert balance(warung, account) == 43_500
    assert level(warung) == (whole(5), 72_500)


def test_sent_twice_it_is_booked_once(warung: Warung) -> None:
    first = warung.adjust((GULA, whole(4), 14_000))
    assert warung.adjust((GULA, whole(4), 14_000)) == first
    assert len(warung.rows(select(stock_adjustment))) == 1
    assert level(warung) == (whole(4), 56_000)


def test_another_content_under_the_same_id_is_refused(warung: Warung) -> None:
    warung.adjust((GULA, whole(4), 14_000))
    with pytest.raises(Refusal) as refused:
        warung.adjust((GULA, whole(5), 14_000))
    assert refused.value.code is ErrorCode.CONFLICT


def test_every_fault_is_told_at_once(warung: Warung) -> None:
    nobody = AdjustmentLine(product=UUID(int=1), qty=ONE)
    nothing = AdjustmentLine(product=GULA.item.product, qty=whole(0))
    request = AdjustStock(
        id=UUID(int=2),
        branch=BRANCH,
        reason=AdjustmentReason.COUNT,
        bdate=date(2026, 11, 1),
        lines=(nobody, nothing),
    )
    with pytest.raises(Refusal) as refused, warung.database.write() as unit:
        adjust(unit, request, by=None)
    assert refused.value.facts["faults"] == [
        {"field": "lines.0.product", "code": "not_found"},
        {"field": "lines.1.qty", "code": "quantity_out_of_range"},
    ]
    with pytest.raises(Refusal) as refused, warung.database.write() as unit:
        adjust(unit, request.model_copy(update={"branch": UUID(int=3)}), by=None)
    assert refused.value.code is ErrorCode.NOT_FOUND


def test_goods_that_arrive_into_negative_stock_true_the_estimate(warung: Warung) -> None:
    till = warung.opened()
    till.sale(line(GULA.item, GULA.price, qty=whole(3)))
    warung.push(till.push())
    assert level(warung) == (-whole(3), -42_000)
    booked = warung.adjust((GULA, whole(10), 15_000), reason=AdjustmentReason.COUNT, number=5)
    assert level(warung) == (whole(7), 105_000)
    assert booked.value == 105_000 + 42_000
    assert balance(warung, Account.COST_OF_GOODS) == 42_000 + 3_000
    assert balance(warung, Account.COUNT_VARIANCE) == -150_000
    assert balance(warung, Account.INVENTORY) == 105_000


def test_an_adjustment_below_zero_is_booked_and_flagged(warung: Warung) -> None:
    warung.adjust((SABUN, -whole(2), None), reason=AdjustmentReason.COUNT)
    codes = {row.code for row in warung.rows(select(review.c.code))}
    assert codes == {"negative_stock", "cost_unknown"}
    assert warung.rows(select(journal_line)) == []
    assert len(warung.rows(select(stock_move))) == 1


def test_branches_count_for_themselves(warung: Warung) -> None:
    warung.adjust((GULA, whole(4), 14_000))
    request = AdjustStock(
        id=UUID(int=9),
        branch=OTHER_BRANCH,
        reason=AdjustmentReason.OPENING,
        bdate=date(2026, 11, 1),
        lines=(AdjustmentLine(product=GULA.item.product, qty=ONE),),
    )
    with warung.database.write() as unit:
        booked = adjust(unit, request, by=None)
    assert (booked.number, booked.posting_no) == ("BDG2-OPN-000001", 1)
    assert len(warung.rows(select(posting))) == 2
