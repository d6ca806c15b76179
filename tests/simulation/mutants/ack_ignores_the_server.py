"""Ack ignores what the server knows: an answer is an answer, whatever it says."""

from __future__ import annotations

from typing import Any

from pos_client.store import Rows
from pos_client.store.journal import hash_at
from pos_client.store.streams import stream_at
from pos_client.sync import pushing, step
from pos_client.sync.messages import Push
from shared_models.wire.sync import Mark, PushReply
from tests.simulation.mutants.mutation import Mutation


def apply(mutation: Mutation) -> None:
    newly_known, believe = pushing.newly_known, pushing.believe

    def all_of_it(rows: Rows, push: Push, reply: PushReply) -> PushReply:
        sent = push.request.events
        seq = sent[-1].seq if sent else stream_at(rows, push.stream_no).acked
        own = hash_at(rows, push.stream_no, seq)
        if own is None:
            return reply
        return reply.model_copy(update={"known": Mark(seq=seq, hash=own.hex())})

    def known(rows: Rows, push: Push, reply: PushReply) -> Any:
        return newly_known(rows, push, all_of_it(rows, push, reply))

    def believed(unit: Any, push: Push, reply: PushReply, **told: Any) -> Any:
        return believe(unit, push, all_of_it(unit, push, reply), **told)

    mutation.change(step, "newly_known", known)
    mutation.change(step, "believe", believed)
