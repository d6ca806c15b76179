"""Ack on send: what was sent counts as held."""

from __future__ import annotations

from typing import Any

from pos_client.store.streams import stream_at
from pos_client.sync.messages import Push
from pos_client.sync.step import Sync
from tests.simulation.mutants.mutation import Mutation


def apply(mutation: Mutation) -> None:
    plain = Sync._next_push

    def sent(sync: Sync, now_ms: int) -> Any:
        asked = plain(sync, now_ms)
        if isinstance(asked, Push) and asked.request.events:
            with sync.store.write() as unit:
                stream = stream_at(unit, asked.stream_no)
                last = max(stream.acked, asked.request.events[-1].seq)
                unit.execute("UPDATE stream SET acked = ? WHERE stream_no = ?", (last, stream.stream_no))
        return asked

    mutation.change(Sync, "_next_push", sent)
