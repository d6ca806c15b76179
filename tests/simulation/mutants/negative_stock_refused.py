"""Negative stock refused: a sale of what is not there is not booked."""

from __future__ import annotations

from typing import Any

from backoffice_server.features.sales.service import receipts
from backoffice_server.features.sales.service.facts import NotPostable
from backoffice_server.features.stock.book import take_out
from shared_models.values.codes import ReviewCode
from tests.simulation.mutants.mutation import Mutation


def apply(mutation: Mutation) -> None:
    plain = take_out

    def refuse(shelf: Any, *told: Any) -> Any:
        outcome = plain(shelf, *told)
        if outcome.went_negative:
            raise NotPostable(ReviewCode.NOT_APPLIED, "there is not enough")
        return outcome

    mutation.change(receipts, "take_out", refuse)
