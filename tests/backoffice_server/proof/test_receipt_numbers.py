"""Receipt numbers: what a till writes on a receipt is counted, whatever it is."""

from __future__ import annotations

import pytest

from backoffice_server.proof.findings import Finding
from backoffice_server.proof.verify import verify
from tests.factories.events import TillWriter, line
from tests.factories.warung import GULA, SECRET, Warung


def gaps(warung: Warung) -> Finding:
    with warung.database.read() as unit:
        rule = "receipt numbers have no gap, but for what was lost"
        return next(one for one in verify(unit, SECRET) if one.rule == rule)


def sold(till: TillWriter, receipt: str) -> None:
    till.sale(line(GULA.item, GULA.price))
    text = till.items.pop().bytes
    till.seq, till.head = till.seq - 1, bytes.fromhex(till.items[-1].hash)
    till.append(text.replace("BDG1-K1A-000002", receipt).encode())


@pytest.mark.parametrize("number", ["9" * 12, "9" * 40])
def test_a_number_beyond_belief_is_a_gap_that_nobody_counts_up(warung: Warung, number: str) -> None:
    till = warung.stocked().opened()
    till.sale(line(GULA.item, GULA.price))
    sold(till, f"BDG1-K1A-{number}")
    warung.push(till.push())
    found = gaps(warung)
    assert found.offenders[0] == "BDG1-K1A-000002"
    assert found.broken == 1_000


def test_a_receipt_of_a_later_version_keeps_its_number(warung: Warung) -> None:
    """New till, old server: it is kept for the upgrade, and no gap until then."""
    till = warung.stocked().opened()
    till.sale(line(GULA.item, GULA.price))
    text = till.items.pop().bytes
    till.seq, till.head = till.seq - 1, bytes.fromhex(till.items[-1].hash)
    till.append(text.replace('"tv":1', '"tv":3').encode())
    till.sale(line(GULA.item, GULA.price))
    warung.push(till.push())
    assert gaps(warung).holds
