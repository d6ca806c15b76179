"""No dedupe: the server takes what it holds for new."""

from __future__ import annotations

from backoffice_server.sync.receive import appending
from tests.simulation.mutants.mutation import Mutation


def apply(mutation: Mutation) -> None:
    mutation.change(appending, "_known", lambda _held, _item: False)
