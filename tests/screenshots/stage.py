"""The demonstration shop with a day behind it, and a window that is led from scene to scene."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Final

from PySide6.QtCore import QEventLoop, QSize, QTimer
from PySide6.QtWidgets import QApplication

from pos_client.app.demo_customers import Customers
from pos_client.app.demo_day import SEED, Day
from pos_client.app.options import Options
from pos_client.app.window import Window
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import THEMES
from pos_client.texts import Language

ROOT: Final = Path(__file__).parents[2]
SIZES: Final = (QSize(1366, 768), QSize(1920, 1080))
# A panel slides in 120 ms; a chart and a table have arrived by then.
SETTLED_MS: Final = 180
PATIENCE_S: Final = 60


class Stage(Day):
    """A day's hands and waiting, without its pictures."""

    def picture(self, name: str) -> None:
        """Scenes are drawn one by one, afterwards."""

    def fill(self) -> None:
        """Twenty-five customers, so that every list has something to show."""
        self._begin()
        Customers(self, Random(SEED)).serve_all()
        self._all_sent()

    def rest(self, ms: int = SETTLED_MS) -> None:
        rest(ms)

    def scan(self, *codes: str) -> None:
        for code in codes:
            self.hands.scan(code)
        self.window.background.wait_idle()


@dataclass(frozen=True, slots=True)
class Scene:
    """A screen in a state worth seeing. `leave` puts things back for the next one."""

    name: str
    enter: Callable[[Stage], None]
    leave: Callable[[Stage], None] = lambda _stage: None


@contextmanager
def back_office(folder: Path) -> Iterator[str]:
    """A served demonstration shop; its address."""
    data, port_file = folder / "server", folder / "port"
    server = [sys.executable, "-m", "backoffice_server"]
    subprocess.run([*server, "create-shop", "--demo", "--data", str(data)], cwd=ROOT, check=True)
    process = subprocess.Popen(
        [*server, "serve", "--data", str(data), "--port", "0", "--port-file", str(port_file)], cwd=ROOT
    )
    try:
        wait_for(port_file.exists)
        yield f"http://127.0.0.1:{port_file.read_text('ascii').strip()}"
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def stage_of(application: QApplication, folder: Path, address: str) -> Stage:
    options = Options(
        data=folder / "till",
        server=address,
        demo=folder / "server" / "demo.json",
        language="id",
        theme="light",
    )
    return Stage(application, options)


def draw(window: Window, name: str, language: Language, target: Path) -> None:
    """One scene in every theme and size."""
    for theme in THEMES:
        look().use_theme(theme)
        for size in SIZES:
            window.shell.resize(size)
            rest(SETTLED_MS)
            folder = target / f"{size.width()}x{size.height()}" / f"{language}-{theme}"
            folder.mkdir(parents=True, exist_ok=True)
            window.shell.grab().save(str(folder / f"{name}.png"))
    window.shell.resize(SIZES[0])


def rest(ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def wait_for(done: Callable[[], bool]) -> None:
    waited = 0
    while not done():
        assert waited < PATIENCE_S * 1000, "in vain"
        rest(50)
        waited += 50
