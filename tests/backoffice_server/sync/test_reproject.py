"""What came before its type was known is posted after the upgrade: once, in the order of its stream."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from sqlalchemy import func, select

from backoffice_server.features.events.tables import event_outcome, stream
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import cash_movement, sale
from backoffice_server.proof.verify import verify
from backoffice_server.sync.reproject import Step, foreseen, reproject, waiting_streams
from shared_models.rules.returns import LineBack
from shared_models.values.codes import CashDirection, CashReason, EventOutcome, ReviewCode
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.wire.shifts import CashMoved, ShiftOpened
from tests.factories.events import TillWriter, line
from tests.factories.versions import without
from tests.factories.warung import GULA, SECRET, Warung


def kinds(warung: Warung) -> list[tuple[int, str, int]]:
    """(seq, outcome, its number) of every event of the log."""
    own = event_outcome.c
    query = select(own.seq, own.outcome, own.n).order_by(own.stream_id, own.seq, own.n)
    return [(row.seq, row.outcome, row.n) for row in warung.rows(query)]


def upgraded(warung: Warung) -> list[Step]:
    with warung.database.read() as unit:
        waiting = waiting_streams(unit)
    return [step for one in waiting for step in reproject(warung.database, one)]


def holds(warung: Warung) -> None:
    with warung.database.read() as unit:
        assert [one for one in verify(unit, SECRET) if not one.holds] == []


def drop(till: TillWriter, amount: int = 10_000) -> None:
    till.write(
        "cash.moved",
        CashMoved(direction=CashDirection.OUT, reason=CashReason.DROP, amount=Money(amount), note=""),
    )


def pushed_to_an_older_server(warung: Warung, till: TillWriter) -> None:
    with without("cash.moved", "sale.returned"):
        warung.push(till.push())


def selling(warung: Warung) -> TillWriter:
    till = warung.stocked().opened()
    till.sale(line(GULA.item, GULA.price))
    return till


def test_events_are_posted_once_and_their_outcomes_are_appended(warung: Warung) -> None:
    """Lesson 15: Goods and money move in the transaction that takes the event, once."""
    till = selling(warung)
    drop(till)
    till.sale(line(GULA.item, GULA.price))
    pushed_to_an_older_server(warung, till)
    before = kinds(warung)
    assert before[3] == (4, EventOutcome.UNKNOWN_TYPE, 1)
    assert sum((step.outcomes for step in upgraded(warung)), Counter()) == {EventOutcome.POSTED: 1}
    assert kinds(warung) == [*before[:4], (4, EventOutcome.POSTED, 2), *before[4:]]
    assert upgraded(warung) == [Step(None, Counter(), Counter())]
    assert warung.scalar(select(func.count()).select_from(cash_movement)) == 1
    holds(warung)


def test_a_return_and_what_followed_it_keep_their_order(warung: Warung) -> None:
    """The return of a return's sale: the second one is bounded by what the first took back."""
    till = selling(warung)
    sold = till.sale(line(GULA.item, GULA.price, qty=whole(3)))
    till.returned(sold, [LineBack(of_line=1, qty=whole(2))])
    till.returned(sold, [LineBack(of_line=1, qty=whole(1))], before={1: whole(2)})
    pushed_to_an_older_server(warung, till)
    upgraded(warung)
    posted = warung.rows(select(sale.c.receipt).order_by(sale.c.posting_no))
    assert [row.receipt for row in posted] == [f"BDG1-K1A-00000{number}" for number in range(1, 5)]
    assert warung.scalar(select(stream.c.last_receipt)) == "BDG1-K1A-000004"
    holds(warung)


def test_a_long_stream_goes_in_portions_and_may_be_cut_off(warung: Warung) -> None:
    till = selling(warung)
    for _ in range(450):
        drop(till, 100)
    with without("cash.moved"):
        for first in range(1, till.seq + 1, 200):
            warung.push(till.push(first, min(first + 199, till.seq), acked=first - 1))
    with warung.database.read() as unit:
        (waiting,) = waiting_streams(unit)
    # The command dies after its first portion; another one goes on.
    (first_step,) = islice(reproject(warung.database, waiting), 1)
    assert first_step.outcomes.total() == 200
    assert [step.outcomes.total() for step in upgraded(warung)] == [200, 50, 0]
    assert warung.scalar(select(func.count()).select_from(cash_movement)) == 450
    holds(warung)


def test_what_is_still_unknown_stays(warung: Warung) -> None:
    till = selling(warung)
    drop(till)
    later = till.items[-1].bytes.replace('"seq":4', '"seq":5').replace('"tv":1', '"tv":2')
    before = till.items[-2].hash
    till.append(later.replace(f'"prev":"{before}"', f'"prev":"{till.head.hex()}"').encode())
    pushed_to_an_older_server(warung, till)
    with warung.database.read() as unit:
        (waiting,) = waiting_streams(unit)
        assert foreseen(unit, waiting) == (Counter({("cash.moved", 1): 1}), Counter({("cash.moved", 2): 1}))
    assert len(kinds(warung)) == till.seq
    assert sum((step.left for step in upgraded(warung)), Counter()) == {("cash.moved", 2): 1}
    assert kinds(warung)[-1] == (5, EventOutcome.UNKNOWN_TYPE, 1)
    with warung.database.read() as unit:
        assert waiting_streams(unit) == [waiting]


def test_one_that_cannot_be_booked_is_set_aside_and_blocks_nothing(warung: Warung) -> None:
    """Lesson 16: What cannot be booked steps aside; what follows goes on."""
    till = warung.stocked().opened()
    till.write("shift.opened", ShiftOpened(number=1, opening_float=Money(1)))
    till.sale(line(GULA.item, GULA.price))
    with without("shift.opened"):
        warung.push(till.push())
    told = sum((step.outcomes for step in upgraded(warung)), Counter())
    assert told == {EventOutcome.POSTED: 1, EventOutcome.QUARANTINED: 1}
    assert kinds(warung)[3:5] == [(3, EventOutcome.UNKNOWN_TYPE, 1), (3, EventOutcome.QUARANTINED, 2)]
    assert warung.scalar(select(stream.c.under_review)) == 1
    assert ReviewCode.NOT_APPLIED in {row.code for row in warung.rows(select(review.c.code))}
    holds(warung)


def test_two_streams_of_a_branch_are_both_served(warung: Warung) -> None:
    warung.stocked()
    for register in ("K1", "K2"):
        till = warung.opened(register)
        drop(till)
        pushed_to_an_older_server(warung, till)
    assert sum(step.outcomes.total() for step in upgraded(warung)) == 2
    assert warung.scalar(select(func.count()).select_from(cash_movement)) == 2
    holds(warung)
