"""Tills for the tests of store, engine and sync."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.tills import Clock, Shop, new_shop


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    """A stand-alone shop without an open shift."""
    made = new_shop(tmp_path / "till", clock)
    yield made
    made.store.close()


@pytest.fixture
def open_shop(shop: Shop) -> Shop:
    """The same with Sari's shift open and Rp200.000 in the drawer."""
    shop.open_shift()
    return shop
