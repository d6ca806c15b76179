"""The back office as a process, real windows against it, and the owner's window that looks on."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pos_client.app.demo import Demo
from pos_client.app.options import Options
from pos_client.app.window import Window
from tests.databases import Backend, Databases
from tests.factories.back_office import BackOffice, build
from tests.factories.till_window import TillWindow, write_demo

PATIENCE_MS: Final = 20_000
PICTURES: Final = "POS_SYSTEM_SCREENSHOTS"
OpenWindow = Callable[..., TillWindow]
Owner = Callable[[], Window]


@pytest.fixture
def engine() -> Backend:
    return "sqlite"


@pytest.fixture
def office(engine: Backend, databases: Databases, tmp_path: Path) -> Iterator[BackOffice]:
    """Toko Ratna, served."""
    url = databases.cloned(engine, tmp_path, template="served", build=build)
    office = BackOffice(tmp_path / "office", url)
    office.start()
    yield office
    office.stop()
    databases.drop(url)


@pytest.fixture
def open_window(office: BackOffice, tmp_path: Path) -> Iterator[OpenWindow]:
    """`open_window("k1")`: the till whose data lie in that folder; with a new code for its register."""
    running: list[TillWindow] = []

    def opened(
        name: str = "k1", *, server: str = "", days_ahead: int = 0, language: str = "en"
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
def owner(office: BackOffice, tmp_path: Path, qtbot: QtBot) -> Iterator[Owner]:
    """Ratna's window on K2, signed in to the admin tab."""
    opened: list[Window] = []

    def look() -> Window:
        demo_file = write_demo(tmp_path / "owner.json", office, "K2")
        data = tmp_path / "owner"
        window = Window(Options(data=data, server=office.address, language="en", theme="light"))
        opened.append(window)
        window.show()
        demo = Demo(window, demo_file)
        with qtbot.waitSignal(demo.ready, timeout=PATIENCE_MS):
            pass
        return window

    yield look
    for window in opened:
        window.close()
        window.shell.close()


def till_picture(till: TillWindow, name: str) -> None:
    """Where somebody wants to see it."""
    folder = os.environ.get(PICTURES)
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        till.tell("settle", f"grab {Path(folder) / f'{name}.png'}")


def picture(window: Window, name: str) -> None:
    folder = os.environ.get(PICTURES)
    if folder:
        QApplication.processEvents()  # what was told is painted a turn later
        Path(folder).mkdir(parents=True, exist_ok=True)
        window.shell.grab().save(str(Path(folder) / f"{name}.png"))
