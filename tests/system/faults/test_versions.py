"""Old till and new server, new till and old server: nothing is lost, neither waits for the other."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any, cast
from uuid import UUID

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from backoffice_server.app import create_app
from backoffice_server.features.branches.service import new_branch, open_branch
from backoffice_server.features.catalog.service import save_product
from backoffice_server.features.events.tables import event_outcome
from backoffice_server.features.sales.tables import cash_movement, sale
from backoffice_server.features.tills.service import new_code, open_register
from backoffice_server.features.tills.tables import enrolment
from backoffice_server.kernel import master_secret
from backoffice_server.kernel.master_secret import MasterSecret
from backoffice_server.kernel.people import EnrolledTill
from backoffice_server.proof.verify import verify
from backoffice_server.settings import SECRET_FILE, Settings
from backoffice_server.sync.receive.parsing import parse
from backoffice_server.sync.receive.service import receive
from backoffice_server.sync.reproject import reproject, waiting_streams
from pos_client.engine import returns, shifts
from pos_client.engine.sales import FinishedSale
from pos_client.sync.pulling import start_over
from pos_client.sync.status import SyncState
from shared_models.rules.returns import LineBack
from shared_models.values.codes import CashDirection, CashReason, ErrorCode, EventOutcome, StreamPurpose
from shared_models.values.ids import BranchId, DeviceId, RegisterId, StaffId
from shared_models.values.money import Money
from shared_models.values.quantity import whole
from shared_models.wire.sync import PushRequest
from tests.conftest import ExpectLog
from tests.factories.connected import ConnectedTill
from tests.factories.shop import TEH_CODE, Shop, goods
from tests.factories.versions import NewerServer, NewerTill, without
from tests.shared_models.wire.released import FOLDER, RELEASED, read


def sari(shop: Shop) -> StaffId:
    return StaffId(shop.person("sari"))


def outcomes(shop: Shop) -> list[str]:
    own = event_outcome.c
    return [row.outcome for row in shop.rows(select(own.outcome).order_by(own.seq, own.n))]


def broken(shop: Shop) -> list[str]:
    secret = master_secret.load(shop.folder / SECRET_FILE)
    with shop.database.read() as unit:
        return [str(finding) for finding in verify(unit, secret) if not finding.holds]


def take_out(till: ConnectedTill, cashier: StaffId, amount: int) -> None:
    with till.store.write() as unit:
        shifts.move_cash(
            unit,
            actor=cashier,
            direction=CashDirection.OUT,
            amount=Money(amount),
            reason=CashReason.DROP,
            note="",
        )


def test_an_old_server_keeps_what_it_does_not_know_and_posts_it_after_its_upgrade(
    shop: Shop, till: ConnectedTill
) -> None:
    cashier = sari(shop)
    with without("cash.moved"):
        till.open_shift(cashier)
        till.sell(cashier, TEH_CODE)
        take_out(till, cashier, 50_000)
        till.sell(cashier, TEH_CODE)
        till.settle()
        # Held and acknowledged: the sale behind it did not wait.
        assert till.sync.status().state is SyncState.ALL_SENT
        assert outcomes(shop)[-2:] == [EventOutcome.UNKNOWN_TYPE, EventOutcome.POSTED]
    assert shop.scalar(select(func.count()).select_from(cash_movement)) == 0
    upgrade(shop)
    assert shop.scalar(select(func.count()).select_from(cash_movement)) == 1
    assert shop.scalar(select(func.count()).select_from(sale)) == 2
    assert broken(shop) == []


def give_back(till: ConnectedTill, sold: FinishedSale, *, actor: StaffId, approver: StaffId) -> None:
    with till.store.write() as unit:
        returns.return_lines(
            unit,
            original=sold.sale,
            back=[LineBack(of_line=1, qty=whole(1))],
            reason="sobek",
            actor=actor,
            approver=approver,
        )


def upgrade(shop: Shop) -> None:
    """What `backoffice-server reproject` does."""
    with shop.database.read() as unit:
        waiting = waiting_streams(unit)
    for one in waiting:
        list(reproject(shop.database, one))


def test_an_old_server_that_knows_no_returns_books_them_later_with_their_sale(
    shop: Shop, till: ConnectedTill
) -> None:
    cashier, budi = sari(shop), StaffId(shop.person("budi"))
    till.open_shift(cashier)
    sold = till.sell(cashier, TEH_CODE, count=3)
    with without("sale.returned"):
        give_back(till, sold, actor=cashier, approver=budi)
        till.sell(cashier, TEH_CODE)
        till.settle()
        assert outcomes(shop)[-2:] == [EventOutcome.UNKNOWN_TYPE, EventOutcome.POSTED]
    upgrade(shop)
    receipts = [row.receipt for row in shop.rows(select(sale.c.receipt).order_by(sale.c.receipt))]
    assert receipts == [f"BDG1-K1A-00000{count}" for count in (1, 2, 3)]
    assert broken(shop) == []


def test_a_newer_till_says_more_than_its_server_knows(shop: Shop, till: ConnectedTill) -> None:
    till.client = cast(TestClient, NewerTill(till.client))
    till.open_shift(sari(shop))
    till.sell(sari(shop), TEH_CODE)
    till.settle()
    assert till.sync.status().state is SyncState.ALL_SENT
    assert outcomes(shop)[-1] == EventOutcome.POSTED
    assert broken(shop) == []


def test_a_newer_server_says_more_than_its_till_knows(
    shop: Shop, till: ConnectedTill, expect_log: ExpectLog
) -> None:
    expect_log("is of a newer back office")
    till.client = cast(TestClient, NewerServer(till.client))
    with shop.database.write() as unit:
        save_product(unit, product=None, request=goods("KOPI", 12_000), by=None)
    till.open_shift(sari(shop))
    till.sell(sari(shop), TEH_CODE)
    till.settle()
    assert till.sync.status().state is SyncState.ALL_SENT
    assert till.item("KOPI").price == 12_000
    till.sell(sari(shop), "KOPI")
    till.settle()
    assert shop.scalar(select(func.count()).select_from(sale)) == 2
    # A whole new copy of the catalogue, too.
    start_over(till.store)
    till.settle()
    assert till.item("KOPI").price == 12_000
    reader = till.store.reader()
    kept = reader.execute("SELECT body FROM replica WHERE entity = 'voucher'").fetchall()
    reader.close()
    # For the day when this till is upgraded.
    assert [json.loads(body)["worth"] for (body,) in kept] == [5]
    assert broken(shop) == []


def test_a_till_of_a_later_protocol_alone_is_told_so_and_keeps_its_sales(
    shop: Shop, till: ConnectedTill
) -> None:
    till.open_shift(sari(shop))
    till.sell(sari(shop), TEH_CODE)
    line = till.client
    till.client = cast(TestClient, NewerTill(line, proto=(2, 3)))
    for _ in range(3):
        till.step(till.step([]))
    status = till.sync.status()
    assert (status.state, status.problem, status.sales) == (SyncState.REFUSED, ErrorCode.INVALID, 1)
    till.client = line
    till.settle()
    assert outcomes(shop)[-1] == EventOutcome.POSTED


def released_push(version: str) -> tuple[PushRequest, list[Any], MasterSecret]:
    """The stream of a release's samples, in the form its push had, and the secret behind its keys."""
    folder = FOLDER / version
    chain = read(folder / "chain.json")
    texts = [
        (folder / f"{place['type']}.v1.json").read_text("utf-8").rstrip("\n") for place in chain["events"]
    ]
    first = json.loads(texts[0])
    items = [
        {"seq": place["seq"], "hash": place["hash"], "mac": place["mac"], "bytes": text}
        for place, text in zip(chain["events"], texts, strict=True)
    ]
    told = read(folder / "messages" / "PushRequest.json")
    told |= {"device": first["device"], "stream": first["stream"], "probe": [], "events": items}
    secret = MasterSecret(bytes.fromhex(chain["master_secret"]))
    return PushRequest.model_validate(told), [json.loads(text) for text in texts], secret


