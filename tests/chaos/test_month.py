"""A small month: everything of it arrives once, beside tills that go on selling."""

from __future__ import annotations

import pytest

from tests.chaos.month import Plan, run, told

SALES = 600


@pytest.mark.timeout(300)  # programs that start: on a busy machine they take their time
def test_a_month_arrives_whole_beside_live_tills() -> None:
    """Lesson 10: A month offline arrives whole while other tills sell."""
    found = run(Plan(sales=SALES, tills=2, pause_ms=300, before_s=0.5))
    assert found.wrong == []
    assert found.compared.receipts >= SALES
    assert (found.compared.lost, found.compared.doubled, found.compared.differ) == (0, 0, 0)
    assert len(told(found)) > 5
