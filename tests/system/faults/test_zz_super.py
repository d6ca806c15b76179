"""What people see when a till's machine misbehaves: real windows, a real server, nothing lost or doubled.

With POS_SYSTEM_SCREENSHOTS each story leaves its pictures there.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from backoffice_server.features.ledger.tables import posting
from backoffice_server.features.reviews.tables import review
from backoffice_server.features.sales.tables import sale
from pos_client.app.window import Window
from pos_client.features.tills.view.tills_view import TillsView
from tests.factories.back_office import BackOffice
from tests.factories.shop import TEH_CODE
from tests.factories.till_window import TillWindow
from tests.factories.versions import newer_office
from tests.system.faults.conftest import PATIENCE_MS, OpenWindow, Owner, picture, till_picture

# Several programs start in each story: on a busy machine they take their time.
pytestmark = pytest.mark.timeout(300)
A: Final = "BDG1-K1A"
B: Final = "BDG1-K1B"
FIVE_YEARS: Final = 5 * 365


def numbers(series: str, *counts: int) -> list[str]:
    return [f"{series}-{count:06d}" for count in counts]


def receipts(office: BackOffice) -> list[str]:
    return sorted(row.receipt for row in office.rows(select(sale.c.receipt)))


def flags(office: BackOffice) -> set[str]:
    return {row.code for row in office.rows(select(review.c.code))}


def began(till: TillWindow) -> TillWindow:
    till.wait_for("usable")
    till.wait_for("sync all_sent 0")
    return till


def all_sent(till: TillWindow) -> None:
    till.wait_for("sync all_sent 0")


def sold_and_sent(till: TillWindow) -> str:
    number, _ = till.sell(TEH_CODE)
    all_sent(till)
    return number


def see(window: Window, qtbot: QtBot, name: str) -> None:
    """The owner looks at Home, at the tills, and into the panel of K1."""
    window.shell.open("home")
    page = window.shell.page("home")
    qtbot.waitUntil(lambda: page._presenter.state.home is not None, timeout=PATIENCE_MS)  # type: ignore[attr-defined] # Home
    picture(window, f"{name}-home")
    window.shell.open("tills")
    tills = window.shell.page("tills")
    assert isinstance(tills, TillsView)
    qtbot.waitUntil(lambda: bool(tills._tills.state.tills), timeout=PATIENCE_MS)
    picture(window, f"{name}-tills")
    tills._open_till(tills.table.current())
    picture(window, f"{name}-panel")

from datetime import timedelta
from pos_client.app import edges
from shared_models.values.moments import Zone, local
from tests.factories.live_till import PINS, LiveTill

def test_a_clock_in_2031_opens_no_shift_without_a_supervisor(
    office: BackOffice, open_window: OpenWindow, tmp_path: Path
) -> None:
    till = began(open_window("k1"))
    sold_and_sent(till)
    till.close()
    print("closed first");evening = LiveTill(tmp_path / "k1", office.address)
    evening.close_shift(evening.approver("sari"))
    evening.close()
    till = open_window("k1", days_ahead=FIVE_YEARS, language="id")
    wrong = local(edges.now() + timedelta(days=FIVE_YEARS), Zone.WIB)
    assert f"{wrong:%d/%m/%Y}" in till.wait_for("refused ")
    till_picture(till, "clock-2031-asks")
    till.tell(f"type {PINS['budi']}", "press Return")
    till.wait_for("usable"); till_picture(till, "a1"); till.tell(f"scan {TEH_CODE}"); till_picture(till, "a2"); till.tell("press Return"); till_picture(till, "a3"); till.tell("press Return"); till_picture(till, "a4")
    till.wait_for("usable")
    assert sold_and_sent(till) == f"{A}-000002"
    till_picture(till, "clock-2031-opened")
    assert receipts(office) == numbers(A, 1, 2)
    office.verify()


