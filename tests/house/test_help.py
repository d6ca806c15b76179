"""Every screen of the program has help, short and in both languages."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from pos_client import texts
from pos_client.app.till_help import HELPS
from pos_client.app.till_side import OTHERS
from tests.house.tree import Tree

ROOT = Path(__file__).parents[2]
LONGEST = 240


@pytest.fixture(scope="module")
def tree() -> Tree:
    return Tree(ROOT)


def test_every_screen_is_made_with_help(tree: Tree) -> None:
    bare = [
        f"{source.place}:{node.lineno}"
        for source in tree.below("pos_client")
        for node in ast.walk(source.syntax)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Screen"
        and "help" not in {keyword.arg for keyword in node.keywords}
    ]
    assert bare == []


def test_the_tills_screens_have_theirs_in_one_place() -> None:
    assert set(HELPS) == set(OTHERS)


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_help_is_short_and_in_the_language_in_use(language: texts.Language) -> None:
    texts.use(language)
    try:
        said = {key: make() for key, make in HELPS.items()}
    finally:
        texts.use("en")
    for key, help_ in said.items():
        assert 1 <= len(help_.paragraphs) <= 3, key
        assert all(0 < len(words) <= LONGEST for words in help_.paragraphs), key
    if language == "id":
        english = {key: make() for key, make in HELPS.items()}
        assert all(said[key].paragraphs != english[key].paragraphs for key in said)
