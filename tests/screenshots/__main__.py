"""`make screenshots`: every screen in both languages, both themes and two sizes, into ./screenshots.

`ARGS="till-05 --folder somewhere"` draws only the scenes whose names begin so.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from pos_client.desk.theme.look import look
from pos_client.texts import LANGUAGES, compile_catalogues
from tests.screenshots import admin_scenes, first_scenes, till_scenes
from tests.screenshots.stage import ROOT, Stage, back_office, draw, stage_of


def main() -> int:
    parser = argparse.ArgumentParser(prog="screenshots")
    parser.add_argument("names", nargs="*", help="beginnings of scene names (all)")
    parser.add_argument("--folder", type=Path, default=ROOT / "screenshots")
    chosen = parser.parse_args()
    compile_catalogues()
    application = QApplication(["screenshots"])
    with tempfile.TemporaryDirectory(prefix="screenshots-") as name:
        folder = Path(name)
        draw_first(folder, tuple(chosen.names), chosen.folder)
        with back_office(folder) as address:
            stage = stage_of(application, folder, address)
            try:
                draw_all(stage, tuple(chosen.names), chosen.folder)
            finally:
                stage.close()
    count = sum(1 for _ in chosen.folder.rglob("*.png"))
    print(f"{count} pictures in {chosen.folder}")
    return 1 if stage.faults else 0


def draw_first(folder: Path, names: tuple[str, ...], target: Path) -> None:
    if any(wanted(name, names) for name in first_scenes.NAMES):
        for language in LANGUAGES:
            first_scenes.draw_first_start(folder, language, target)


def draw_all(stage: Stage, names: tuple[str, ...], target: Path) -> None:
    """Every scene in both languages. Till and admin tab share one window, as they do in a shop."""
    every = (*till_scenes.SCENES, *admin_scenes.SCENES)
    chosen = {scene.name for scene in every if wanted(scene.name, names)}
    if chosen & till_scenes.CHAIN:
        chosen |= till_scenes.CHAIN
    scenes = [scene for scene in every if scene.name in chosen]
    if not scenes:
        return
    stage.fill()
    for language in LANGUAGES:
        look().use_language(language)
        for scene in scenes:
            look().use_theme("light")
            scene.enter(stage)
            draw(stage.window, scene.name, language, target)
            look().use_theme("light")
            scene.leave(stage)
            print(f"{language} {scene.name}", file=sys.stderr, flush=True)


def wanted(name: str, names: tuple[str, ...]) -> bool:
    return not names or name.startswith(names)


if __name__ == "__main__":
    sys.exit(main())
