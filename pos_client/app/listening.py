"""What the till needs to answer its first scan: the catalogue read as it was left, and the scanner's ear."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from pos_client.app import edges
from pos_client.app.till_side import TillSide
from pos_client.desk.till.scan_filter import ScanFilter, typed_into_reference
from pos_client.devices.scanner import ScannerSettings
from pos_client.settings import SCANNER_PREFIX, SCANNER_SUFFIX
from pos_client.store.catalogue import Catalogue
from pos_client.store.preferences import setting
from pos_client.store.schema import HEAD, schema_number
from pos_client.store.shelves import Display
from pos_client.store.store import DATABASE, Reader
from shared_models.rules.staff_cards import is_card


def catalogue_of(folder: Path, side: TillSide) -> Reader | None:
    """Read the till's database before it is opened for writing; None where it is new or of another build.

    A damaged one is None as well: opening it for writing says what is wrong.
    """
    path = folder / DATABASE
    if not path.exists():
        return None
    try:
        reader = Reader(path)
    except sqlite3.DatabaseError:
        return None
    if not _readable(reader):
        reader.close()
        return None
    _show_goods(reader, side)
    return reader


def _show_goods(reader: Reader, side: TillSide) -> None:
    catalogue = Catalogue(reader, now=edges.now)
    side.knows_goods(catalogue, Display(reader, catalogue))


def _readable(reader: Reader) -> bool:
    try:
        scanner_of(reader)
        return schema_number(reader) == HEAD
    except sqlite3.DatabaseError:
        return False


def read_catalogue(path: Path, side: TillSide) -> Reader:
    """The same once the store is open."""
    reader = Reader(path)
    _show_goods(reader, side)
    return reader


def scanner_of(reader: Reader | None) -> ScannerSettings:
    """The scanner as it is set up at this till."""
    if reader is None:
        return ScannerSettings()
    return ScannerSettings(setting(reader, SCANNER_PREFIX), setting(reader, SCANNER_SUFFIX))


def hear_line(code: str, side: TillSide) -> None:
    """A code from a serial scanner: what a keyboard's scan would do with the same focus. The code of a staff
    card is typed nowhere.
    """
    if is_card(code) or not typed_into_reference(code):
        side.scanned(code)


def listen(settings: ScannerSettings, side: TillSide, *, at_ms: Callable[[QKeyEvent], int]) -> ScanFilter:
    """Hear scans from now on, whatever has the focus."""
    scans = ScanFilter(
        lambda code: is_card(code) or side.till.lookup.knows(code), at_ms=at_ms, settings=settings
    )
    scans.scanned.connect(side.scanned)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    scans.follow(application)
    return scans
