"""The back office, real windows against it as processes, and the owner's window that looks on."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from pos_client.desk.theme.look import look
from tests.databases import FOLDER_VARIABLE, Backend, Databases
from tests.factories.back_office import build
from tests.factories.office import window
from tests.factories.shop import TEH_CODE
from tests.factories.till_window import TillWindow, write_demo
from tests.system.faults.office_here import OfficeHere, office_here
from tests.system.faults.owner import Owner

OpenWindow = Callable[..., TillWindow]
SignIn = Callable[[OfficeHere], Owner]


@pytest.fixture
def engine() -> Backend:
    """The server's database, where a story does not name another."""
    return "sqlite"


@pytest.fixture
def office(engine: Backend, databases: Databases, tmp_path: Path) -> Iterator[OfficeHere]:
    """Toko Ratna, served; no till has joined yet."""
    with office_here(databases, engine, tmp_path) as office:
        yield office


@pytest.fixture
def selling(engine: Backend, databases: Databases, tmp_path: Path) -> Iterator[OfficeHere]:
    """Toko Ratna, served; the till in the folder `k1` has joined, and sold and sent its first receipt."""
    image = Path(os.environ[FOLDER_VARIABLE]) / f"selling-{engine}"
    url = databases.cloned(engine, tmp_path, template="selling", build=lambda raw: _sold_once(raw, image))
    shutil.copytree(image, tmp_path, dirs_exist_ok=True)
    office = OfficeHere(tmp_path / "office", url)
    office.start()
    yield office
    office.stop()
    databases.drop(url)


def _sold_once(url: str, image: Path) -> None:
    """A till's first receipt, and its machine's disk: begun once, copied for each story."""
    build(url)
    office = OfficeHere(image / "office", url)
    office.start()
    till = TillWindow(image / "k1", office.address, write_demo(image / "k1.json", office, "K1"))
    try:
        till.wait_for("usable")
        till.sell(TEH_CODE)
        till.sent()
    finally:
        till.close()
        office.stop()


@pytest.fixture
def open_window(tmp_path: Path) -> Iterator[OpenWindow]:
    """`open_window(office, "k1")`: the till whose data lie in that folder; a new one joins as K1."""
    running: list[TillWindow] = []

    def opened(
        office: OfficeHere,
        name: str = "k1",
        *,
        server: str = "",
        days_ahead: int = 0,
        language: str = "en",
    ) -> TillWindow:
        demo = tmp_path / f"{name}.json"
        if not demo.exists():
            write_demo(demo, office, "K1")
        address = server or office.address
        till = TillWindow(tmp_path / name, address, demo, language=language, days_ahead=days_ahead)
        running.append(till)
        return till

    yield opened
    for till in running:
        till.close()


@pytest.fixture
def sign_in(qapp: QApplication) -> Iterator[SignIn]:
    """`sign_in(office)`: Ratna at the admin tab."""
    look().use_theme("light")
    look().use_language("en")
    with ExitStack() as opened:

        def signed_in(office: OfficeHere) -> Owner:
            shown = opened.enter_context(window(office.premises))
            shown.sign_in()
            return Owner(shown)

        yield signed_in
