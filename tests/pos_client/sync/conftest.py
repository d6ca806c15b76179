"""A till with three sales behind it, and its line in the hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.factories.held_line import Line
from tests.factories.tills import Shop, pay, ring_up


@pytest.fixture
def fresh_line(open_shop: Shop) -> Iterator[Line]:
    """The program has just started and nobody has answered it."""
    for _ in range(3):
        pay(open_shop, ring_up(open_shop, "KOPI").id, 20_000)
    made = Line(open_shop)
    yield made
    made.sync.close()


@pytest.fixture
def line(fresh_line: Line) -> Line:
    """The server has answered once."""
    fresh_line.sync._order.greet = False
    return fresh_line
