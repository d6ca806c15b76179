"""What came back is listed receipt by receipt, and what did not by its places in the journal."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from backoffice_server.features.events.tables import quarantine
from backoffice_server.features.incidents.listing import incidents, receipts
from backoffice_server.features.incidents.queries import warnings
from backoffice_server.features.incidents.service import open_incident
from backoffice_server.features.incidents.tables import incident
from shared_models.values.ids import BranchId
from shared_models.values.quantity import whole
from shared_models.wire.incidents import CameBack, ReceiptsPage
from tests.factories.events import Sold, TillWriter, line
from tests.factories.shop import Door
from tests.factories.warung import GULA, NOW, Warung


def sell(till: TillWriter, count: int) -> list[Sold]:
    return [till.sale(line(GULA.item, GULA.price, qty=whole(1))) for _ in range(count)]


def after_a_restore(warung: Warung) -> tuple[TillWriter, list[Sold]]:
    """A till with five receipts at the places 3 to 7; the backup knows none of it."""
    till = warung.stocked().opened()
    sold = sell(till, 5)
    with warung.database.write() as unit:
        open_incident(unit, taken_at=NOW - timedelta(days=1))
    warung.push(till.push(len(till.items) + 1, len(till.items)))
    return till, sold


def lost(warung: Warung) -> CameBack:
    with warung.database.read() as unit:
        (found,) = incidents(unit)
    (one,) = found.ranges
    return one


def missing(warung: Warung) -> list[tuple[int, int]]:
    return [(gap.first, gap.last) for gap in lost(warung).missing]


def listed(warung: Warung, *, branch: BranchId | None = None, search: str = "") -> ReceiptsPage:
    with warung.database.read() as unit:
        (found,) = incidents(unit)
        return receipts(unit, found.id, branch_id=branch, search=search, after=None, limit=100)


def test_what_is_not_back_yet_is_named_by_its_places(warung: Warung) -> None:
    till, _ = after_a_restore(warung)
    assert missing(warung) == [(1, 7)]
    warung.push(till.push(1, 2))
    warung.push(till.push(3, 4))
    assert missing(warung) == [(5, 7)]
    warung.push(till.push(5))
    assert missing(warung) == []
    assert lost(warung).came_back == 7


def test_a_hole_in_what_came_back_is_named_too(warung: Warung) -> None:
    """Something was set aside at the place 6, before the places below it were sent again."""
    till, _ = after_a_restore(warung)
    warung.push(till.push(1, 3))
    damaged = (till.branch, till.stream, 6, b"h" * 32, b"m" * 32, till.device, "mac", NOW, b"{}")
    with warung.database.write() as unit:
        unit.insert(quarantine, [damaged])
    assert missing(warung) == [(4, 5), (7, 7)]


def test_each_receipt_that_came_back_leads_to_its_sale(warung: Warung) -> None:
    till, sold = after_a_restore(warung)
    warung.push(till.push(1))
    page = listed(warung)
    assert [(row.sale, row.receipt) for row in page.rows] == [(one.sale, one.receipt_no) for one in sold]
    assert {row.branch for row in page.rows} == {till.branch}
    assert (lost(warung).branch, lost(warung).register_id) == (till.branch, till.register)


def test_receipts_are_found_by_a_part_of_their_number_and_by_branch(warung: Warung) -> None:
    till, sold = after_a_restore(warung)
    warung.push(till.push(1))
    assert [row.receipt for row in listed(warung, search="00003").rows] == [sold[2].receipt_no]
    assert listed(warung, search="%").total == 0
    assert listed(warung, branch=BranchId(till.branch)).total == 5
    assert listed(warung, branch=BranchId(till.stream)).total == 0


def test_nobody_reads_the_receipts_of_a_restore_without_signing_in(door: Door) -> None:
    path = "/api/incidents/00000000-0000-0000-0000-000000000001/receipts"
    assert door.client.get(path).status_code == 401
    assert door.get(path, door.sign_in(), search="A-0001")["rows"] == []


def test_home_is_told_of_a_restore_for_a_week(warung: Warung) -> None:
    with warung.database.write() as unit:
        assert "restored" not in warnings(unit)
        open_incident(unit, taken_at=NOW - timedelta(days=8))
        assert "restored" in warnings(unit)
        unit.connection.execute(update(incident).values(restored_at=NOW - timedelta(days=7)))
        assert "restored" not in warnings(unit)
