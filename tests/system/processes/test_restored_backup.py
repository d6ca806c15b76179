"""A backup is brought back under three live tills: they send what it lacks, and it is all listed."""

from __future__ import annotations

import subprocess
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select

from backoffice_server.features.sales.tables import sale
from backoffice_server.features.stock.tables import stock_adjustment
from pos_client.app import edges
from pos_client.store.streams import streams
from shared_models.values.quantity import whole
from shared_models.wire.incidents import Incident, Incidents, ReceiptsPage
from shared_models.wire.stock import AdjustmentLine, AdjustmentReason, AdjustStock
from tests.databases import BACKENDS, Backend
from tests.factories.back_office import ROOT, BackOffice, _environment
from tests.factories.live_till import LiveTill
from tests.factories.shop import GULA_CODE, TEH_CODE, goods
from tests.system.processes.conftest import OpenTill


@pytest.fixture(params=BACKENDS)
def engine(request: pytest.FixtureRequest) -> Backend:
    chosen: Backend = request.param
    return chosen


def run(office: BackOffice, *arguments: str) -> str:
    done = subprocess.run(
        office._command(*arguments), cwd=ROOT, env=_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def receipts_held(office: BackOffice) -> int:
    count: int = office.rows(select(func.count()).select_from(sale))[0][0]
    return count


def acked(till: LiveTill) -> int:
    with till.store.write() as unit:
        return streams(unit)[-1].acked


def incident(office: BackOffice) -> tuple[Incident, list[str]]:
    api = office.owner()
    (found,) = api._get("/api/incidents", Incidents).incidents
    page = api._get(f"/api/incidents/{found.id}/receipts", ReceiptsPage, {"limit": 100})
    assert (page.next, page.total) == (None, len(page.rows))
    return found, [row.receipt for row in page.rows]


def count_stock(office: BackOffice) -> None:
    api = office.owner()
    branch = api.branches()[0].id
    line = AdjustmentLine(product=office.product("GULA-1KG"), qty=whole(5), unit_cost=None)
    today = api.home(branch=branch).today.bdate
    reason = AdjustmentReason.OPENING
    api.adjust_stock(AdjustStock(id=edges.new_id(), branch=branch, reason=reason, bdate=today, lines=(line,)))


def knows(till: LiveTill, sku: str) -> bool:
    with till.store.write() as unit:
        found = unit.execute("SELECT count(*) FROM product WHERE sku = ?", (sku,)).fetchone()
    return bool(found[0])


def forgot(till: LiveTill, sku: str) -> bool:
    return not knows(till, sku)


def test_three_tills_converge_without_a_hand(office: BackOffice, open_till: OpenTill, tmp_path: Path) -> None:
    tills = [open_till("K1"), open_till("K2"), open_till("K1", branch="BDG2")]
    people = [till.open_shift() for till in tills]
    for till, sari in zip(tills, people, strict=True):
        for _ in range(3):
            till.sell(sari, (TEH_CODE, whole(1)))
        till.wait_until_sent()
    (tmp_path / "usb").mkdir()
    run(office, "backup", "--to", str(tmp_path / "usb"))
    (file,) = (tmp_path / "usb").iterdir()
    kept = [acked(till) for till in tills]
    # The next contact tells the tills what lies in a tested backup.
    lost: dict[tuple[str, str], list[str]] = {}
    for count, (till, sari) in enumerate(zip(tills, people, strict=True), 1):
        sold = [till.sell(sari, (GULA_CODE, whole(1))).receipt_no for _ in range(count)]
        till.wait_until_sent()
        lost[till.till.branch_code, till.till.register_code] = sold
        with till.store.write() as unit:
            assert streams(unit)[-1].archived == kept[count - 1]
    count_stock(office)
    office.owner().new_product(goods("KOPI", 12_000))
    tills[0].wait_until(lambda: knows(tills[0], "KOPI"))
    office.stop()
    # Sold while nobody answers: never acknowledged, so it is no part of what was lost.
    tills[0].sell(people[0], (TEH_CODE, whole(1)))
    run(office, "restore", str(file), "--replace")
    office.start()
    tills[0].wait_until(lambda: receipts_held(office) == 3 * 3 + 1 + 2 + 3 + 1)
    for till in tills:
        till.wait_until_sent()
        till.wait_until(partial(forgot, till, "KOPI"))
    found, receipts = incident(office)
    assert found.awaited == ()
    said = {
        (one.branch_code, one.register_code): (one.first_seq, one.last_seq, one.came_back, one.receipts)
        for one in found.ranges
    }
    expected = {}
    for count, (place, was) in enumerate(zip(lost, kept, strict=True), 1):
        expected[place] = (was + 1, was + len(lost[place]), len(lost[place]), count)
    assert said == expected
    assert sorted(receipts) == sorted(number for sold in lost.values() for number in sold)
    # What people did in the office does not come back; the span to look through is named.
    assert office.rows(select(func.count()).select_from(stock_adjustment)) == [(0,)]
    assert found.taken_at < found.restored_at
    assert office.verify()
    told = run(office, "incidents")
    assert all(sold[0] in told for sold in lost.values())
