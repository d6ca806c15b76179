"""What `pos-client` is asked for on its command line."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pos_client.desk.theme.tokens import THEMES, ThemeName
from pos_client.settings import APP_BUILD, LAYOUT
from pos_client.texts import LANGUAGES, Language

FOLDER: Final = "pos-client"


@dataclass(frozen=True, slots=True)
class Options:
    """`language`, `theme`, `layout` None: as they were left. `demo`: a shop's demo.json."""

    data: Path
    server: str = ""
    demo: Path | None = None
    demo_day: bool = False
    screenshots: Path | None = None
    language: Language | None = None
    theme: ThemeName | None = None
    layout: str | None = None
    queue_display: bool = False
    queue_kiosk: bool = False


def parse(arguments: Sequence[str]) -> Options:
    """Options of a command line; asks argparse to say what is wrong with it."""
    import argparse  # noqa: PLC0415 - only a command line needs it

    parser = argparse.ArgumentParser(prog="pos-client", description="Till and back office of a shop.")
    parser.add_argument("--version", action="version", version=APP_BUILD)
    parser.add_argument("--data", type=Path, help="folder of the till's own data")
    parser.add_argument("--server", default="", help="address of the back office")
    parser.add_argument("--demo", type=Path, help="demo.json of a demonstration shop: join it and sign in")
    parser.add_argument("--demo-day", action="store_true", help="sell a whole day by itself, compare, exit")
    parser.add_argument("--screenshots", type=Path, help="where --demo-day puts its pictures")
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--theme", choices=THEMES)
    parser.add_argument("--layout", choices=LAYOUT.choices, help="how goods are found: as it was left")
    parser.add_argument(
        "--queue-display", action="store_true", help="show the queue on the second screen as well"
    )
    parser.add_argument(
        "--queue-kiosk", action="store_true", help="let people take their queue numbers at a screen"
    )
    given = parser.parse_args(arguments)
    return Options(
        data=given.data or _home(),
        server=given.server.rstrip("/"),
        demo=given.demo,
        demo_day=given.demo_day,
        screenshots=given.screenshots,
        language=given.language,
        theme=given.theme,
        layout=given.layout,
        queue_display=given.queue_display,
        queue_kiosk=given.queue_kiosk,
    )


def _home() -> Path:
    from platformdirs import user_data_path  # noqa: PLC0415 - only where no folder was named

    return user_data_path(FOLDER)
