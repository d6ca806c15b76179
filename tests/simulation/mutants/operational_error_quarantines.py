"""An operational error quarantines: a full disk is held against the event."""

from __future__ import annotations

from backoffice_server.sync.receive import posting
from tests.simulation.mutants.mutation import Mutation


def apply(mutation: Mutation) -> None:
    mutation.change(posting, "will_fail_again", lambda _: True)
