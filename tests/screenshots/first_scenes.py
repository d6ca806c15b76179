"""The first start of a till that belongs to nobody yet."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pos_client.app.options import Options
from pos_client.app.window import Window
from pos_client.desk.theme.look import look
from pos_client.features.setup.view import SetupView
from pos_client.texts import Language
from tests.screenshots.stage import draw, wait_for

CHOICE, JOIN, ALONE = "first-1-choice", "first-2-join", "first-3-alone"
NAMES: Final = (CHOICE, JOIN, ALONE)


def draw_first_start(folder: Path, language: Language, target: Path) -> None:
    """The choice and both cards, the second one with its faults."""
    window = Window(Options(data=folder / f"new-{language}", language=language, theme="light"))
    window.show()
    wait_for(lambda: window.shell.here == "setup")
    view = window.shell.page("setup")
    assert isinstance(view, SetupView)
    draw(window, CHOICE, language, target)
    view.choice.buttons[0].click()
    view.join.code.setText("HQNWA-WM28G")
    draw(window, JOIN, language, target)
    view.begin()
    view.choice.buttons[1].click()
    view.alone.submit()
    draw(window, ALONE, language, target)
    look().use_theme("light")
    window.destroy()
