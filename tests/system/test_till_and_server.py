"""What a till sells reaches the back office exactly once, and what the back office decides reaches the
till.
"""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from backoffice_server.features.catalog.service import save_product
from backoffice_server.features.events.tables import event, event_outcome
from backoffice_server.features.sales.tables import sale
from backoffice_server.features.tills.service import revoke
from pos_client.engine import shifts
from pos_client.store.streams import streams
from pos_client.store.sync_state import skew_measured
from pos_client.sync.messages import Failed, Fetch, Incoming, Outgoing
from pos_client.sync.status import SyncState
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import StaffId
from shared_models.values.refusals import Refusal
from tests.conftest import ExpectLog
from tests.factories.connected import ConnectedTill, connected_till
from tests.factories.enrolled import code_for
from tests.factories.shop import TEH_CODE, TEH_DOZEN_CODE, Shop, goods
from tests.factories.tills import Clock, new_store


def sari(shop: Shop) -> StaffId:
    return StaffId(shop.person("sari"))


def posted(shop: Shop) -> tuple[int, int, int]:
    """(events held, events posted or noted, sales)."""
    counts = (
        select(func.count()).select_from(event),
        select(func.count()).select_from(event_outcome),
        select(func.count()).select_from(sale),
    )
    held, done, sales = (int(shop.scalar(query)) for query in counts)
    return held, done, sales


def test_a_till_learns_its_shop_and_sells(shop: Shop, till: ConnectedTill) -> None:
    assert till.till.ready
    assert (till.till.branch_code, till.till.register_code, till.till.is_pkp) == ("BDG1", "K1", True)
    assert (till.item(TEH_CODE).price, till.item(TEH_DOZEN_CODE).price) == (3_500, 40_000)
    till.open_shift(sari(shop))
    done = till.sell(sari(shop), TEH_CODE, "GULA-1KG")
    assert done.receipt_no == "BDG1-K1A-000001"
    till.settle()
    assert posted(shop) == (3, 3, 1)
    status = till.sync.status()
    assert (status.state, status.waiting, status.problem) == (SyncState.ALL_SENT, 0, None)
    reader = till.store.reader()
    assert skew_measured(reader) is not None
    reader.close()


def test_offline_sales_go_out_in_order_when_the_line_is_back(shop: Shop, till: ConnectedTill) -> None:
    till.open_shift(sari(shop))
    till.settle()
    till.online = False
    for _ in range(10):
        till.sell(sari(shop), TEH_CODE)
        till.clock.pass_by(minutes=1)
    till.settle()
    status = till.sync.status()
    assert (status.state, status.waiting, status.sales) == (SyncState.OFFLINE, 10, 10)
    till.restart()
    till.online = True
    till.settle()
    assert posted(shop) == (12, 12, 10)
    assert till.sync.status().state is SyncState.ALL_SENT


def test_lost_and_repeated_answers_change_nothing(shop: Shop, till: ConnectedTill) -> None:
    till.open_shift(sari(shop))
    turn = [0]

    def mangle(request: Outgoing, answer: Incoming) -> list[Incoming]:
        turn[0] += 1
        if turn[0] % 3 == 0:
            return [Failed(request, Refusal(ErrorCode.SERVER_UNREACHABLE))]
        return [answer, answer] if turn[0] % 3 == 1 else [answer]

    till.mangle = mangle
    for _ in range(12):
        till.sell(sari(shop), TEH_CODE)
        till.settle()
    till.mangle = None
    till.settle()
    assert posted(shop) == (14, 14, 12)


def test_stock_is_the_servers_level_less_what_it_does_not_know(shop: Shop, till: ConnectedTill) -> None:
    till.open_shift(sari(shop))
    till.sell(sari(shop), TEH_CODE, count=3)
    till.settle()
    reader = till.store.reader()
    assert reader.execute("SELECT * FROM pending").fetchall() == []
    reader.close()
    level = till.item(TEH_CODE).stock
    till.sell(sari(shop), TEH_DOZEN_CODE)
    reader = till.store.reader()
    pending = reader.execute("SELECT qty FROM pending").fetchall()
    reader.close()
    assert pending == [(-12_000,)]
    if level is not None:
        assert till.item(TEH_CODE).stock == level - 12_000


def test_a_new_price_reaches_the_till(shop: Shop, till: ConnectedTill) -> None:
    with shop.database.write() as unit:
        save_product(unit, product=None, request=goods("KOPI", 12_000), by=None)
    till.clock.pass_by(seconds=20)
    till.settle()
    till.now_ms += 30_000
    till.settle()
    assert till.item("KOPI").price == 12_000


