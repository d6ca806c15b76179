"""The review desk's reads: the list in pages, counts, each flag beside bytes and bookings."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from backoffice_server.features.catalog.service import document, save_product
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import shift
from backoffice_server.reports.review_detail import detail
from backoffice_server.reports.review_list import SORTS, ReviewsWanted, reviews
from shared_models.values.codes import CashDirection, CashReason, ErrorCode, ReviewCode
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.values.refusals import Refusal
from shared_models.wire.catalog import SaveProduct
from shared_models.wire.reviews import ReviewDocument, ReviewLine, ReviewsPage, ReviewState, SubjectKind
from tests.factories.events import line
from tests.factories.warung import BERAS, BRANCH, BUDI, GULA, NOW, OTHER_BRANCH, SABUN, Warung, good

ALL = ReviewsWanted()


def a_day(warung: Warung) -> None:
    """A day with something odd of many kinds."""
    till = warung.opened()
    till.sale(line(GULA.item, GULA.price, qty=whole(3)))
    till.sale(line(SABUN.item, SABUN.price - 300))
    till.sale(line(good(77, "TAHU", 5_000, None).item, 5_000), actor=BUDI)
    sold = till.sale(line(BERAS.item, BERAS.price))
    till.sold(replace(sold.receipt, total=Money(sold.receipt.total + 1)))
    till.cash(CashDirection.IN, CashReason.PETTY, 5_000)
    till.shift_closed(cash_sales=1)
    warung.push(till.push())
    ahead = warung.opened("K2")
    items = list(ahead.push().events)
    items[1] = items[1].model_copy(update={"mac": "00" * 32})
    warung.push(ahead.push().model_copy(update={"events": tuple(items)}))


def page(warung: Warung, wanted: ReviewsWanted = ALL, **how: Any) -> ReviewsPage:
    fields: dict[str, Any] = {"sort": "last", "descending": True, "after": None, "limit": 100} | how
    with warung.database.read() as unit:
        return reviews(unit, wanted, **fields)


def opened(warung: Warung, code: ReviewCode, *, document: UUID | None = None) -> ReviewDocument:
    (row,) = warung.rows(select(review).where(review.c.code == code.value))[:1]
    with warung.database.read() as unit:
        return detail(unit, branch_id=row.branch_id, review_id=row.review_id, document=document, seq=None)


def test_every_flag_says_what_it_is_about(warung: Warung) -> None:
    a_day(warung)
    about = {(row.code.value, row.about) for row in page(warung).rows}
    assert {
        ("negative_stock", "Gula-1Kg"),
        ("price_differs", "Sabun"),
        ("unknown_product", "Tahu"),
        ("staff_dismissed", "Budi"),
        ("totals_impossible", "BDG1-K1A-000005"),
        ("cash_reason_unfit", "BDG1-K1-S000001"),
        ("shift_figures_differ", "BDG1-K1-S000001"),
        ("damaged_event", "BDG1-K2"),
    } <= about
    assert all(row.about for row in page(warung).rows)


def test_a_shift_that_was_opened_in_2031_is_named(warung: Warung) -> None:
    till = warung.opened(at=NOW + timedelta(days=5 * 365))
    warung.push(till.push())
    about = {row.about for row in page(warung).rows if row.code is ReviewCode.POSTED_LATER}
    assert about == {"BDG1-K1-S000001"}


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", list(SORTS))
def test_pages_hold_each_flag_once_in_any_order(warung: Warung, sort: str, descending: bool) -> None:
    a_day(warung)
    whole_list = page(warung, sort=sort, descending=descending).rows
    rows: list[ReviewLine] = []
    after: str | None = None
    while True:
        part = page(warung, sort=sort, descending=descending, after=after, limit=3)
        rows += part.rows
        assert part.total == len(whole_list)
        if (after := part.next) is None:
            break
        assert len(part.rows) == 3
    assert tuple(rows) == whole_list
    assert len({row.review for row in rows}) == len(rows)


def test_filters_and_counts_by_code(warung: Warung) -> None:
    a_day(warung)
    everything = page(warung)
    assert sum(one.count for one in everything.counts) == everything.total
    one = page(warung, ReviewsWanted(code=ReviewCode.UNKNOWN_PRODUCT))
    assert [row.about for row in one.rows] == ["Tahu"]
    assert one.counts == everything.counts, "the counts say where else to look"
    assert page(warung, ReviewsWanted(branch=OTHER_BRANCH)).total == 0
    assert page(warung, ReviewsWanted(state=ReviewState.DONE)).total == 0
    assert {row.about for row in page(warung, ReviewsWanted(search="gula")).rows} == {"Gula-1Kg"}
    with pytest.raises(Refusal) as refused:
        page(warung, sort="about")
    assert refused.value.code is ErrorCode.INVALID


def test_a_product_below_zero_beside_its_receipt_and_what_the_till_could_not_know(warung: Warung) -> None:
    a_day(warung)
    found = opened(warung, ReviewCode.NEGATIVE_STOCK)
    assert found.line.subject_kind is SubjectKind.PRODUCT
    assert found.till is not None
    assert '"type":"sale.completed"' in found.till.text
    assert found.entry is not None
    assert (found.entry.document_no, sum(one.debit - one.credit for one in found.entry.lines)) == (
        found.items[0].number,
        0,
    )
    assert len(found.moves) == 1
    assert found.known["on_hand"] == found.moves[0].qty_after
    assert (found.known["on_hand_then"], found.moves[0].qty) == (0, -3_000)
    assert {"listed", "posting_date"} <= found.known.keys()
    assert [step.what for step in found.steps] == ["raised"]


def test_prices_and_stock_are_those_of_the_sale_beside_those_of_now(warung: Warung) -> None:
    """Two receipts of yesterday below the list; today the price rose. They are judged by their own day."""
    warung.stocked()
    till, yesterday = warung.opened(), NOW.date() - timedelta(days=1)
    cheap = SABUN.price - 300
    sold = [till.sale(line(SABUN.item, cheap, qty=whole(count)), bdate=yesterday) for count in (1, 2)]
    warung.push(till.push())
    dear = Money(SABUN.price + 1_000)
    product = SABUN.item.product
    with warung.database.write() as unit:
        saved = document(unit, product=product).product.model_dump(include=set(SaveProduct.model_fields))
        request = SaveProduct.model_validate(saved)
        units = (request.units[0].model_copy(update={"price": dear, "price_from": NOW.date()}),)
        save_product(unit, product=product, request=request.model_copy(update={"units": units}), by=None)
    first, second = (opened(warung, ReviewCode.PRICE_DIFFERS, document=one.sale) for one in sold)
    for found in (first, second):
        assert found.known["price"] == cheap
        assert (found.known["listed_then"], found.known["listed"]) == (SABUN.price, dear)
    before = int(first.known["on_hand_then"])
    assert int(second.known["on_hand_then"]) == before - 1_000
    assert int(second.known["on_hand"]) == before - 3_000


def test_a_journal_written_twice_shows_what_was_booked_of_it(warung: Warung) -> None:
    till = warung.stocked().opened()
    warung.push(till.push())
    clone = copy.deepcopy(till)
    clone.made += 500
    till.sale(line(GULA.item, GULA.price))
    warung.push(till.push())
    twin = clone.sale(line(GULA.item, GULA.price, qty=whole(2)))
    warung.push(clone.push(len(clone.items)))
    found = opened(warung, ReviewCode.CHAIN_FORK)
    assert found.till is not None
    assert str(twin.sale) in found.till.text
    assert found.entry is not None
    assert [move.qty for move in found.moves] == [-2_000]


def test_what_posted_nothing_shows_its_bytes_all_the_same(warung: Warung) -> None:
    a_day(warung)
    impossible = opened(warung, ReviewCode.TOTALS_IMPOSSIBLE)
    assert impossible.line.unposted
    assert impossible.till is not None
    assert "BDG1-K1A-000005" in impossible.till.text
    assert (impossible.entry, impossible.moves) == (None, ())
    damaged = opened(warung, ReviewCode.DAMAGED_EVENT)
    assert damaged.till is not None
    assert (damaged.till.fault, damaged.items[0].seq) == ("mac", 2)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (ReviewCode.CASH_REASON_UNFIT, '"type":"cash.moved"'),
        (ReviewCode.SHIFT_FIGURES_DIFFER, '"type":"shift.closed"'),
        (ReviewCode.STAFF_DISMISSED, '"type":"sale.completed"'),
    ],
)
def test_the_event_of_any_document_is_found_in_the_log(warung: Warung, code: ReviewCode, kind: str) -> None:
    a_day(warung)
    found = opened(warung, code)
    assert found.till is not None
    assert kind in found.till.text
    assert found.entry is not None


def test_a_shift_says_what_is_left_in_its_drawer(warung: Warung) -> None:
    a_day(warung)
    found = opened(warung, ReviewCode.SHIFT_FIGURES_DIFFER)
    (row,) = warung.rows(select(shift).where(shift.c.closed_at.is_not(None)))
    assert found.known["counted"] == row.counted
    assert found.known["left_in_drawer"] == 0


def test_an_unknown_flag_is_not_found(warung: Warung) -> None:
    with pytest.raises(Refusal) as refused, warung.database.read() as unit:
        detail(unit, branch_id=BRANCH, review_id=UUID(int=1), document=None, seq=None)
    assert refused.value.code is ErrorCode.NOT_FOUND
