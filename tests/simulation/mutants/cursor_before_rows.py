"""Cursor before rows: two transactions, the cursor's first."""

from __future__ import annotations

from typing import Any

from pos_client.store import incoming
from pos_client.store.streams import streams
from pos_client.store.sync_state import cursor
from pos_client.sync import pulling, step
from shared_models.wire.sync import ChangesReply
from tests.simulation.mutants.mutation import Mutation


def apply(mutation: Mutation) -> None:
    plain = pulling.take_changes

    def in_two(store: Any, asked: Any, reply: ChangesReply) -> bool:
        with store.write() as unit:
            ours = cursor(unit).cursor == asked.cursor
        if not ours or not reply.rows:
            return plain(store, asked, reply)
        more = plain(store, asked, reply.model_copy(update={"rows": ()}))
        with store.write() as unit:
            branch = streams(unit)[-1].branch
            incoming.apply_changes(unit, reply, branch=branch)
        return more

    mutation.change(step, "take_changes", in_two)
