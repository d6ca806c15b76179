"""With the real window: the till's database is deleted with unsent sales, the black box brings them back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from backoffice_server.features.sales.tables import sale
from pos_client.app.options import Options
from pos_client.app.window import Window
from pos_client.features.setup.state import JoinAnswers
from pos_client.sync.status import SyncState
from tests.factories.back_office import BackOffice
from tests.factories.shop import GULA_CODE, TEH_CODE
from tests.factories.till_window import TillWindow, write_demo

PATIENCE_MS = 20_000
PICTURES = "POS_SYSTEM_SCREENSHOTS"


@pytest.fixture
def folder(office: BackOffice, tmp_path: Path) -> Path:
    """The till K1 sold three times while the back office was away; then its database was deleted."""
    till = TillWindow(tmp_path / "k1", office.address, write_demo(tmp_path / "k1.json", office, "K1"))
    try:
        till.wait_for("usable")
        till.sell(TEH_CODE)
        till.wait_for("sync all_sent 0")
        office.stop()
        for _ in range(3):
            till.sell(TEH_CODE, GULA_CODE)
    finally:
        till.close()
    for path in (tmp_path / "k1").glob("till.db*"):
        path.unlink()
    office.start()
    return tmp_path / "k1"


def picture(window: Window, name: str) -> None:
    folder = os.environ.get(PICTURES)
    if folder:
        QApplication.processEvents()
        Path(folder).mkdir(parents=True, exist_ok=True)
        window.shell.grab().save(str(Path(folder) / f"{name}.png"))


@pytest.mark.parametrize("language", ["en", "id"])
def test_unsent_sales_of_a_lost_database_arrive_once(
    office: BackOffice, folder: Path, qtbot: QtBot, language: str
) -> None:
    """Lesson 11: The database is checked at the start; what it lost comes back from the journal beside it."""
    window = Window(Options(data=folder, language="en" if language == "en" else "id", theme="light"))
    window.show()
    qtbot.waitUntil(lambda: window.shell.here == "setup", timeout=PATIENCE_MS)
    picture(window, f"lost-database-{language}")
    assert window.opened is not None
    assert window.opened.lost is not None
    assert window.opened.lost.receipts == 4
    code = office.enrolment_code("K1")
    window.side.setup.join(JoinAnswers(server=office.address, code=code, device_name="Kasir depan"))
    qtbot.waitUntil(lambda: window.shell.here == "start", timeout=PATIENCE_MS)
    picture(window, f"lost-database-joined-{language}")

    def all_sent() -> bool:
        now = window.sync_status
        return now is not None and now.state is SyncState.ALL_SENT and not now.waiting

    qtbot.waitUntil(all_sent, timeout=PATIENCE_MS)
    window.destroy()
    numbers = [row.receipt for row in office.rows(select(sale.c.receipt).order_by(sale.c.posting_no))]
    assert numbers == [f"BDG1-K1A-{count:06d}" for count in range(1, 5)]
    office.verify()
