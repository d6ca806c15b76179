"""The thread between the sync engine and the network, against a server held in the hand."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from pathlib import Path
from random import Random
from threading import Event
from uuid import UUID

from pos_client.sync.messages import Reached
from pos_client.sync.worker import SyncWorker
from shared_models.values.codes import ErrorCode
from shared_models.wire.chain import GENESIS
from shared_models.wire.problems import Problem
from shared_models.wire.sync import ChangesReply, Limits, Mark, PushReply
from tests.factories.live_till import Eager
from tests.factories.scripted_server import say, scripted_server
from tests.factories.tills import NOON, Clock, Shop, new_store

WAIT_S = 20
NOT_KNOWN = Problem(title="Not signed in", status=401, code=ErrorCode.NOT_SIGNED_IN)
NOTHING = Mark(seq=0, hash=GENESIS.hex())


def pushed(company: UUID) -> PushReply:
    """The server holds nothing yet."""
    return PushReply(
        company=company, epoch=UUID(int=9), known=NOTHING, stream_head=NOTHING, archived=NOTHING,
        next_token="", server_time=NOON, results=(), limits=Limits(events=200, bytes=4_194_304),
        retry_after_ms=60_000,
    )  # fmt: skip


def unchanged(company: UUID) -> ChangesReply:
    return ChangesReply(
        company=company, epoch=UUID(int=9), rows=(), cursor="c0", company_seq=0, branch_seq=0, more=False
    )


def test_nobody_waits_long_after_the_start(tmp_path: Path, clock: Clock) -> None:
    """The two seconds are those of the start, not of each sale."""
    store = new_store(tmp_path, clock)
    worker = SyncWorker(store, "http://127.0.0.1:9", random=Random(1))
    clock.pass_by(seconds=WAIT_S)
    assert not worker.wait_for_server(WAIT_S)
    store.close()


def test_what_the_server_says_of_the_stream_does_not_wait_for_a_price_list(shop: Shop) -> None:
    with shop.store.write() as unit:
        unit.execute("UPDATE till SET credential = 'secret', stand_alone = 0")
    pushed, over = Event(), Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path.endswith("/push"):
            pushed.set()
        else:
            over.wait(WAIT_S)
        say(handler, 503)

    with scripted_server(answer) as address:
        worker = SyncWorker(shop.store, address, random=Random(1))
        worker.start()
        try:
            assert worker.wait_for_server(WAIT_S // 2)
            assert pushed.is_set()
        finally:
            over.set()
            worker.stop()


def test_a_till_that_was_not_known_listens_again_when_it_is(shop: Shop) -> None:
    """A server restored from before the enrolment knows no such till; the live line must not stay silent."""
    with shop.store.write() as unit:
        unit.execute("UPDATE till SET credential = 'secret', stand_alone = 0")
        unit.execute("UPDATE sync_state SET cursor = 'c0'")
    company = shop.till.company
    refused, known, again = Event(), Event(), Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if handler.path.endswith("/live"):
            (again if known.is_set() else refused).set()
        if not known.is_set():
            say(handler, 401, NOT_KNOWN.model_dump_json().encode())
        elif handler.path.endswith("/push"):
            say(handler, 200, pushed(company).model_dump_json().encode())
        else:
            say(handler, 200, unchanged(company).model_dump_json().encode())

    with scripted_server(answer) as address:
        worker = SyncWorker(shop.store, address, random=Eager())
        worker.start()
        try:
            assert refused.wait(WAIT_S)
            known.set()
            worker._inbox.put(Reached())
            assert again.wait(WAIT_S)
        finally:
            worker.stop()
