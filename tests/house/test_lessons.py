"""docs/lessons.md says which test holds a lesson; the test says so, too."""

from __future__ import annotations

import ast
import re
from typing import Final

import pytest

from tests.house.tree import ROOT

TABLE: Final = ROOT / "docs" / "lessons.md"
ROW: Final = re.compile(r"^\| (\d+) \|.*\| (`tests/.*`) \|$", re.MULTILINE)
SHOWN: Final = [
    (int(number), test)
    for number, tests in ROW.findall(TABLE.read_text("utf-8"))
    for test in re.findall(r"`(tests/[^`]+)`", tests)
]


def cited(number: int, text: str) -> bool:
    """Whether `text` names the lesson of this number."""
    return re.search(rf"\blessons? (\d+,? (and )?)*{number}\b", text, re.IGNORECASE) is not None


@pytest.mark.parametrize(("number", "test"), SHOWN)
def test_a_lesson_is_held_by_the_test_that_names_it(number: int, test: str) -> None:
    file, _, name = test.partition("::")
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    wanted: list[ast.Module | ast.FunctionDef] = [functions[name]] if name else [tree, *functions.values()]
    assert any(cited(number, ast.get_docstring(node) or "") for node in wanted), test


def test_every_row_is_read_and_every_lesson_stands_once() -> None:
    rows = [line for line in TABLE.read_text("utf-8").splitlines() if re.match(r"\| \d", line)]
    numbers = [int(row.split("|")[1]) for row in rows]
    assert numbers == sorted(set(numbers))
    assert set(numbers) == {number for number, _ in SHOWN}


def test_a_number_is_not_found_in_a_longer_one() -> None:
    assert cited(5, "Lesson 5: nothing that a server says")
    assert cited(7, "lessons 5, 6 and 7")
    assert not cited(5, "Lesson 51: weight labels")
    assert not cited(1, "Lesson 51")
