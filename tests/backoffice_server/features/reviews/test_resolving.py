"""Resolving flags: by whom, when, how; corrections are documents of their own; two clerks, one answer."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from backoffice_server.app import CORRECTIONS
from backoffice_server.features.catalog.service import document, save_product
from backoffice_server.features.catalog.tables import product
from backoffice_server.features.ledger.tables import account_day, posting
from backoffice_server.features.reviews.resolving import accept_many, resolve
from backoffice_server.features.reviews.tables import review, review_step
from backoffice_server.features.sales.tables import shift
from backoffice_server.features.stock.tables import stock, stock_adjustment
from backoffice_server.proof.verify import verify
from shared_models.rules.accounts import Account
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import Quantity, whole
from shared_models.values.refusals import Refusal
from shared_models.wire.reviews import (
    Accept,
    AcceptReviews,
    AdjustForReview,
    ResolveReview,
    ReviewHow,
    ReviewResolved,
    SeenReview,
    SetAside,
    SettleDrawer,
)
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock
from tests.factories.events import TillWriter, line
from tests.factories.warung import BERAS, BRANCH, GULA, SABUN, SARI, SECRET, Warung, good

DEWI = StaffId(SARI)
ACCEPT = Accept(how=ReviewHow.ACCEPTED)


def oversold(warung: Warung) -> TillWriter:
    """Three bags of sugar that nobody received."""
    till = warung.opened()
    till.sale(line(GULA.item, GULA.price, qty=whole(3)))
    warung.push(till.push())
    return till


def flag(warung: Warung, code: str = "negative_stock") -> Any:
    return warung.rows(select(review).where(review.c.code == code).order_by(review.c.opened_at.desc()))[0]


def answer(
    warung: Warung, row: Any, action: Any = ACCEPT, *, note: str = "dihitung", seen: int | None = None
) -> ReviewResolved:
    request = ResolveReview(occurrences=seen or row.occurrences, note=note, action=action)
    with warung.database.write() as unit:
        return resolve(
            unit,
            branch=BRANCH,
            review_id=row.review_id,
            request=request,
            by=DEWI,
            corrections=CORRECTIONS,
        )


def adjustment(*products: UUID, qty: int = 13_000, number: int = 1, branch: UUID = BRANCH) -> AdjustForReview:
    document = AdjustStock(
        id=UUID(int=0xC0DE + number),
        branch=branch,
        reason=AdjustmentReason.COUNT,
        bdate=date(2026, 11, 20),
        lines=tuple(
            AdjustmentLine(product=one, qty=Quantity(qty), unit_cost=Money(14_000)) for one in products
        ),
    )
    return AdjustForReview(how=ReviewHow.STOCK_ADJUSTED, document=document)


def refused(warung: Warung, row: Any, action: Any = ACCEPT, **rest: Any) -> ErrorCode:
    with pytest.raises(Refusal) as found:
        answer(warung, row, action, **rest)
    return found.value.code


def balance(warung: Warung, account: Account) -> int:
    columns = account_day.c.debit - account_day.c.credit
    return sum(row[0] for row in warung.rows(select(columns).where(account_day.c.account == account.value)))


def holds(warung: Warung) -> None:
    with warung.database.read() as unit:
        assert [one for one in verify(unit, SECRET) if not one.holds] == []


def test_an_accepted_flag_says_who_when_how_and_why(warung: Warung) -> None:
    oversold(warung)
    booked = len(warung.rows(select(posting)))
    answer(warung, flag(warung))
    row = flag(warung)
    assert (row.resolved_by, row.how, row.note, row.fixed_id) == (SARI, "accepted", "dihitung", None)
    (step,) = warung.rows(select(review_step))
    assert (step.n, step.staff_id, step.how, step.at) == (1, SARI, "accepted", row.resolved_at)
    assert len(warung.rows(select(posting))) == booked, "what was booked stands"
    holds(warung)


def test_one_that_happens_again_is_a_new_flag(warung: Warung) -> None:
    till = oversold(warung)
    answer(warung, flag(warung))
    warung.adjust((GULA, whole(5), 14_000), number=2)
    sent = len(till.items)
    till.sale(line(GULA.item, GULA.price, qty=whole(9)))
    warung.push(till.push(sent + 1, sent + 1))
    rows = warung.rows(select(review).where(review.c.code == "negative_stock"))
    assert sorted(row.resolved_at is None for row in rows) == [False, True]
    holds(warung)


def test_what_happened_again_meanwhile_was_not_seen(warung: Warung) -> None:
    till = oversold(warung)
    seen = flag(warung)
    warung.adjust((GULA, whole(5), 14_000), number=2)
    sent = len(till.items)
    till.sale(line(GULA.item, GULA.price, qty=whole(9)))
    warung.push(till.push(sent + 1, sent + 1))
    assert refused(warung, seen) is ErrorCode.CONFLICT
    assert flag(warung).resolved_at is None
    answer(warung, flag(warung))


def test_the_same_answer_twice_counts_once_another_is_too_late(warung: Warung) -> None:
    oversold(warung)
    row = flag(warung)
    assert answer(warung, row) == answer(warung, row)
    assert len(warung.rows(select(review_step))) == 1
    assert refused(warung, row, note="lain") is ErrorCode.CONFLICT


def test_only_what_fits_the_code(warung: Warung) -> None:
    oversold(warung)
    row = flag(warung)
    drawer = SettleDrawer(how=ReviewHow.DRAWER_SETTLED, id=UUID(int=1), found=0)
    assert refused(warung, row, drawer) is ErrorCode.INVALID
    assert refused(warung, row, SetAside(how=ReviewHow.SET_ASIDE)) is ErrorCode.INVALID
    nobody = UUID(int=9)
    request = ResolveReview(occurrences=1, note="x", action=ACCEPT)
    with pytest.raises(Refusal) as found, warung.database.write() as unit:
        resolve(unit, branch=BRANCH, review_id=nobody, request=request, by=DEWI, corrections=CORRECTIONS)
    assert found.value.code is ErrorCode.NOT_FOUND


def test_a_count_answers_stock_below_zero(warung: Warung) -> None:
    oversold(warung)
    product = GULA.item.product
    done = answer(warung, flag(warung), adjustment(product))
    assert done.document_no == "BDG1-ADJ-000001"
    assert answer(warung, flag(warung), adjustment(product)) == done, "sent twice, booked once"
    (document,) = warung.rows(select(stock_adjustment))
    assert (document.adjustment_id, document.note) == (flag(warung).fixed_id, "dihitung")
    (level,) = warung.rows(select(stock).where(stock.c.product_id == product))
    assert level.qty == whole(10)
    assert len(warung.rows(select(review_step))) == 1
    holds(warung)


def test_a_count_that_is_below_zero_itself_is_flagged_anew(warung: Warung) -> None:
    warung.adjust((GULA, whole(1), 14_000))
    oversold(warung)
    first = flag(warung)
    answer(warung, first, adjustment(GULA.item.product, qty=2_000))
    answer_row = flag(warung)
    assert answer_row.review_id == first.review_id
    warung.adjust((GULA, -whole(4), None), reason=AdjustmentReason.COUNT, number=7)
    assert flag(warung).occurrences == 1
    holds(warung)


def test_an_adjustment_of_other_goods_or_elsewhere_is_refused(warung: Warung) -> None:
    oversold(warung)
    row = flag(warung)
    assert refused(warung, row, adjustment(BERAS.item.product)) is ErrorCode.INVALID
    assert refused(warung, row, adjustment(GULA.item.product, branch=UUID(int=0xB2))) is ErrorCode.INVALID
    assert flag(warung).resolved_at is None, "the flag is open as before"
    assert warung.rows(select(review_step)) == []


def late_sale(warung: Warung) -> TillWriter:
    """A shift that was closed, and a receipt of it that came afterwards."""
    till = warung.stocked().opened()
    till.sale(line(GULA.item, GULA.price))
    till.shift_closed()
    shift_id = warung.rows(select(shift.c.shift_id))
    warung.push(till.push())
    assert not shift_id
    (known,) = warung.rows(select(shift.c.shift_id))
    sent = len(till.items)
    till.sale(line(BERAS.item, BERAS.price), shift=known.shift_id)
    warung.push(till.push(sent + 1, sent + 1))
    return till


def test_a_drawer_difference_empties_the_drawer(warung: Warung) -> None:
    late_sale(warung)
    assert balance(warung, Account.TILL_CASH) == BERAS.price
    row = flag(warung, "shift_figures_differ")
    settle = SettleDrawer(how=ReviewHow.DRAWER_SETTLED, id=UUID(int=0xCA5), found=BERAS.price - 2_000)
    done = answer(warung, row, settle)
    assert done.document_no == "BDG1-KAS-000001"
    assert answer(warung, row, settle) == done, "sent twice, booked once"
    assert balance(warung, Account.TILL_CASH) == 0
    assert balance(warung, Account.CASH_OVER_SHORT) == 2_000
    holds(warung)


def test_a_drawer_of_an_open_shift_or_without_a_difference_is_not_settled(warung: Warung) -> None:
    late_sale(warung)
    row = flag(warung, "shift_figures_differ")
    settle = SettleDrawer(how=ReviewHow.DRAWER_SETTLED, id=UUID(int=0xCA5), found=BERAS.price)
    with warung.database.write() as unit:
        unit.connection.execute(shift.update().values(closed_at=None))
    assert refused(warung, row, settle) is ErrorCode.CONFLICT
    with warung.database.write() as unit:
        unit.connection.execute(
            shift.update().values(closed_at=row.last_at, settled=shift.c.settled + BERAS.price)
        )
    nothing = SettleDrawer(how=ReviewHow.DRAWER_SETTLED, id=UUID(int=0xCA5), found=0)
    assert refused(warung, row, nothing) is ErrorCode.INVALID


def test_impossible_totals_are_set_aside_for_good(warung: Warung) -> None:
    till = warung.stocked().opened()
    sold = till.sale(line(GULA.item, GULA.price))
    till.sold(replace(sold.receipt, total=Money(sold.receipt.total + 1)))
    warung.push(till.push())
    row = flag(warung, "totals_impossible")
    assert refused(warung, row) is ErrorCode.INVALID, "there is nothing booked to accept"
    answer(warung, row, SetAside(how=ReviewHow.SET_ASIDE), note="kasir salah tekan")
    assert flag(warung, "totals_impossible").how == "set_aside"
    holds(warung)


def test_a_product_that_was_named_is_no_longer_hidden_and_its_flag_is_accepted(warung: Warung) -> None:
    stranger = good(77, "TAHU", 5_000, None)
    till = warung.stocked().opened()
    till.sale(line(stranger.item, 5_000))
    warung.push(till.push())
    with warung.database.write() as unit:
        held = document(unit, product=stranger.item.product)
        units = tuple(one.model_copy(update={"price": Money(5_000)}) for one in held.product.units)
        named = held.product.model_copy(update={"name": "Tahu putih", "active": True, "units": units})
        save_product(unit, product=stranger.item.product, request=named, by=DEWI)
    (row,) = warung.rows(select(product).where(product.c.product_id == stranger.item.product))
    assert (row.placeholder, row.active, row.name) == (False, True, "Tahu putih")
    answer(warung, flag(warung, "unknown_product"))
    holds(warung)


def bulk(*rows: Any, note: str = "sudah dilihat") -> AcceptReviews:
    seen = [
        SeenReview(branch=row.branch_id, review=row.review_id, occurrences=row.occurrences) for row in rows
    ]
    return AcceptReviews(note=note, reviews=tuple(seen))


def test_many_are_accepted_with_one_note_or_none_of_them(warung: Warung) -> None:
    till = warung.opened()
    for one in (GULA, BERAS, SABUN):
        till.sale(line(one.item, one.price))
    warung.push(till.push())
    rows = warung.rows(select(review))
    assert len(rows) == 4
    stale = replace_seen(bulk(*rows))
    with pytest.raises(Refusal) as found, warung.database.write() as unit:
        accept_many(unit, stale, by=DEWI)
    assert found.value.code is ErrorCode.CONFLICT
    assert [row.resolved_at for row in warung.rows(select(review))] == [None] * 4
    with warung.database.write() as unit:
        assert len(accept_many(unit, bulk(*rows), by=DEWI).reviews) == 4
    assert {row.note for row in warung.rows(select(review))} == {"sudah dilihat"}
    assert len(warung.rows(select(review_step))) == 4
    holds(warung)


def test_what_posted_nothing_is_set_aside_with_many_only_when_asked(warung: Warung) -> None:
    till = warung.opened()
    sold = till.sale(line(GULA.item, GULA.price))
    till.sold(replace(sold.receipt, total=Money(sold.receipt.total + 1)))
    warung.push(till.push())
    rows = warung.rows(select(review))
    assert {row.code for row in rows} == {"negative_stock", "totals_impossible"}
    with pytest.raises(Refusal) as found, warung.database.write() as unit:
        accept_many(unit, bulk(*rows), by=DEWI)
    assert (found.value.code, found.value.facts["what"]) == (ErrorCode.INVALID, "set_aside")
    assert [row.resolved_at for row in warung.rows(select(review))] == [None] * 2
    with warung.database.write() as unit:
        accept_many(unit, bulk(*rows).model_copy(update={"set_aside": True}), by=DEWI)
    how = {row.code: row.how for row in warung.rows(select(review))}
    assert how == {"negative_stock": "accepted", "totals_impossible": "set_aside"}


def replace_seen(request: AcceptReviews) -> AcceptReviews:
    *others, last = request.reviews
    return request.model_copy(update={"reviews": (*others, last.model_copy(update={"occurrences": 99}))})


def test_of_two_clerks_at_once_one_is_told_that_it_is_answered(warung: Warung) -> None:
    oversold(warung)
    row = flag(warung)
    begin, told = threading.Barrier(2), []

    def click(note: str) -> None:
        begin.wait()
        try:
            answer(warung, row, note=note)
            told.append("")
        except Refusal as refusal:
            told.append(refusal.code.value)

    clerks = [threading.Thread(target=click, args=(note,)) for note in ("satu", "dua")]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join()
    assert sorted(told) == ["", "conflict"]
    (step,) = warung.rows(select(review_step))
    assert flag(warung).note == step.note
    holds(warung)


def test_history_cannot_be_changed(warung: Warung) -> None:
    oversold(warung)
    answer(warung, flag(warung))
    with pytest.raises(DBAPIError, match="append-only"), warung.database.write() as unit:
        unit.connection.execute(text("UPDATE review_step SET note = ''"))


@pytest.mark.parametrize(
    ("statement", "rule"),
    [
        ("UPDATE review SET note = 'lain' WHERE resolved_at IS NOT NULL", "resolved flags say who"),
        ("UPDATE review SET resolved_at = NULL, resolved_by = NULL, how = NULL", "resolved flags say who"),
        ("UPDATE review SET fixed_id = NULL", "resolved flags say who"),
        ("DELETE FROM posting WHERE document_kind = 'stock_adjustment'", "correcting documents"),
    ],
)
def test_verify_names_an_answer_that_was_tampered_with(warung: Warung, statement: str, rule: str) -> None:
    oversold(warung)
    answer(warung, flag(warung), adjustment(GULA.item.product))
    with warung.database.write() as unit:
        if statement.startswith("DELETE"):
            guard = {"sqlite": "posting_no_delete", "postgresql": "posting_append_only ON posting"}
            unit.connection.execute(text(f"DROP TRIGGER {guard[unit.dialect]}"))
        unit.connection.execute(text(statement))
    with warung.database.read() as unit:
        broken = [one.rule for one in verify(unit, SECRET) if one.invariant == "I18" and not one.holds]
    assert any(one.startswith(rule) for one in broken), broken
