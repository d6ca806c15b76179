"""Sari at her till."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.factories.seller import Seller, at_the_till, fill_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    fill_folder(tmp_path / "till")
    return tmp_path / "till"


@pytest.fixture
def sari(folder: Path, qapp: QApplication) -> Iterator[Seller]:
    """Signed in, shift open, nothing sold yet."""
    with at_the_till(folder) as seller:
        seller.begin()
        yield seller
