"""Tills for the tests of the client: their store alone, or a cashier at the window."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.factories.seller import Seller, at_the_till, fill_folder
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


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A till's data on disk; no shift is open."""
    fill_folder(tmp_path / "till")
    return tmp_path / "till"


@pytest.fixture
def sari(folder: Path, qapp: QApplication) -> Iterator[Seller]:
    """Sari at her till: signed in, shift open, nothing sold yet."""
    with at_the_till(folder) as seller:
        seller.begin()
        yield seller
