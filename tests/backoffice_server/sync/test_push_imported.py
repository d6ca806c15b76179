"""A person hands in what a till wrote: its MACs decide, and nothing is learnt of the till itself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from backoffice_server.features.events.tables import stream
from backoffice_server.features.sales.tables import sale
from shared_models.rules.receipt import Item
from shared_models.values.codes import EventOutcome, ProductKind, TaxClass
from shared_models.values.ids import ProductId
from shared_models.values.quantity import ONE
from shared_models.wire.sync import PushReply, TillStatus
from shared_models.wire.tills import TillState
from tests.conftest import ExpectLog
from tests.factories.enrolled import Till, enrolled
from tests.factories.events import TillWriter, line
from tests.factories.receipts import tax_rule
from tests.factories.shop import Door, Shop
from tests.factories.warung import Warung

# What only the till's own pushes say.
TOLD = ("token", "token_before", "first_contact", "last_contact", "waiting", "oldest_at", "disk_free", "app")


class Importing:
    """A till's day on paper, its push, and the same events brought by a person."""

    def __init__(self, door: Door, shop: Shop, till: Till) -> None:
        self.door, self.shop, self.till = door, shop, till
        reply = till.reply
        self.writer = TillWriter(
            device=reply.certificate.device,
            branch=reply.branch,
            register=reply.register_id,
            kid=reply.kid,
            key=bytes.fromhex(reply.device_key),
            actor=shop.person("sari"),
            tax_rules=(tax_rule(),),
        )
        self.writer.opened()
        self.writer.shift_opened()
        for _ in range(3):
            self.writer.sale(line(self.soap(), 4_300))

    def soap(self) -> Item:
        product = ProductId(self.shop.product("SABUN"))
        kind, taxed = ProductKind.GOODS, TaxClass.TAXABLE
        return Item(
            product=product, sku="SABUN", name="Sabun", kind=kind, tax_class=taxed, unit="pcs", factor=ONE
        )

    def post(self, headers: dict[str, str], first: int = 1, last: int | None = None, **changes: Any) -> Any:
        request = self.writer.push(first, last).model_copy(update=changes)
        return self.door.client.post(
            "/api/sync/push",
            content=request.model_dump_json(),
            headers=headers | {"Content-Type": "application/json"},
        )

    def push(
        self, headers: dict[str, str], first: int = 1, last: int | None = None, **changes: Any
    ) -> PushReply:
        reply = self.post(headers, first, last, **changes)
        assert reply.status_code == 200, reply.text
        return PushReply.model_validate(reply.json())

    def board(self) -> list[TillState]:
        return [TillState.model_validate(row) for row in self.door.get("/api/tills", self.door.sign_in())]


@pytest.fixture
def importing(door: Door, shop: Shop) -> Importing:
    return Importing(door, shop, enrolled(door, shop))


def test_a_person_with_permission_brings_another_devices_events(importing: Importing) -> None:
    reply = importing.push(importing.door.sign_in())
    assert EventOutcome.QUARANTINED not in {result.outcome for result in reply.results}
    assert reply.known == importing.writer.mark(5)
    assert len(importing.shop.rows(select(sale))) == 3


@pytest.mark.parametrize("login", ["sari", "budi", "dewi"])
def test_without_the_permission_nobody_does(importing: Importing, login: str) -> None:
    refused = importing.post(importing.door.sign_in(login))
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert importing.shop.rows(select(sale)) == []


def test_a_till_does_not_push_for_another_device(importing: Importing, shop: Shop) -> None:
    other = enrolled(importing.door, shop, "K2", device=0xD2)
    assert importing.post(other.headers).json()["code"] == "not_allowed"


def test_a_device_that_was_never_enrolled_is_refused(importing: Importing) -> None:
    refused = importing.post(importing.door.sign_in(), device=UUID(int=0xDD))
    assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


def test_a_stream_is_its_devices_alone(importing: Importing, shop: Shop) -> None:
    importing.push(importing.till.headers)
    other = enrolled(importing.door, shop, "K2", device=0xD2)
    refused = importing.post(importing.door.sign_in(), device=other.reply.certificate.device)
    assert refused.json()["code"] == "not_allowed"


