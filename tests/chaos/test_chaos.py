"""A short run of the real thing, and whether its comparison would notice what it looks for."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

import pytest

from tests.chaos.copies import Papers, matched
from tests.chaos.run import Plan, run

PAPER: Final[dict[str, Any]] = {
    "receipt": "BDG1-K1A-000001",
    "hash": "ab",
    "kind": "sale",
    "figures": [3_500, 0, 3_153, 347, 3_500, 0],
    "lines": [[1, "TEH", 1_000, 0, 3_153, 347]],
    "paid": {"cash": 3_500},
}
EVENT: Final = (b"stream", 3, b"hash")


@pytest.mark.timeout(300)  # programs that start: on a busy machine they take their time
def test_a_run_loses_nothing_and_doubles_nothing() -> None:
    found = run(Plan(seconds=4, seed=1, tills=2))
    assert found.wrong == []
    assert found.compared.receipts
    assert (found.compared.lost, found.compared.doubled, found.compared.differ) == (0, 0, 0)
    assert found.faults.total()


def compared(*rows: dict[str, Any], papers: Papers | None = None, **places: Any) -> tuple[int, int, int]:
    known = {"journals": [EVENT], "logged": [EVENT]} | places
    found = matched(papers or Papers({PAPER["receipt"]: PAPER}), list(rows), **known)
    assert bool(found.wrong) is bool(found.lost or found.doubled or found.differ)
    return found.lost, found.doubled, found.differ


def test_what_is_the_same_is_not_complained_about() -> None:
    assert compared(deepcopy(PAPER)) == (0, 0, 0)


def test_a_missing_a_doubled_and_a_changed_receipt_are_noticed() -> None:
    assert compared() == (1, 0, 0)
    assert compared(PAPER, PAPER) == (0, 1, 0)
    assert compared(PAPER | {"paid": {"card": 3_500}}) == (0, 0, 1)
    assert compared(PAPER, PAPER | {"receipt": "BDG1-K1A-000002"}) == (0, 1, 0)


def test_a_missing_and_a_strange_event_are_noticed() -> None:
    other = (b"stream", 4, b"hash")
    assert compared(PAPER, journals=[EVENT, other]) == (1, 0, 0)
    assert compared(PAPER, logged=[EVENT, other]) == (0, 1, 0)
    assert compared(PAPER, logged=[EVENT, EVENT]) == (0, 1, 0)