def new_code_for(shop: Shop, register_id: RegisterId) -> str:
    with shop.database.write() as unit:
        return new_code(unit, register_id=register_id, purpose=StreamPurpose.LIVE, valid_hours=24, by=None)


def place_of(shop: Shop, push: PushRequest, first: dict[str, Any]) -> EnrolledTill:
    """The shop has the till's branch and register."""
    branch, register_id = BranchId(UUID(first["branch"])), RegisterId(UUID(first["register"]))
    device_id = DeviceId(push.device)
    with shop.database.write() as unit:
        open_branch(unit, row=new_branch(unit, code="REL", name="Cabang lama", branch_id=branch))
        open_register(unit, branch=branch, code="K1", name="Kasir 1", register_id=register_id)
        place = (first["p"]["series"], StreamPurpose.LIVE)
        unit.insert(enrolment, [(branch, device_id, first["kid"], register_id, *place, unit.now())])
    return EnrolledTill(
        device_id, branch, register_id, first["kid"], purpose=StreamPurpose.LIVE, revoked=False
    )


@dataclass(frozen=True, slots=True)
class ReleasedTill:
    """A till of a release on the line: it sends what its samples hold, and reads what its samples name."""

    version: str
    client: TestClient
    credential: str = ""

    def enrolled(self, code: str, device: UUID) -> ReleasedTill:
        told = self._sample("EnrolRequest") | {"code": code, "device": str(device), "shop": None}
        return replace(self, credential=self._answer("/api/enrol", "EnrolReply", told)["credential"])

    def push(self, push: PushRequest) -> Any:
        told = self._sample("PushRequest") | {"device": str(push.device), "stream": str(push.stream)}
        events = [item.model_dump(mode="json") for item in push.events]
        return self._answer(
            "/api/sync/push", "PushReply", told | {"token": None, "probe": [], "events": events}
        )

    def prices(self) -> int:
        """Rows of the whole price list, page by page, and the changes since."""
        page = self._answer("/api/sync/snapshot", "SnapshotReply")
        count = len(page["rows"])
        while page["cursor"] is None:
            page = self._answer(f"/api/sync/snapshot?after={page['next']}", "SnapshotReply")
            count += len(page["rows"])
        self._answer(f"/api/sync/changes?cursor={page['cursor']}", "ChangesReply")
        return count

    def _answer(self, path: str, name: str, told: Any = None) -> Any:
        headers = {"Authorization": f"Till {self.credential}"} if self.credential else {}
        if told is None:
            reply = self.client.get(path, headers=headers)
        else:
            reply = self.client.post(path, json=told, headers=headers)
        assert reply.is_success, reply.text
        assert unsaid(reply.json(), self._sample(name)) == []
        return reply.json()

    def _sample(self, name: str) -> Any:
        return read(FOLDER / self.version / "messages" / f"{name}.json")


