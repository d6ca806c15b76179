"""Never rewind: after a restore the till goes on behind what it once had acknowledged."""

from __future__ import annotations

from typing import Any

from pos_client.sync import acks, pushing
from tests.simulation.mutants.mutation import Mutation


def apply(mutation: Mutation) -> None:
    plain = acks.set_acked

    def only_upwards(unit: Any, stream: Any, seq: int, moved: Any) -> None:
        if seq > stream.acked:
            plain(unit, stream, seq, moved)

    mutation.change(pushing, "set_acked", only_upwards)
