"""The demonstration shop with a day behind it, and a window that is led from scene to scene."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from PySide6.QtCore import QEventLoop, QSize, QTimer
from PySide6.QtWidgets import QApplication

from pos_client.app import edges
from pos_client.app.demo_customers import Customers
from pos_client.app.demo_day import SEED, Day
from pos_client.app.options import Options
from pos_client.app.window import Window
from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import THEMES, ThemeName
from pos_client.features.till.state import Stage as TillStage
from pos_client.texts import Language
from tests.factories.cut import cut_words
from tests.screenshots.office import Office
from tests.screenshots.other_tills import OtherTills

SIZES: Final = (QSize(1366, 768), QSize(1920, 1080))
TOUCH_SIZES: Final = (QSize(1366, 768), QSize(1024, 768))
# A panel slides in 120 ms; a chart and a table have arrived by then.
SETTLED_MS: Final = 180
PATIENCE_S: Final = 60


class Clock:
    """This machine's clock as the till reads it; a scene may set it wrong."""

    def __init__(self) -> None:
        self._right = edges.now
        self.ahead = timedelta(0)

    def __call__(self) -> datetime:
        return self._right() + self.ahead


class Stage(Day):
    """A day's hands and waiting, without its pictures."""

    def __init__(self, application: QApplication, options: Options, office: Office, clock: Clock) -> None:
        super().__init__(application, options)
        self.office = office
        self.clock = clock

    def picture(self, name: str) -> None:
        """Scenes are drawn one by one, afterwards."""

    def fill(self) -> None:
        """Twenty-five customers, other tills that misbehave, and a backup brought back under all of them."""
        self._begin()
        Customers(self, Random(SEED)).serve_all()
        self._all_sent()
        others = OtherTills(self.office, self.clock())
        others.misbehave()
        self.office.run("backup")
        self.sell_one("beras")
        self.sell_one("teh")
        self._all_sent()
        others.sell_on()
        self.office.stop()
        (backup,) = (self.office.folder / "backups").iterdir()
        self.office.run("restore", str(backup), "--replace")
        self.office.start()
        others.send_again()
        others.close()
        self._all_sent()

    def sell_one(self, words: str, *, pieces: int = 1) -> None:
        """A customer with one article, paid exactly."""
        found = self.window.side.searching.look_up(words)
        item = next(item for item in found if item.price and not item.decimals)
        self.hands.enter(f"{pieces}*{item.barcode or item.sku}")
        self.window.background.wait_idle()
        self.hands.press("Return")
        self.window.background.wait_idle()
        self.hands.press("Return")
        self.until(lambda: self.window.side.till.state.stage is TillStage.PAID, "paid")
        self.window.background.wait_idle()

    def all_sent(self) -> None:
        self._all_sent()

    def rest(self, ms: int = SETTLED_MS) -> None:
        rest(ms)

    def scan(self, *codes: str) -> None:
        for code in codes:
            self.hands.scan(code)
        self.window.background.wait_idle()


@dataclass(frozen=True, slots=True)
class Scene:
    """A screen in a state worth seeing. `leave` puts things back for the next one. `touch`: for fingers, so
    drawn on a small touch screen too.
    """

    name: str
    enter: Callable[[Stage], None]
    leave: Callable[[Stage], None] = lambda _stage: None
    touch: bool = False


def stage_of(application: QApplication, folder: Path, office: Office) -> Stage:
    clock = Clock()
    edges.now = clock
    options = Options(
        data=folder / "till",
        server=office.address,
        demo=office.folder / "demo.json",
        language="id",
        theme="light",
    )
    return Stage(application, options, office, clock)


def draw(
    window: Window,
    name: str,
    language: Language,
    target: Path,
    *,
    themes: Sequence[ThemeName] = THEMES,
    sizes: Sequence[QSize] = SIZES,
) -> list[str]:
    """One scene in every theme and size; the words that had too little room."""
    cut: list[str] = []
    for theme in themes:
        look().use_theme(theme)
        for size in sizes:
            window.shell.resize(size)
            rest(SETTLED_MS)
            cut += [f"{language} {name} {size.width()}: {one}" for one in cut_words(window.shell)]
            folder = target / f"{size.width()}x{size.height()}" / f"{language}-{theme}"
            folder.mkdir(parents=True, exist_ok=True)
            window.shell.grab().save(str(folder / f"{name}.png"))
    window.shell.resize(SIZES[0])
    return list(dict.fromkeys(cut))


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