def unsaid(reply: Any, sample: Any, at: str = "") -> list[str]:
    """What a release reads in a message and this one no longer says, or says in another kind of value."""
    if isinstance(sample, dict) and isinstance(reply, dict):
        return [
            fault
            for key, known in sample.items()
            for fault in (unsaid(reply[key], known, f"{at}/{key}") if key in reply else [f"{at}/{key}"])
        ]
    if isinstance(sample, list) and isinstance(reply, list):
        alike = () if "row" in sample[0] else reply  # rows of a price list are of many kinds
        return [fault for one in alike for fault in unsaid(one, sample[0], at)]
    return [] if reply is None or type(reply) is type(sample) else [at]


@pytest.mark.parametrize("version", RELEASED)
def test_a_till_of_a_release_joins_sells_and_reads_on_its_line(shop: Shop, version: str) -> None:
    push, told, secret = released_push(version)
    till = place_of(shop, push, told[0])
    # A secret of this shop is one that the release's keys come from.
    (shop.folder / SECRET_FILE).write_text(read(FOLDER / version / "chain.json")["master_secret"], "ascii")
    settings = Settings(
        data=shop.folder, database_url=shop.database.url.render_as_string(hide_password=False)
    )
    with TestClient(create_app(settings, shop.database)) as client:
        old = ReleasedTill(version, client).enrolled(new_code_for(shop, till.register_id), push.device)
        reply = old.push(push)
        assert reply["known"]["seq"] == len(told)
        again = old.push(push)
        assert {one["outcome"] for one in again["results"]} == {EventOutcome.DUPLICATE}
        assert old.prices() > 0
    assert shop.scalar(select(func.count()).select_from(sale)) == len(
        [one for one in told if one["type"] in {"sale.completed", "sale.returned"}]
    )
    with shop.database.read() as unit:
        off = {finding.invariant for finding in verify(unit, secret) if not finding.holds}
    # The sample begins at receipt 982 of its series; everything else of it is whole.
    assert off == {"I6"}


@pytest.mark.parametrize("version", RELEASED)
def test_what_a_till_of_a_release_wrote_is_booked(shop: Shop, version: str) -> None:
    """Lesson 7: What a released version wrote is read and booked for ever."""
    push, told, secret = released_push(version)
    till = place_of(shop, push, told[0])
    items = parse(push, secret.device_key)
    with shop.database.write() as unit:
        reply = receive(unit, till, push, items)
    assert reply.known.seq == len(told)
    assert {result.outcome for result in reply.results} == {EventOutcome.POSTED, EventOutcome.NOTED}
    with shop.database.read() as unit:
        off = {finding.invariant for finding in verify(unit, secret) if not finding.holds}
    # The sample begins at receipt 982 of its series; everything else of it is whole.
    assert off == {"I6"}
