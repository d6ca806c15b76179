"""Prune on ack: the till lets go of what the server says it holds."""

from __future__ import annotations

from typing import Any

from pos_client.store.streams import Stream, position_of
from pos_client.sync import acks, pushing
from tests.simulation.mutants.mutation import Mutation


def apply(mutation: Mutation) -> None:
    plain = acks.set_acked

    def and_prune(unit: Any, stream: Stream, seq: int, moved: Any) -> None:
        plain(unit, stream, seq, moved)
        unit.execute("DROP TRIGGER IF EXISTS event_is_kept_until_archived")
        places = (
            position_of(stream.stream_no, 1),
            position_of(stream.stream_no, min(seq, stream.head_seq - 1)),
        )
        unit.execute("DELETE FROM event WHERE position > ? AND position <= ?", places)

    mutation.change(pushing, "set_acked", and_prune)
