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


def test_a_cloned_machine_sells_on_under_its_own_series(
    office: BackOffice, open_window: OpenWindow, owner: Owner, qtbot: QtBot, tmp_path: Path
) -> None:
    first = began(open_window("k1"))
    assert sold_and_sent(first) == f"{A}-000001"
    first.close()
    # Somebody images the disk for a second machine.
    shutil.copytree(tmp_path / "k1", tmp_path / "copy")
    shutil.copy(tmp_path / "k1.json", tmp_path / "copy.json")
    first = began(open_window("k1"))
    office.stop()
    second = open_window("copy")
    second.wait_for("usable")
    assert [first.sell(TEH_CODE)[0], second.sell(TEH_CODE)[0]] == numbers(A, 2, 2)
    office.start()
    all_sent(first)
    all_sent(second)
    # One of both found the place taken: from now on its receipts have a letter of their own.
    after = sorted([sold_and_sent(first), sold_and_sent(second)])
    assert after == [f"{A}-000003", f"{B}-000001"]
    till_picture(first, "clone-first")
    till_picture(second, "clone-second")
    assert receipts(office) == sorted([*numbers(A, 1, 2, 2, 3), *numbers(B, 1)])
    assert "chain_fork" in flags(office)
    see(owner(), qtbot, "clone")
    office.verify()


def test_a_machine_put_back_to_an_older_image_goes_on_behind_what_it_lost(
    office: BackOffice, open_window: OpenWindow, owner: Owner, qtbot: QtBot, tmp_path: Path
) -> None:
    till = began(open_window("k1"))
    sold_and_sent(till)
    till.close()
    image = shutil.copytree(tmp_path / "k1", tmp_path / "image")
    till = began(open_window("k1"))
    for _ in range(2):
        sold_and_sent(till)
    till.close()
    shutil.rmtree(tmp_path / "k1")
    shutil.move(image, tmp_path / "k1")
    till = began(open_window("k1"))
    till_picture(till, "rolled-back-begins")
    assert sold_and_sent(till) == f"{B}-000001"
    till_picture(till, "rolled-back-sold")
    assert receipts(office) == [*numbers(A, 1, 2, 3), *numbers(B, 1)]
    see(owner(), qtbot, "rolled-back")
    office.verify()


def test_a_machine_set_up_anew_joins_again_and_goes_on(
    office: BackOffice, open_window: OpenWindow, owner: Owner, qtbot: QtBot, tmp_path: Path
) -> None:
    till = began(open_window("k1"))
    for _ in range(2):
        sold_and_sent(till)
    till.kill()
    shutil.rmtree(tmp_path / "k1")
    (tmp_path / "k1.json").unlink()
    till = began(open_window("k1"))
    assert sold_and_sent(till) == f"{B}-000001"
    till_picture(till, "re-installed-sold")
    assert receipts(office) == [*numbers(A, 1, 2), *numbers(B, 1)]
    see(owner(), qtbot, "re-installed")
    office.verify()


def test_a_back_office_from_before_the_till_knows_it_again(
    office: BackOffice, open_window: OpenWindow, owner: Owner, qtbot: QtBot, tmp_path: Path
) -> None:
    file = Path(office.database_url.removeprefix("sqlite:///"))
    office.stop()
    backup = shutil.copy(file, tmp_path / "before.db")
    office.start()
    till = began(open_window("k1"))
    for _ in range(2):
        sold_and_sent(till)
    office.stop()
    shutil.copy(backup, file)
    assert till.sell(TEH_CODE)[0] == f"{A}-000003"
    till_picture(till, "restored-away")
    office.start()
    all_sent(till)
    till_picture(till, "restored-back")
    assert receipts(office) == numbers(A, 1, 2, 3)
    assert "device_reinstated" in flags(office)
    see(owner(), qtbot, "restored")
    office.verify()


def test_a_clock_in_2031_finishes_every_sale(
    office: BackOffice, open_window: OpenWindow, owner: Owner, qtbot: QtBot
) -> None:
    till = began(open_window("k1"))
    assert sold_and_sent(till) == f"{A}-000001"
    till.close()
    # The battery of the board is empty, or somebody set the year: the shift goes on.
    till = open_window("k1", days_ahead=FIVE_YEARS)
    till.wait_for("usable")
    assert sold_and_sent(till) == f"{A}-000002"
    till_picture(till, "clock-2031-sold")
    assert receipts(office) == numbers(A, 1, 2)
    # Booked on a day of the books, whatever the till took for today.
    days = office.rows(select(posting.c.posting_date).where(posting.c.document_kind == "sale"))
    assert len(days) == 2
    assert len({row.posting_date for row in days}) == 1
    assert "clock_skew" in flags(office)
    see(owner(), qtbot, "clock-2031")
    office.verify()


def test_an_old_till_sells_on_at_a_newer_back_office(office: BackOffice, open_window: OpenWindow) -> None:
    with newer_office(office.address) as newer:
        till = began(open_window("k1", server=newer))
        for _ in range(2):
            sold_and_sent(till)
        till_picture(till, "old-till-newer-office")
        till.close(said="is of a newer back office")
    assert receipts(office) == numbers(A, 1, 2)
    office.verify()
