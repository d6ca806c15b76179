"""What works behind the window: one line to the back office that is meant."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler
from pathlib import Path
from uuid import UUID

from PySide6.QtWidgets import QApplication

from pos_client.settings import SERVER_URL
from pos_client.store.preferences import set_setting
from pos_client.sync.status import SyncState, SyncStatus
from shared_models.values.ids import ShiftId
from tests.factories.scripted_server import say, scripted_server
from tests.factories.seller import at_the_till

NOWHERE = "http://127.0.0.1:9"


class Asked:
    """A back office that is always busy, and what it was asked."""

    def __init__(self) -> None:
        self.paths: list[str] = []

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        self.paths.append(handler.path)
        say(handler, 503)


def test_the_back_office_the_wizard_named_is_the_one_that_is_asked(folder: Path, qapp: QApplication) -> None:
    """The window was started for another one."""
    office = Asked()
    with (
        scripted_server(office.answer) as address,
        at_the_till(folder, server=NOWHERE) as seller,
    ):
        window = seller.window
        seller.until(lambda: window.sync is not None)
        first = window.sync
        assert window.opened is not None
        with window.opened.store.write() as unit:
            unit.execute("UPDATE till SET credential = 'secret', stand_alone = 0")
            set_setting(unit, SERVER_URL, address)
        window.side.setup.done.emit()
        seller.until(lambda: window.sync is not None and window.sync is not first)
        seller.until(lambda: "/api/sync/push" in office.paths)
        assert window.sync is not None
        assert window.sync.base_url == address


def test_a_z_that_could_not_be_confirmed_is_asked_about_again(folder: Path, qapp: QApplication) -> None:
    office = Asked()
    shift = ShiftId(UUID(int=5))

    def asked() -> int:
        return office.paths.count(f"/api/sync/shifts/{shift}")

    with scripted_server(office.answer) as address, at_the_till(folder, server=address) as seller:
        window = seller.window
        seller.until(lambda: window.behind is not None)
        assert window.behind is not None
        window.behind._unconfirmed = shift
        window.sync_told.emit(SyncStatus(SyncState.ALL_SENT))
        seller.until(lambda: asked() == 1)
        seller.settle()
        window.sync_told.emit(SyncStatus(SyncState.ALL_SENT))
        seller.until(lambda: asked() == 2)
