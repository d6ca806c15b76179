"""What the proof reads out of the log: of several words about an event the last one counts."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from backoffice_server.features.events.tables import event_outcome
from backoffice_server.proof.findings import Finding
from backoffice_server.proof.verify import verify
from shared_models.values.codes import CashDirection, CashReason, EventOutcome
from shared_models.values.money import Money
from tests.factories.events import TillWriter, line
from tests.factories.warung import GULA, SECRET, Warung


def said_before(warung: Warung, till: TillWriter, outcome: EventOutcome) -> None:
    """An older word about the till's last event; it is written last, so it may be read last."""
    own = event_outcome.c
    with warung.database.write() as unit:
        last = select(own.branch_id, own.stream_id, own.seq, own.hash).where(own.seq == till.seq)
        (place,) = unit.connection.execute(last)
        unit.insert(event_outcome, [(*place, 0, outcome, None)])


def findings(warung: Warung) -> list[Finding]:
    with warung.database.read() as unit:
        return list(verify(unit, SECRET))


def test_what_is_set_aside_by_its_last_word_need_not_be_posted(warung: Warung) -> None:
    till = warung.stocked().opened()
    sold = till.sale(line(GULA.item, GULA.price))
    till.sold(replace(sold.receipt, total=Money(sold.receipt.total + 1)))
    warung.push(till.push())
    said_before(warung, till, EventOutcome.UNKNOWN_TYPE)
    assert [one for one in findings(warung) if not one.holds] == []


def test_what_is_posted_by_its_last_word_is_proved(warung: Warung) -> None:
    till = warung.opened()
    till.cash(CashDirection.IN, CashReason.DROP, 10_000)
    warung.push(till.push())
    said_before(warung, till, EventOutcome.QUARANTINED)
    (proved,) = (one for one in findings(warung) if one.rule.startswith("cash moved for a reason"))
    assert (proved.checked, proved.broken) == (1, 0)
