"""The light catalogue the first scan is answered from."""

import sqlite3
from pathlib import Path

from PySide6.QtWidgets import QApplication

from pos_client.app.listening import catalogue_of, scanner_of
from pos_client.app.options import Options
from pos_client.app.window import Window
from pos_client.devices.scanner import ScannerSettings
from pos_client.settings import SCANNER_PREFIX, SCANNER_SUFFIX
from pos_client.store import catalogue
from pos_client.store.preferences import set_setting
from pos_client.store.store import DATABASE
from shared_models.wire.sync import Entity
from tests.factories.tills import Shop


def test_the_catalogue_knows_the_branch_by_its_wire_name() -> None:
    """Spelled out there, so that the first scan need not wait for the wire's models."""
    assert Entity.BRANCH.value == catalogue.BRANCH


def test_a_scanner_as_it_is_set_up(shop: Shop) -> None:
    assert scanner_of(None) == ScannerSettings()
    with shop.store.write() as unit:
        set_setting(unit, SCANNER_PREFIX, "~")
        set_setting(unit, SCANNER_SUFFIX, "#")
    reader = shop.store.reader()
    assert scanner_of(reader) == ScannerSettings("~", "#")
    reader.close()


def test_a_database_that_cannot_be_read_is_left_to_its_opening(folder: Path, qapp: QApplication) -> None:
    """A fault here would keep the window from ever saying what is wrong."""
    database = folder / DATABASE
    with sqlite3.connect(database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'setting'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    with database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"coffee" * (size // 6))
    window = Window(Options(data=folder, language="en", theme="light"))
    assert catalogue_of(folder, window.side) is None
    window.destroy()
