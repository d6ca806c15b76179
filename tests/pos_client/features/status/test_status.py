"""The sync panel: opened from the status line, it names what of the till's own is looked at."""

from __future__ import annotations

from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pos_client.desk.shell import State
from pos_client.desk.widgets.words import Label
from pos_client.features.status.view import SyncPanel
from shared_models.values.codes import ReviewCode
from shared_models.wire.tills import OwnReview
from tests.factories.scripted_server import say, scripted_server
from tests.factories.seller import Seller, at_the_till

AT = datetime(2026, 11, 21, 7, 5, tzinfo=UTC)
OWN = (
    OwnReview(code=ReviewCode.NEGATIVE_STOCK, receipt="BDG1-K1A-000002", at=AT, count=1),
    OwnReview(code=ReviewCode.DAMAGED_EVENT, receipt=None, at=AT, count=3),
)


def answer(handler: BaseHTTPRequestHandler) -> None:
    if handler.path == "/api/sync/reviews":
        body = "[" + ",".join(one.model_dump_json() for one in OWN) + "]"
        say(handler, 200, body.encode())
    else:
        say(handler, 503)


def joined(seller: Seller) -> None:
    """As if a back office had given it a credential."""
    assert seller.window.opened is not None
    with seller.window.opened.store.write() as unit:
        unit.execute("UPDATE till SET credential = 'secret', stand_alone = 0")


def opened(seller: Seller) -> SyncPanel:
    """A click on what is said of sync."""
    line = seller.window.shell.status
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=line._right.geometry().center())
    panel = seller.window.shell.panel
    assert isinstance(panel, SyncPanel)
    return panel


def test_what_is_looked_at_is_named_with_its_receipt(folder: Path, qapp: QApplication) -> None:
    with scripted_server(answer) as address, at_the_till(folder, server=address) as seller:
        joined(seller)
        seller.begin()
        panel = opened(seller)
        seller.until(lambda: len(panel.words()) == 4)
        assert panel.words() == [
            "Stock fell below zero",
            "BDG1-K1A-000002 · 21/11/26 14.05",
            "It arrived damaged (3)",
            "21/11/26 14.05",
        ]
        seller.press("Esc")
        assert seller.window.shell.panel is None


def test_a_till_that_stands_alone_has_nothing_to_be_looked_at(sari: Seller) -> None:
    panel = opened(sari)
    sari.until(lambda: panel.words() != ["Asking the back office"])
    assert panel.words() == ["Nothing of this till. What was sold is booked."]


def test_a_back_office_that_is_away_is_said_in_the_panel(folder: Path, qapp: QApplication) -> None:
    with at_the_till(folder, server="http://127.0.0.1:9") as seller:
        joined(seller)
        seller.begin()
        panel = opened(seller)
        seller.until(lambda: panel.words() == ["The back office cannot be reached."])
        panel.done.click()
        assert seller.window.shell.panel is None


def test_what_waits_is_no_reason_to_stop_selling(sari: Seller) -> None:
    panel = opened(sari)

    def told_to_go_on() -> bool:
        words = [label.text() for label in panel.findChildren(Label) if label.isVisible()]
        return any(one.startswith("Go on selling") for one in words)

    assert not told_to_go_on()
    panel._status.load([State("3 sales waiting", "warn")])
    sari.until(told_to_go_on)
