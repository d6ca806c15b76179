"""The files a house rule looks at: what git tracks or would track, parsed once."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent.parent
PACKAGES: Final = ("shared_models", "backoffice_server", "pos_client")
PICTURES_AND_SUCH: Final = {".png", ".ttf", ".wav", ".gz", ".xlsx", ".ico", ".db", ".mo", ".bin"}


@dataclass(frozen=True)
class Source:
    """A Python file with its place below the root (`/`-separated)."""

    place: str
    text: str

    @cached_property
    def syntax(self) -> ast.Module:
        return ast.parse(self.text, self.place)

    @cached_property
    def imported(self) -> dict[str, str]:
        """What each imported name stands for: `from time import time as t` gives {"t": "time.time"}."""
        names = {}
        for node in ast.walk(self.syntax):
            if isinstance(node, ast.Import):
                for part in node.names:
                    names[part.asname or part.name.partition(".")[0]] = (
                        part.name if part.asname else part.name.partition(".")[0]
                    )
            elif isinstance(node, ast.ImportFrom):
                names |= {part.asname or part.name: f"{node.module}.{part.name}" for part in node.names}
        return names

    def dotted(self, node: ast.expr) -> str:
        """`datetime.now` written out with what its first name was imported as; '' for anything else."""
        if isinstance(node, ast.Name):
            return self.imported.get(node.id, node.id)
        if isinstance(node, ast.Attribute):
            before = self.dotted(node.value)
            return f"{before}.{node.attr}" if before else ""
        return ""

    def modules(self) -> Iterator[tuple[int, str]]:
        """Every imported module with the line it is imported on."""
        for node in ast.walk(self.syntax):
            if isinstance(node, ast.Import):
                yield from ((node.lineno, part.name) for part in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((node.lineno, f"{node.module}.{part.name}") for part in node.names)

    def at(self, node: ast.AST, what: str) -> str:
        return f"{self.place}:{getattr(node, 'lineno', 1)}: {what}"


class Tree:
    """A tree of sources below `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    @cached_property
    def files(self) -> list[str]:
        """All files that are in git or would be added, as `/`-separated places."""
        command = [
            "git",
            "-C",
            str(self.root),
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]
        listed = subprocess.run(command, capture_output=True, check=False)
        if listed.returncode == 0:
            places = listed.stdout.decode().split("\0")
        else:  # a copy without git
            places = [path.relative_to(self.root).as_posix() for path in self.root.rglob("*")]
            places = [place for place in places if not place.startswith((".venv/", ".run/", ".cache/"))]
        return sorted({place for place in places if place and (self.root / place).is_file()})

    @cached_property
    def sources(self) -> list[Source]:
        return [Source(place, self.read(place)) for place in self.files if place.endswith(".py")]

    def below(self, *folders: str) -> list[Source]:
        """Python files in these folders (or exactly these files)."""
        return [
            source
            for source in self.sources
            if any(source.place == folder or source.place.startswith(f"{folder}/") for folder in folders)
        ]

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every file that holds text, with its text."""
        for place in self.files:
            if Path(place).suffix not in PICTURES_AND_SUCH:
                yield place, self.read(place)

    def read(self, place: str) -> str:
        return (self.root / place).read_text("utf-8")
