"""A shop with its server, and the window on it: nothing is played, everything runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from backoffice_server.kernel.database import Database
from pos_client.desk.theme.look import look
from tests.databases import Databases
from tests.factories.office import NOON, Premises, Till, Window, served, window
from tests.factories.shop import Clock, Shop
from tests.factories.shop import build as build_shop


@pytest.fixture
def english(qapp: QApplication) -> Iterator[None]:
    """Light and English, whatever a test before left."""
    look().use_theme("light")
    look().use_language("en")
    yield
    look().use_theme("light")
    look().use_language("en")


@pytest.fixture
def shop(databases: Databases, tmp_path: Path) -> Iterator[Shop]:
    """Toko Ratna on SQLite; it is Saturday, five past two."""
    url = databases.cloned("sqlite", tmp_path, template="shop", build=build_shop)
    clock = Clock(NOON)
    with Database(url, now=clock) as database:
        yield Shop(database, tmp_path, clock)
    databases.drop(url)


@pytest.fixture
def premises(shop: Shop) -> Iterator[Premises]:
    with served(shop) as premises:
        yield premises


@pytest.fixture
def till(premises: Premises) -> Till:
    """Register K1 of BDG1 with an open shift; nothing is sold yet."""
    till = premises.till()
    till.writer.opened()
    till.writer.shift_opened()
    till.push()
    return till


@pytest.fixture
def opened(premises: Premises, english: None) -> Iterator[Window]:
    """The window; nobody is signed in."""
    with window(premises) as shown:
        yield shown


@pytest.fixture
def office(opened: Window) -> Window:
    """The window with Ratna signed in."""
    opened.shell.open("signin")
    opened.sign_in()
    opened.settle()
    return opened
