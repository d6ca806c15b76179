"""Event and stock in two transactions: the log is committed before its posting."""

from __future__ import annotations

from typing import Any

from backoffice_server.sync.receive import posting, service
from tests.simulation.mutants.mutation import Mutation


def apply(mutation: Mutation) -> None:
    plain = posting.post

    def after_commit(unit: Any, *told: Any) -> None:
        unit.connection.commit()
        unit.connection.begin()
        plain(unit, *told)

    mutation.change(service, "post", after_commit)