def test_what_the_till_did_not_sign_is_set_aside(importing: Importing) -> None:
    importing.writer.key = bytes(32)
    importing.writer.sale(line(importing.soap(), 4_300))
    reply = importing.push(importing.door.sign_in())
    assert reply.results[-1].outcome is EventOutcome.QUARANTINED


def test_what_is_told_of_the_till_stays_and_so_do_its_tokens(importing: Importing) -> None:
    first = importing.push(importing.till.headers, 1, 3)
    query = select(*(stream.c[name] for name in (*TOLD, "skew_ms", "token_alarm_at")))
    before, board = importing.shop.rows(query), importing.board()
    importing.shop.clock.forward(hours=3)
    status = TillStatus(waiting=99, disk_free=1, app="other")
    importing.push(importing.door.sign_in(), 4, 5, token="a stranger's", status=status)
    assert importing.shop.rows(query) == before
    after = importing.board()
    assert [row.head_seq for row in after] == [5, *(row.head_seq for row in board[1:])]
    moved = {"head_seq": 0, "head_hash": None}
    assert [row.model_copy(update=moved) for row in after] == [row.model_copy(update=moved) for row in board]
    importing.writer.sale(line(importing.soap(), 4_300))
    # A warning in the log would fail this test.
    importing.push(importing.till.headers, 6, token=first.next_token)
    assert importing.shop.scalar(select(stream.c.token_alarm_at)) is None


def test_a_stream_that_only_an_importer_brought_says_nothing_of_its_till(importing: Importing) -> None:
    importing.push(importing.door.sign_in(), 1, 3)
    row = importing.board()[0]
    assert (row.last_contact, row.head_seq, row.app, row.shift_number) == (None, 0, "0.1.0", 1)
    # The till itself comes with a token of a server that is no more: that is no clone.
    importing.push(importing.till.headers, 4, token="of an older copy")
    assert importing.shop.scalar(select(stream.c.token_alarm_at)) is None
    assert importing.board()[0].head_seq == 5


def test_the_board_goes_on_showing_the_stream_that_the_till_writes(importing: Importing, shop: Shop) -> None:
    importing.push(importing.till.headers)
    importing.shop.clock.forward(hours=1)
    board = importing.board()
    old = Importing(importing.door, shop, importing.till)
    old.writer = TillWriter(
        **{**vars(old.writer), "stream": UUID(int=0x01D << 64), "seq": 0, "head": bytes(32), "items": []}
    )
    old.writer.opened()
    old.push(old.door.sign_in())
    assert importing.board() == board


def test_a_bundle_of_a_locked_till_lands_for_review(warung: Warung) -> None:
    till = warung.stocked().opened()
    reply = warung.push(till.push(), revoked=True)
    assert "device_revoked" in reply.results[-1].reviews


def test_a_strange_token_of_the_till_itself_still_warns(importing: Importing, expect_log: ExpectLog) -> None:
    importing.push(importing.till.headers, 1, 3)
    importing.push(importing.door.sign_in(), 4, 4)
    expect_log("unknown token")
    importing.push(importing.till.headers, 5, token="of a clone")
    assert importing.shop.scalar(select(stream.c.token_alarm_at)) is not None


def test_what_a_till_asks_about_its_own_is_answered_to_it_alone(importing: Importing) -> None:
    importing.push(importing.till.headers, 1, 3)
    door = importing.door
    assert door.client.get("/api/sync/reviews", headers=importing.till.headers).status_code == 200
    assert door.client.get("/api/sync/reviews", headers=door.sign_in()).status_code == 401
    stream_id = importing.writer.stream
    (register,) = [row.register_id for row in importing.board() if row.stream == stream_id]
    who = door.sign_in()
    (journal,) = door.get(f"/api/tills/{register}/streams", who)
    path = f"/api/tills/streams/{journal['branch']}/{journal['stream']}/events"
    page = door.get(path, who, limit=2)
    assert [row["seq"] for row in page["rows"]] == [3, 2]
    shown = door.get(f"{path}/3/{page['rows'][0]['hash']}", who)
    assert shown["bytes"] == importing.writer.items[2].bytes
