"""Server trusts the client's ack: the till's own word says what the server holds."""

from __future__ import annotations

from typing import Any

from backoffice_server.sync.receive import appending
from tests.simulation.mutants.mutation import Mutation


def apply(mutation: Mutation) -> None:
    def believe(_: Any, probe: Any) -> Any:
        return max(probe, key=lambda mark: mark.seq, default=appending.GENESIS_MARK)

    mutation.change(appending, "_highest_held", believe)
