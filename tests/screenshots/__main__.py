"""`make screenshots`: every screen in both languages, both themes and two sizes, into ./screenshots.

`ARGS="till-05 --folder somewhere"` draws only the scenes whose names begin so; words that are cut off
anywhere are named, and fail it.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from pos_client.desk.theme.look import look
from pos_client.desk.theme.tokens import THEMES
from pos_client.texts import LANGUAGES, compile_catalogues
from tests.screenshots import (
    admin_scenes,
    device_scenes,
    fault_stories,
    first_scenes,
    sync_scenes,
    till_scenes,
    told_scenes,
    touch_scenes,
    trouble_scenes,
)
from tests.screenshots.office import ROOT, Office
from tests.screenshots.stage import SIZES, TOUCH_SIZES, Stage, draw, stage_of

SCENES: Final = (
    *till_scenes.SCENES,
    *told_scenes.SCENES,
    *device_scenes.SCENES,
    *touch_scenes.SCENES,
    *sync_scenes.SCENES,
    *admin_scenes.SCENES,
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="screenshots")
    parser.add_argument("names", nargs="*", help="beginnings of scene names (all)")
    parser.add_argument("--folder", type=Path, default=ROOT / "screenshots")
    parser.add_argument("--quick", action="store_true", help="Indonesian, dark, on the smaller screen only")
    chosen = parser.parse_args()
    compile_catalogues()
    application = QApplication(["screenshots"])
    names: tuple[str, ...] = tuple(chosen.names)
    with tempfile.TemporaryDirectory(prefix="screenshots-") as name:
        folder = Path(name)
        draw_first(folder, names, chosen.folder)
        if wanted(device_scenes.PAPER, names):
            device_scenes.draw_papers(chosen.folder)
        if wanted(device_scenes.CUSTOMER, names):
            device_scenes.draw_customer(chosen.folder)
        if wanted(touch_scenes.KIOSK, names):
            touch_scenes.draw_kiosk(chosen.folder)
        faults = draw_shop(application, folder, names, chosen.folder, quick=chosen.quick)
        if (folder / "till").exists():
            draw_troubles(folder, names, chosen.folder)
    well = not wanted(fault_stories.NAME, names) or fault_stories.draw_stories(chosen.folder)
    count = sum(1 for _ in chosen.folder.rglob("*.png"))
    print(f"{count} pictures in {chosen.folder}")
    return 0 if well and not faults else 1


def draw_shop(
    application: QApplication, folder: Path, names: tuple[str, ...], target: Path, *, quick: bool
) -> list[str]:
    """Every scene of the shop; what went wrong on the way."""
    if not any(wanted(name, names) for name in (*[one.name for one in SCENES], *trouble_scenes.NAMES)):
        return []
    office = Office(folder / "server")
    office.start()
    stage = stage_of(application, folder, office)
    try:
        draw_all(stage, names, target, quick=quick)
    finally:
        stage.close()
        office.stop()
    return stage.faults


def draw_troubles(folder: Path, names: tuple[str, ...], target: Path) -> None:
    """What the till of the shop says when its data is damaged, or lost."""
    for name, draw_one in trouble_scenes.SCENES.items():
        for language in LANGUAGES if wanted(name, names) else ():
            draw_one(folder, language, target)


def draw_first(folder: Path, names: tuple[str, ...], target: Path) -> None:
    if any(wanted(name, names) for name in first_scenes.NAMES):
        for language in LANGUAGES:
            first_scenes.draw_first_start(folder, language, target)


def draw_all(stage: Stage, names: tuple[str, ...], target: Path, *, quick: bool) -> None:
    """Every scene in both languages. Till and admin tab share one window, as they do in a shop."""
    chosen = {scene.name for scene in SCENES if wanted(scene.name, names)}
    for chain in (till_scenes.CHAIN, sync_scenes.CHAIN):
        if chosen & chain:
            chosen |= chain
    scenes = [scene for scene in SCENES if scene.name in chosen]
    stage.fill()
    themes = THEMES[1:] if quick else THEMES
    for language in LANGUAGES[:1] if quick else LANGUAGES:
        look().use_language(language)
        for scene in scenes:
            look().use_theme("light")
            scene.enter(stage)
            sizes = TOUCH_SIZES if scene.touch else SIZES[:1] if quick else SIZES
            for one in draw(stage.window, scene.name, language, target, themes=themes, sizes=sizes):
                stage.faults.append(one)
                print(f"cut: {one}", file=sys.stderr, flush=True)
            look().use_theme("light")
            scene.leave(stage)
            print(f"{language} {scene.name}", file=sys.stderr, flush=True)


def wanted(name: str, names: tuple[str, ...]) -> bool:
    return not names or name.startswith(names)


if __name__ == "__main__":
    sys.exit(main())
