"""What comes into a shift that is closed already: from a till that was rolled back, or from its clone."""

from __future__ import annotations

import json
from datetime import UTC, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from backoffice_server.features.ledger.tables import journal_line
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import shift
from backoffice_server.kernel.database import Database
from backoffice_server.proof.verify import verify
from shared_models.rules.accounts import Account
from shared_models.values.codes import CashDirection, CashReason, EventOutcome
from shared_models.values.money import Money
from shared_models.wire.shifts import ShiftOpened
from tests.databases import Backend, Databases
from tests.factories.events import TillWriter, line
from tests.factories.warung import GULA, NOW, SECRET, Warung, build


def holds(warung: Warung) -> None:
    with warung.database.read() as unit:
        assert [one for one in verify(unit, SECRET) if not one.holds] == []


def drawer(warung: Warung) -> int:
    held = select(func.sum(journal_line.c.amount)).where(journal_line.c.account == Account.TILL_CASH.value)
    return int(warung.scalar(held))


def flags(warung: Warung) -> dict[tuple[str, str], int]:
    rows = warung.rows(select(review.c.code, review.c.subject, review.c.occurrences))
    return {(row.code, row.subject): row.occurrences for row in rows}


def facts(warung: Warung) -> dict[str, Any]:
    query = select(review.c.facts).where(review.c.code == "shift_closed_twice")
    found: dict[str, Any] = json.loads(warung.scalar(query))
    return found


def booked(warung: Warung) -> dict[str, int]:
    """What was booked to neither safe nor drawer, and to no sale."""
    own = journal_line.c
    others = (Account.CASH_OVER_SHORT, Account.OTHER_INCOME, Account.OTHER_EXPENSE)
    query = select(own.account, func.sum(own.amount)).where(own.account.in_([one.value for one in others]))
    return {account: int(amount) for account, amount in warung.rows(query.group_by(own.account))}


def closed(warung: Warung) -> tuple[TillWriter, UUID]:
    """A till whose shift was closed with a sale in it, and that goes on as if it were not."""
    till = warung.stocked().opened()
    assert till.shift is not None
    shift_id = till.shift
    till.sale(line(GULA.item, GULA.price))
    till.shift_closed(counted=500_000 + GULA.price - 700)
    till.shift = shift_id
    return till, shift_id


@pytest.mark.parametrize("cut", [4, 10])
def test_what_comes_into_a_closed_shift_is_booked_and_flagged(warung: Warung, cut: int) -> None:
    till, shift_id = closed(warung)
    till.sale(line(GULA.item, GULA.price))
    till.cash(CashDirection.OUT, CashReason.PETTY, 2_000)
    till.noted()
    replies = [warung.push(till.push(1, cut)), warung.push(till.push(cut + 1))]
    late = [result for reply in replies for result in reply.results][4:]
    assert [result.outcome for result in late[:2]] == [EventOutcome.POSTED] * 2
    assert {result.reviews for result in late} == {("shift_figures_differ",)}
    assert flags(warung) == {("shift_figures_differ", str(shift_id)): 6}
    # The drawer was emptied at the closing: what came after lies in it until somebody looks.
    assert drawer(warung) == GULA.price - 2_000
    (row,) = warung.rows(select(shift))
    assert (row.sales, row.issued, row.acknowledged, row.counted) == (2, 1, 2, 500_000 + GULA.price - 700)
    holds(warung)


def test_sums_that_cannot_be_true_flag_the_closed_shift_too(warung: Warung) -> None:
    till, shift_id = closed(warung)
    sold = till.sale(line(GULA.item, GULA.price))
    wrong = sold.item.bytes.replace(f'"total":{GULA.price}', f'"total":{GULA.price + 1}')
    assert wrong != sold.item.bytes
    till.items.pop()
    till.seq, till.head = 4, bytes.fromhex(till.items[3].hash)
    till.append(wrong.encode())
    reply = warung.push(till.push())
    assert reply.results[4].outcome is EventOutcome.QUARANTINED
    assert set(reply.results[4].reviews) == {"shift_figures_differ", "totals_impossible"}
    assert ("shift_figures_differ", str(shift_id)) in flags(warung)
    holds(warung)


def test_a_second_closing_settles_what_came_since_the_first(warung: Warung) -> None:
    till, shift_id = closed(warung)
    till.sale(line(GULA.item, GULA.price))
    till.cash(CashDirection.OUT, CashReason.PETTY, 2_000)
    till.shift_closed(counted=16_000)
    reply = warung.push(till.push())
    assert (reply.results[-1].outcome, reply.under_review) == (EventOutcome.POSTED, 0)
    assert reply.results[-1].reviews == ("shift_closed_twice",)
    (row,) = warung.rows(select(shift))
    first = 500_000 + GULA.price - 700
    assert (row.shift_id, row.counted, row.settled) == (
        shift_id,
        first + 16_000,
        500_000 + 2 * GULA.price - 2_000,
    )
    assert drawer(warung) == 0
    # 700 short at the first, 500 over at the second.
    assert booked(warung) == {Account.CASH_OVER_SHORT.value: 200, Account.OTHER_EXPENSE.value: 2_000}
    assert flags(warung)["shift_closed_twice", str(shift_id)] == 1
    told = facts(warung)
    assert (told["left"], told["counted"]) == (GULA.price - 2_000, 16_000)
    holds(warung)


