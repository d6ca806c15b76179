"""What the till says when its disk took the data: a damaged database, and one that is gone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from pos_client.app.options import Options
from pos_client.app.window import Window
from pos_client.desk.theme.look import look
from pos_client.store.store import DATABASE
from pos_client.texts import Language
from tests.screenshots.stage import draw, wait_for

Draw = Callable[[Path, Language, Path], None]


def draw_damaged(folder: Path, language: Language, target: Path) -> None:
    """The question before anything is put aside."""
    till = _copied(folder, f"damaged-{language}")
    content = bytearray((till / DATABASE).read_bytes())
    content[100:] = bytes(len(content) - 100)
    (till / DATABASE).write_bytes(content)
    _draw(till, DAMAGED, language, target, lambda window: window.shell.panel is not None)


def draw_lost(folder: Path, language: Language, target: Path) -> None:
    """The first start of a folder that holds a journal copy and no database."""
    till = _copied(folder, f"lost-{language}")
    (till / DATABASE).unlink()
    _draw(till, LOST, language, target, lambda window: window.shell.here == "setup")


def _copied(folder: Path, name: str) -> Path:
    """The shop's till as its window left it."""
    till = folder / name
    shutil.copytree(folder / "till", till)
    return till


def _draw(till: Path, name: str, language: Language, target: Path, shown: Callable[[Window], bool]) -> None:
    window = Window(Options(data=till, language=language, theme="light"))
    window.show()
    wait_for(lambda: shown(window))
    draw(window, name, language, target)
    look().use_theme("light")
    window.destroy()


DAMAGED, LOST = "trouble-1-damaged", "trouble-2-lost"
SCENES: Final[Mapping[str, Draw]] = {DAMAGED: draw_damaged, LOST: draw_lost}
NAMES: Final = tuple(SCENES)
