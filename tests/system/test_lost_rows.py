"""A till that lost rows of its journal, and the real back office: what is left is booked once, for review."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import select

from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import sale
from backoffice_server.kernel import master_secret
from backoffice_server.proof.verify import verify
from backoffice_server.settings import SECRET_FILE
from backoffice_server.sync.receive.bundle import hand_in, heads
from backoffice_server.sync.receive.parsing import parse
from backoffice_server.sync.receive.transaction import original_till, received
from pos_client.engine.enrolment import credential, open_new_stream
from pos_client.store.bundle import export_bundle
from pos_client.store.streams import stream_at, streams
from pos_client.sync.messages import Failed, Incoming, Outgoing, Push
from pos_client.sync.pushing import Batch, push_of
from pos_client.sync.status import SyncState
from shared_models.values.codes import ErrorCode
from shared_models.values.ids import StaffId
from shared_models.values.refusals import Refusal
from shared_models.wire.streams import OpenedBecause
from shared_models.wire.sync import PushReply, PushRequest
from tests.factories.connected import ConnectedTill, call
from tests.factories.shop import TEH_CODE, Shop
from tests.factories.tills import new_store


def sell(shop: Shop, till: ConnectedTill, count: int) -> None:
    for _ in range(count):
        till.sell(StaffId(shop.person("sari")), TEH_CODE)


def lose(till: ConnectedTill, *seqs: int) -> None:
    with till.store.write() as unit:
        unit.execute("DROP TRIGGER IF EXISTS event_is_kept_until_archived")
        for seq in seqs:
            unit.execute("DELETE FROM event WHERE stream_no = 1 AND seq = ?", (seq,))


def receipts(shop: Shop) -> list[str]:
    return [row.receipt for row in shop.rows(select(sale.c.receipt).order_by(sale.c.receipt))]


def orphans(shop: Shop) -> list[tuple[int, int]]:
    """(the last place that is held, the place that came without the one before it)."""
    query = select(review.c.facts).where(review.c.code == "orphan_event")
    facts = [json.loads(row.facts) for row in shop.rows(query)]
    return sorted((fact["after"], fact["seq"]) for fact in facts)


def broken(shop: Shop) -> list[str]:
    secret = master_secret.load(shop.folder / SECRET_FILE)
    with shop.database.read() as unit:
        return [str(finding) for finding in verify(unit, secret) if not finding.holds]


def numbers(series: str, *counts: int) -> list[str]:
    return [f"BDG1-K1{series}-{count:06}" for count in counts]


def test_two_holes_cost_what_was_in_them_and_nothing_else(shop: Shop, till: ConnectedTill) -> None:
    till.online = False
    till.open_shift(StaffId(shop.person("sari")))
    sell(shop, till, 8)
    # Events 3 to 10 are the sales; 1 is the opening of the stream, 2 of the shift.
    lose(till, 5, 8, 9)
    till.online = True
    till.settle()
    assert receipts(shop) == numbers("A", 1, 2, 4, 5, 8)
    assert orphans(shop) == [(4, 6), (7, 10)]
    sell(shop, till, 1)
    till.settle()
    assert receipts(shop)[-1:] == numbers("B", 1)
    status = till.sync.status()
    assert (status.state, status.waiting, status.problem) == (SyncState.ALL_SENT, 0, None)
    reader = till.store.reader()
    assert [(stream.acked, stream.head_seq) for stream in streams(reader)] == [(10, 10), (2, 2)]
    assert reader.execute("SELECT count(*) FROM pending").fetchone() == (0,)
    reader.close()
    assert broken(shop) == []


@pytest.mark.parametrize("body", [b"{broken", b"", b'{"v":1}', b"\xff\xfe{"])
def test_a_row_that_nobody_can_read_keeps_nothing_back(shop: Shop, till: ConnectedTill, body: bytes) -> None:
    till.online = False
    till.open_shift(StaffId(shop.person("sari")))
    sell(shop, till, 4)
    with till.store.write() as unit:
        unit.execute("DROP TRIGGER event_is_never_changed")
        unit.execute("UPDATE event SET body = CAST(? AS TEXT) WHERE stream_no = 1 AND seq = 4", (body,))
    till.online = True
    till.settle()
    sell(shop, till, 1)
    till.settle()
    assert receipts(shop) == numbers("A", 1, 3, 4, 5)
    reader = till.store.reader()
    assert [(stream.acked, stream.head_seq) for stream in streams(reader)] == [(7, 7)]
    # What the unreadable sale moved is taken off nothing any more.
    assert reader.execute("SELECT count(*) FROM pending").fetchone() == (0,)
    reader.close()
    assert broken(shop) == []


def test_a_row_the_server_holds_is_no_loss(shop: Shop, till: ConnectedTill) -> None:
    """Its answer was lost, and then the row: the server had taken it."""
    till.open_shift(StaffId(shop.person("sari")))
    till.settle()

    def lost(request: Outgoing, answer: Incoming) -> list[Incoming]:
        if isinstance(request, Push) and request.request.events:
            return [Failed(request, Refusal(ErrorCode.SERVER_UNREACHABLE))]
        return [answer]

    till.mangle = lost
    sell(shop, till, 3)
    incoming: list[Incoming] = []
    for _ in range(4):
        incoming = till.step(incoming)
    assert len(receipts(shop)) == 3
    till.mangle = None
    lose(till, 4)
    sell(shop, till, 1)
    till.settle()
    assert receipts(shop) == numbers("A", 1, 2, 3, 4)
    assert orphans(shop) == []
    assert broken(shop) == []


def test_a_till_with_a_hole_is_started_again(shop: Shop, till: ConnectedTill) -> None:
    till.online = False
    till.open_shift(StaffId(shop.person("sari")))
    sell(shop, till, 3)
    lose(till, 4)
    till.sync.close()
    till.store.close()
    till.store = new_store(till.folder, till.clock)
    till.restart()
    till.online = True
    till.settle()
    assert (receipts(shop), orphans(shop)) == (numbers("A", 1, 3), [(3, 5)])
    assert broken(shop) == []


def test_a_restored_server_is_told_first_what_stood_before_the_hole(shop: Shop, till: ConnectedTill) -> None:
    """What a till believes to be acknowledged may be older than the server's restore: behind a hole nothing
    is taken unless all of that is held.
    """
    till.online = False
    till.open_shift(StaffId(shop.person("sari")))
    sell(shop, till, 4)
    lose(till, 5)
    with till.store.write() as unit:
        open_new_stream(unit, OpenedBecause.ROLLED_BACK)
        unit.execute("UPDATE stream SET acked = 4 WHERE stream_no = 1")
        stale = push_of(unit, stream_at(unit, 1), Batch(), disk_free=None)
        token = credential(unit)
    assert (stale.request.orphans, [event.seq for event in stale.request.events]) == (True, [6])
    reply = call(till.client, token, stale)
    assert isinstance(reply, PushReply)
    assert (reply.known.seq, reply.missing_from, receipts(shop)) == (1, 2, [])
    till.online = True
    till.settle()
    assert (receipts(shop), orphans(shop)) == (numbers("A", 1, 2, 4), [(4, 6)])
    assert broken(shop) == []


def test_a_bundle_with_a_hole_is_taken_for_what_it_holds(
    shop: Shop, till: ConnectedTill, tmp_path: Path
) -> None:
    till.online = False
    till.open_shift(StaffId(shop.person("sari")))
    sell(shop, till, 5)
    lose(till, 4, 7)
    bundle = export_bundle(till.store, tmp_path / "till.gz")
    # The end is lost too: there is nothing behind it that could tell.
    assert (bundle.events, bundle.missing, heads(bundle.path)[0].seq) == (5, 2, 6)
    secret = master_secret.load(shop.folder / SECRET_FILE)

    def push(request: PushRequest) -> PushReply:
        known, keys = original_till(shop.database, secret, request.device)
        return received(shop.database, known, request, parse(request, keys), imported=True)

    for _ in range(2):
        (told,) = hand_in(bundle.path, push)
        assert (told.events, told.aside) == (5, 0)
    assert (receipts(shop), orphans(shop)) == (numbers("A", 1, 3, 4), [(3, 5)])
    assert broken(shop) == []
