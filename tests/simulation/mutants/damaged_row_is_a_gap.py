"""A damaged row counts as a gap: what follows it waits for ever."""

from __future__ import annotations

from typing import Any

from backoffice_server.sync.receive import appending
from tests.simulation.mutants.mutation import Mutation


def apply(mutation: Mutation) -> None:
    plain = appending._take

    def stop_at_damage(found: Any, held: Any, taken: Any, item: Any, *, orphan: bool) -> bool:
        return item.fault is None and plain(found, held, taken, item, orphan=orphan)

    mutation.change(appending, "_take", stop_at_damage)