def test_an_empty_push_finds_that_the_server_went_back(
    shop: Shop, till: ConnectedTill, tmp_path: Path
) -> None:
    """The server's answer names less than was acknowledged: the till sends it again, nothing is twice."""
    till.open_shift(sari(shop))
    for _ in range(5):
        till.sell(sari(shop), TEH_CODE)
    till.settle()
    with till.store.write() as unit:
        unit.execute("UPDATE stream SET acked = 2")
    till.now_ms += 60_000
    till.settle()
    assert posted(shop) == (7, 7, 5)
    assert tmp_path.exists()


def test_a_till_put_back_to_an_old_image_begins_a_new_series(
    shop: Shop, till: ConnectedTill, tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log("unknown token")
    till.open_shift(sari(shop))
    till.sell(sari(shop), TEH_CODE)
    till.settle()
    till.sync.close()
    till.store.close()
    shutil.copytree(till.folder, tmp_path / "image")
    till.store = new_store(till.folder, till.clock)
    till.restart()
    lost = [till.sell(sari(shop), TEH_CODE).receipt_no for _ in range(3)]
    till.settle()
    till.sync.close()
    till.store.close()
    shop.clock.forward(hours=8)
    old = connected_till(tmp_path / "image", till.client, Clock(till.clock.at + timedelta(hours=8)))
    old.settle()
    assert any(isinstance(request, Fetch) for request in old.asked)
    done = old.sell(sari(shop), TEH_CODE)
    old.settle()
    assert (lost[-1], done.receipt_no) == ("BDG1-K1A-000004", "BDG1-K1B-000001")
    reader = old.store.reader()
    assert [(stream.because, stream.head_seq, stream.waiting) for stream in streams(reader)] == [
        ("enrolled", 6, 0),
        ("rolled_back", 2, 0),
    ]
    reader.close()
    assert posted(shop) == (8, 8, 5)
    old.close()
    till.store = new_store(till.folder, till.clock)


def test_a_cloned_till_loses_no_sale(
    shop: Shop, till: ConnectedTill, tmp_path: Path, expect_log: ExpectLog
) -> None:
    expect_log("unknown token")
    till.open_shift(sari(shop))
    till.settle()
    till.sync.close()
    till.store.close()
    shutil.copytree(till.folder, tmp_path / "clone")
    till.store = new_store(till.folder, till.clock)
    till.restart()
    till.sell(sari(shop), TEH_CODE)
    other = Clock(till.clock.at + timedelta(minutes=5))
    other.random.seed(99)
    clone = connected_till(tmp_path / "clone", till.client, other)
    clone.sell(sari(shop), TEH_CODE)
    clone.sell(sari(shop), TEH_CODE)
    till.settle()
    clone.settle()
    after = clone.sell(sari(shop), TEH_CODE)
    clone.settle()
    till.sell(sari(shop), TEH_CODE)
    till.now_ms += 60_000
    till.settle()
    assert after.receipt_no == "BDG1-K1B-000001"
    assert posted(shop)[2] == 5
    clone.close()


def test_a_revoked_till_sends_what_it_has_and_gets_nothing(
    shop: Shop, client: TestClient, till: ConnectedTill
) -> None:
    till.open_shift(sari(shop))
    with shop.database.write() as unit:
        revoke(unit, register_id=shop.register(), by=None)
    till.sell(sari(shop), TEH_CODE)
    incoming: list[Incoming] = []
    till.now_ms += 60_000
    for _ in range(12):
        incoming = till.step(incoming)
    assert posted(shop)[2] == 1
    assert till.sync.status().problem is ErrorCode.DEVICE_REVOKED
    # The shift under way is finished; the next one needs a register, also without a line.
    till.sell(sari(shop), TEH_CODE)
    with till.store.write() as unit:
        shifts.close_shift(unit, actor=sari(shop), pieces={})
    till.restart()
    with pytest.raises(Refusal) as refused:
        till.open_shift(sari(shop))
    assert refused.value.code is ErrorCode.DEVICE_REVOKED
    till.enrol(code_for(shop))
    till.settle()
    till.open_shift(sari(shop))


def test_a_second_till_of_the_branch_has_its_own_numbers(
    shop: Shop, till: ConnectedTill, tmp_path: Path
) -> None:
    second = connected_till(tmp_path / "k2", till.client, Clock(till.clock.at))
    second.clock.random.seed(5)
    second.enrol(code_for(shop, "K2"))
    second.settle()
    for each in (till, second):
        each.open_shift(sari(shop))
        each.sell(sari(shop), TEH_CODE)
        each.settle()
    numbers = {row.receipt for row in shop.rows(select(sale.c.receipt))}
    assert numbers == {"BDG1-K1A-000001", "BDG1-K2A-000001"}
    second.close()
