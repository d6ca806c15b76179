"""No tombstones: what is gone is not told."""

from __future__ import annotations

from typing import Any

from backoffice_server.sync import changes
from tests.simulation.mutants.mutation import Mutation


def apply(mutation: Mutation) -> None:
    plain = changes._after

    def of_the_living(*told: Any) -> Any:
        rows, place, more = plain(*told)
        return [row for row in rows if row.row is not None], place, more

    mutation.change(changes, "_after", of_the_living)