def test_a_closing_told_twice_takes_nothing_twice(warung: Warung) -> None:
    """The clone counts an empty drawer, or says nothing new: the first count stands beside its own."""
    till, shift_id = closed(warung)
    till.shift_closed(counted=0)
    reply = warung.push(till.push())
    assert reply.results[-1].outcome is EventOutcome.POSTED
    assert (drawer(warung), facts(warung)["left"]) == (0, 0)
    assert ("shift_closed_twice", str(shift_id)) in flags(warung)
    holds(warung)


def test_more_went_out_than_came_in_after_the_closing(warung: Warung) -> None:
    till, _ = closed(warung)
    till.cash(CashDirection.OUT, CashReason.DROP, 30_000)
    till.shift_closed(counted=0)
    warung.push(till.push())
    assert (drawer(warung), facts(warung)["left"]) == (0, -30_000)
    holds(warung)


def test_the_figures_of_the_latest_closing_stand(warung: Warung) -> None:
    till, _ = closed(warung)
    late = till.at
    till.at -= timedelta(hours=2)
    till.shift_closed(counted=1_000)
    warung.push(till.push())
    (row,) = warung.rows(select(shift))
    assert (row.closed_at, row.counted) == (late.astimezone(UTC), 500_000 + GULA.price - 700 + 1_000)
    holds(warung)


def test_a_second_opening_of_the_same_shift_is_set_aside(warung: Warung) -> None:
    till = warung.opened()
    till.write("shift.opened", ShiftOpened(number=1, opening_float=Money(500_000)))
    reply = warung.push(till.push())
    assert (reply.results[-1].outcome, reply.results[-1].reviews) == (
        EventOutcome.QUARANTINED,
        ("not_applied",),
    )
    assert drawer(warung) == 500_000
    holds(warung)


@pytest.mark.parametrize(
    ("direction", "reason"),
    [
        (CashDirection.IN, CashReason.DROP),
        (CashDirection.IN, CashReason.PETTY),
        (CashDirection.OUT, CashReason.FLOAT),
    ],
)
def test_cash_for_a_reason_of_the_other_direction_has_moved_all_the_same(
    warung: Warung, direction: CashDirection, reason: CashReason
) -> None:
    till = warung.opened()
    till.cash(direction, reason, 5_000)
    till.shift_closed()
    reply = warung.push(till.push())
    moved = reply.results[2]
    assert (moved.outcome, moved.reviews) == (EventOutcome.POSTED, ("cash_reason_unfit",))
    assert reply.results[-1].reviews == ()
    account = Account.OTHER_INCOME if direction is CashDirection.IN else Account.OTHER_EXPENSE
    assert booked(warung).keys() == {account.value}
    assert drawer(warung) == 0
    holds(warung)
    with warung.database.write() as unit:
        unit.connection.execute(text("DELETE FROM review"))
    with warung.database.read() as unit:
        assert {one.invariant for one in verify(unit, SECRET) if not one.holds} == {"I18"}


steps = st.one_of(
    st.tuples(st.just("sale"), st.just(0)),
    st.tuples(st.just("in"), st.integers(0, 90_000)),
    st.tuples(st.just("out"), st.integers(0, 90_000)),
    st.tuples(st.just("close"), st.integers(0, 600_000)),
)


@pytest.mark.parametrize("backend", ["sqlite", "postgresql"])
@given(story=st.lists(steps, min_size=2, max_size=8), cut=st.integers(1, 9))
@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_however_often_it_is_closed_the_drawer_is_empty_then(
    databases: Databases,
    tmp_path_factory: pytest.TempPathFactory,
    backend: Backend,
    story: list[tuple[str, int]],
    cut: int,
) -> None:
    """Lesson 25: Whatever comes after a closing is booked; nothing has to be cancelled first."""
    url = databases.cloned(backend, tmp_path_factory.mktemp("closings"), template="warung", build=build)
    with Database(url, now=lambda: NOW) as database:
        warung = Warung(database)
        till = warung.stocked().opened()
        shift_id = till.shift
        for what, amount in [*story, ("close", 0)]:
            till.shift = shift_id
            if what == "sale":
                till.sale(line(GULA.item, GULA.price))
            elif what == "close":
                till.shift_closed(counted=amount)
            else:
                into = what == "in"
                direction = CashDirection.IN if into else CashDirection.OUT
                till.cash(direction, CashReason.FLOAT if into else CashReason.DROP, amount)
        for first in range(1, len(till.items) + 1, cut):
            warung.push(till.push(first, min(first + cut - 1, len(till.items))))
        assert drawer(warung) == 0
        closings = sum(what == "close" for what, _ in story)
        assert flags(warung).get(("shift_closed_twice", str(shift_id)), 0) == closings
        holds(warung)
    databases.drop(url)
