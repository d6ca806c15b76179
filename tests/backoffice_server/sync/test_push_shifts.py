"""What comes into a shift that is closed already: from a till that was rolled back, or from its clone."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import func, select

from backoffice_server.features.ledger.tables import journal_line
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import shift
from backoffice_server.proof.verify import verify
from shared_models.rules.accounts import Account
from shared_models.values.codes import CashDirection, CashReason, EventOutcome
from tests.factories.events import TillWriter, line
from tests.factories.warung import GULA, SECRET, Warung


def holds(warung: Warung) -> None:
    with warung.database.read() as unit:
        assert [one for one in verify(unit, SECRET) if not one.holds] == []


def drawer(warung: Warung) -> int:
    held = select(func.sum(journal_line.c.amount)).where(journal_line.c.account == Account.TILL_CASH.value)
    return int(warung.scalar(held))


def flags(warung: Warung) -> dict[tuple[str, str], int]:
    rows = warung.rows(select(review.c.code, review.c.subject, review.c.occurrences))
    return {(row.code, row.subject): row.occurrences for row in rows}


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


def test_a_second_closing_is_set_aside_and_takes_nothing(warung: Warung) -> None:
    till, shift_id = closed(warung)
    till.sale(line(GULA.item, GULA.price))
    till.shift_closed()
    reply = warung.push(till.push())
    assert (reply.results[-1].outcome, reply.under_review) == (EventOutcome.QUARANTINED, 1)
    assert reply.results[-1].reviews == ("not_applied",)
    (row,) = warung.rows(select(shift))
    assert (row.shift_id, row.counted) == (shift_id, 500_000 + GULA.price - 700)
    assert drawer(warung) == GULA.price
    holds(warung)
