"""Dedupe by (device, seq): a cloned till's sales are taken for those of the other."""

from __future__ import annotations

from backoffice_server.sync.receive import appending
from tests.simulation.mutants.mutation import Mutation


def apply(mutation: Mutation) -> None:
    mutation.change(appending, "_known", lambda held, item: held.place_taken(item.seq))
