"""Documents name only commands, flags, targets and files that exist."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from typer.main import get_command

from backoffice_server.commands.tree import app
from tests.house.tree import ROOT

DOCUMENTS: Final = sorted(
    path.relative_to(ROOT).as_posix() for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"))
)
FLAG: Final = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
# Flags of other people's programs.
FOREIGN: Final = {
    *("--generate-hashes", "--no-header", "--no-annotate", "--universal", "--python-version"),
    *(
        "--no-emit-index-url",
        "--no-emit-find-links",
        "--strict",
        "--require-hashes",
        "--postgres",
        "--kill-child",
    ),
}


def told_flags(*program: str) -> set[str]:
    environment = {"COLUMNS": "300", "NO_COLOR": "1", "QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-m", *program, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        env=environment,
    )
    return set(FLAG.findall(done.stdout))


def server_flags() -> Iterator[str]:
    """Flags of the program and of each of its commands."""
    waiting = [get_command(app)]
    while waiting:
        command = waiting.pop()
        waiting += getattr(command, "commands", {}).values()
        for option in command.params:
            yield from option.opts + option.secondary_opts
    yield "--help"


@pytest.fixture(scope="module")
def flags() -> set[str]:
    return {
        *server_flags(),
        *told_flags("pos_client"),
        *told_flags("tests.replay"),
        *told_flags("tests.bench"),
        *FOREIGN,
    }


def text_of(place: str) -> str:
    return (ROOT / place).read_text("utf-8")


@pytest.mark.parametrize("place", DOCUMENTS)
def test_flags_that_are_named_exist(place: str, flags: set[str]) -> None:
    assert set(FLAG.findall(text_of(place))) - flags == set()


@pytest.mark.parametrize("place", DOCUMENTS)
def test_commands_that_are_named_exist(place: str) -> None:
    known = set(getattr(get_command(app), "commands", {}))
    named = set(re.findall(r"backoffice-server (?!--)([a-z][a-z-]*)", text_of(place)))
    assert named - known == set()
    targets = set(re.search(r"^\.PHONY: (.*)$", text_of("Makefile"), re.MULTILINE)[1].split())  # type: ignore[index] # it is there
    assert set(re.findall(r"`make ([a-z]+)", text_of(place))) - targets == set()


@pytest.mark.parametrize("place", DOCUMENTS)
def test_files_that_are_linked_exist(place: str) -> None:
    linked = re.findall(r"\]\((?!https?:)([^)#]+)", text_of(place))
    missing = [link for link in linked if not (Path(ROOT / place).parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("place", ["README.md", "CONTRIBUTING.md", "docs/guides/operating.md"])
def test_folders_that_are_named_exist(place: str) -> None:
    named = re.findall(
        r"`((?:shared_models|backoffice_server|pos_client|migrations|tests|packaging|docs)/[\w./]*)",
        text_of(place),
    )
    assert [path for path in named if not (ROOT / path).exists()] == []
