"""Cursor without token: a restored server takes the place of another history for its own."""

from __future__ import annotations

from typing import Any

from backoffice_server.sync import cursor
from tests.simulation.mutants.mutation import Mutation


def apply(mutation: Mutation) -> None:
    def take_any(*_: Any, **__: Any) -> None:
        return None

    mutation.change(cursor, "refuse_foreign", take_any)
