"""A dressed application: light, English, as every test of the shared room starts."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from pos_client import texts
from pos_client.desk.theme.look import look


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> Iterator[None]:
    look().use_theme("light")
    look().use_language("en")
    yield
    look().use_theme("light")
    look().use_language("en")
    assert texts.language() == "en"
