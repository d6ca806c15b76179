"""The line to the back office, held in the hand: answers made as a test wants them."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from uuid import UUID

from pos_client.engine.enrolment import open_new_stream
from pos_client.store.journal import hash_at
from pos_client.store.streams import stream_at, streams
from pos_client.sync.messages import (
    Answered,
    Outgoing,
    Push,
)
from pos_client.sync.step import Sync
from shared_models.wire.chain import GENESIS
from shared_models.wire.streams import OpenedBecause
from shared_models.wire.sync import (
    ChangesReply,
    Limits,
    Mark,
    PushReply,
)
from tests.factories.tills import Shop

EPOCH = UUID(int=9)


class Line:
    """The network, held in the hand."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.sync = Sync(shop.store, Random(1))
        self.now_ms = 1_000
        with shop.store.write() as unit:
            unit.execute("UPDATE till SET credential = 'secret', stand_alone = 0")
            unit.execute("UPDATE sync_state SET cursor = 'c0'")

    def step(self, *incoming: object) -> list[Outgoing]:
        step = self.sync.step(self.now_ms, incoming)  # type: ignore[arg-type] # what came in
        self.wake_at_ms = step.wake_at_ms
        return list(step.outgoing)

    def push(self, *incoming: object) -> Push:
        """The push among what is asked now."""
        found = [request for request in self.step(*incoming) if isinstance(request, Push)]
        assert len(found) == 1
        return found[0]

    def reply(self, push: Push, *, held: int | None = None, **changes: object) -> Answered:
        """The server holds everything of the push, or up to `held`."""
        sent = [event.seq for event in push.request.events]
        seq = held if held is not None else max([*sent, *(mark.seq for mark in push.request.probe), 0])
        reader = self.shop.store.reader()
        mark = Mark(seq=seq, hash=(hash_at(reader, push.stream_no, seq) or GENESIS).hex())
        company = streams(reader)[0].company
        reader.close()
        fields: dict[str, object] = {
            "company": company,
            "epoch": EPOCH,
            "known": mark,
            "stream_head": mark,
            "archived": Mark(seq=0, hash=GENESIS.hex()),
            "next_token": f"token {seq}",
            "server_time": self.shop.clock.at - timedelta(seconds=5),
            "results": (),
            "limits": Limits(events=200, bytes=4_194_304),
        }
        return Answered(push, PushReply.model_validate(fields | changes))

    def acked(self, stream_no: int = 1) -> int:
        reader = self.shop.store.reader()
        found = stream_at(reader, stream_no).acked
        reader.close()
        return found


def changes(line: Line, cursor: str, *, more: bool = False) -> ChangesReply:
    return ChangesReply(
        company=line.shop.till.company,
        epoch=EPOCH,
        rows=(),
        cursor=cursor,
        company_seq=3,
        branch_seq=4,
        more=more,
    )


def lost(line: Line) -> list[int]:
    reader = line.shop.store.reader()
    found = [stream.lost_to for stream in streams(reader) if stream.lost_to > stream.head_seq]
    reader.close()
    return found


def new_stream(line: Line) -> None:
    with line.shop.store.write() as unit:
        open_new_stream(unit, OpenedBecause.CLONED)
