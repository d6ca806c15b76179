"""Whoever looks on from the admin tab, and pictures of what everybody sees."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.factories.office import Window
from tests.factories.seen import grab, reads, words_on
from tests.factories.till_window import TillWindow

PICTURES: Final = "POS_SYSTEM_SCREENSHOTS"


@dataclass
class Owner:
    """Goes through the pages a person would go through."""

    window: Window

    def home(self) -> None:
        self.window.open("home")

    def till(self) -> None:
        """The board, and the panel of K1."""
        page = self.window.open("tills")
        page.table.opened.emit(page.table.model.row(0))

    def flags(self) -> list[str]:
        """The review desk: what is to be answered, newest first."""
        page = self.window.open("reviews")
        return [str(page.table.model.row(at)["code"]) for at in range(page.table.model.rowCount())]

    def flag(self, code: str) -> None:
        """One flag of the list, opened."""
        at = self.flags().index(code)
        page = self.window.page("reviews")
        page.table.opened.emit(page.table.model.row(at))
        self.window.settle()

    def restores(self) -> None:
        """What the last restore lost, and each receipt that came back."""
        page = self.window.open("incidents")
        page.table.opened.emit(page.table.model.row(0))
        self.window.settle()

    def sees(self, *words: str) -> None:
        """Until all of this is in sight."""
        for one in words:
            self.window.until(lambda wanted=one: reads(self.window.shell, wanted))  # type: ignore[misc] # a default

    def read(self) -> list[str]:
        return words_on(self.window.shell)

    def picture(self, name: str) -> None:
        file = picture_file(name)
        if file is not None:
            grab(self.window.shell, str(file))


def till_picture(till: TillWindow, name: str) -> None:
    file = picture_file(name)
    if file is not None:
        till.tell("settle", f"grab {file}")


def picture_file(name: str) -> Path | None:
    """Where somebody wants to see it."""
    folder = os.environ.get(PICTURES)
    if not folder:
        return None
    Path(folder).mkdir(parents=True, exist_ok=True)
    return Path(folder) / f"{name}.png"
