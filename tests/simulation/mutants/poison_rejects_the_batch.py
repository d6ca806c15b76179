"""Poison rejects the batch: one event that cannot be booked refuses all that came with it."""

from __future__ import annotations

from typing import Any

from backoffice_server.features.sales.service import post_events
from backoffice_server.sync.receive import posting
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from tests.simulation.mutants.mutation import Mutation


def apply(mutation: Mutation) -> None:
    def all_or_none(unit: Any, branch: Any, source: Any, items: Any) -> Any:
        try:
            return post_events(unit, branch, source, items)
        except Exception as fault:
            raise Refusal(ErrorCode.INVALID) from fault

    mutation.change(posting, "_applied", all_or_none)
