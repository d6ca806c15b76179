"""Counts and handovers in the journal, and what a shift's events tell of it."""

from pathlib import Path

import pytest

from pos_client.engine import carts, returns, sales, shift_counts, shifts
from pos_client.engine.shift_story import shift_story
from pos_client.store import StoreUnit
from shared_models.rules.returns import LineBack
from shared_models.values.codes import CashDirection, CashReason, ErrorCode, TenderMethod
from shared_models.values.ids import ShiftId
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.values.refusals import Refusal
from tests.factories.tills import Shop, cash, new_shop


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    made = new_shop(tmp_path)
    made.open_shift()
    return made


def sell(shop: Shop) -> sales.FinishedSale:
    coffee = shop.item("KOPI")
    with shop.store.write() as unit:
        cart = carts.open_cart(unit, actor=shop.sari).id
        carts.add_line(unit, cart=cart, item=coffee, qty=whole(2))
        return sales.complete_sale(unit, cart=cart, actor=shop.sari, tenders=cash(50_000))


def this_shift(unit: StoreUnit) -> ShiftId:
    known = shifts.current_shift(unit)
    assert known is not None
    return known.shift


def test_the_story_tells_methods_reasons_and_counts_as_the_sums_do(shop: Shop) -> None:
    """Lesson 41: a method's total holds what went back too."""
    sold = sell(shop)
    with shop.store.write() as unit:
        back = [LineBack(1, whole(1))]
        returns.return_lines(unit, original=sold.sale, back=back, reason="rusak", actor=shop.budi)
    for reason, amount in ((CashReason.PETTY, 5_000), (CashReason.PETTY, 7_000), (CashReason.DROP, 10_000)):
        with shop.store.write() as unit:
            shifts.move_cash(
                unit,
                direction=CashDirection.OUT,
                reason=reason,
                amount=Money(amount),
                note="",
                actor=shop.sari,
            )
    with shop.store.write() as unit:
        shift_counts.note_count(unit, actor=shop.sari, pieces={100_000: 1})
        shift_counts.hand_over(unit, actor=shop.sari, to=shop.budi, pieces={100_000: 2})
        story = shift_story(unit, this_shift(unit))
        report = shifts.x_report(unit)
    (paid,) = story.methods
    assert (paid.method, paid.net, paid.times) == (
        TenderMethod.CASH,
        report.sums.cash_sales - report.sums.cash_refunds,
        2,
    )
    assert [(one.reason, one.amount, one.times) for one in story.moves] == [
        (CashReason.DROP, 10_000, 1),
        (CashReason.PETTY, 12_000, 2),
    ]
    assert [(one.by, one.to, one.difference) for one in story.counts] == [
        ("Sari", "", 100_000 - report.expected),
        ("Sari", "Budi", 200_000 - report.expected),
    ]
    assert report.counted is None
    assert report.sums.cash_out == 22_000


def test_a_drawer_is_handed_to_somebody_else_who_may_have_it(shop: Shop) -> None:
    with shop.store.write() as unit, pytest.raises(Refusal) as refused:
        shift_counts.hand_over(unit, actor=shop.sari, to=shop.sari, pieces={})
    assert refused.value.code is ErrorCode.CONFLICT


def test_without_a_shift_nothing_is_counted(tmp_path: Path) -> None:
    shop = new_shop(tmp_path)
    with shop.store.write() as unit, pytest.raises(Refusal) as refused:
        shift_counts.note_count(unit, actor=shop.sari, pieces={1_000: 1})
    assert refused.value.code is ErrorCode.NO_OPEN_SHIFT


def test_a_damaged_event_is_left_out_and_said(shop: Shop) -> None:
    sell(shop)
    with shop.store.write() as unit:
        unit.execute("DROP TRIGGER event_is_never_changed")
        unit.execute("UPDATE event SET body = '{' WHERE type = 'sale.completed'")
        story = shift_story(unit, this_shift(unit))
    assert (story.methods, story.whole) == ((), False)


def test_a_shift_that_is_not_here_has_no_story(shop: Shop) -> None:
    with shop.store.write() as unit:
        assert shift_story(unit, ShiftId(unit.new_id())).methods == ()
