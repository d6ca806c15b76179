"""A rolled-back till goes on unaware, in a stream that has another end."""

from __future__ import annotations

from pos_client.sync import pushing
from tests.simulation.mutants.mutation import Mutation


def apply(mutation: Mutation) -> None:
    mutation.change(pushing, "_parted", lambda *_: None)
