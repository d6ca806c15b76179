"""Files of at most 600 lines, functions of at most 70; exceptions are listed and may only shrink."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from tests.house.tree import Source, Tree

FILE_LINES_MAX: Final = 600
FUNCTION_LINES_MAX: Final = 70
# "place" or "place:function" and its lines today. A number here is lowered with the thing, never raised.
TOO_LONG_TODAY: Final[dict[str, int]] = {}


def files_and_functions_stay_small(tree: Tree) -> list[str]:
    faults, seen = [], {}
    # A migration's step is a list of tables, written once and never changed: its length is the schema's.
    for source in [
        source for source in tree.sources if not re.match(r"migrations/\w+/versions/", source.place)
    ]:
        for name, lines, most in _measured(source):
            seen[name] = lines
            allowed = TOO_LONG_TODAY.get(name, most)
            if lines > allowed:
                faults.append(f"{name}: {lines} lines, at most {allowed}")
    shrunk = {name: lines for name, lines in seen.items() if lines < TOO_LONG_TODAY.get(name, 0)}
    return faults + [
        f"{name}: shrank to {lines} lines, lower its exception" for name, lines in shrunk.items()
    ]


def _measured(source: Source) -> Iterator[tuple[str, int, int]]:
    yield source.place, len(source.text.splitlines()), FILE_LINES_MAX
    for node in ast.walk(source.syntax):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            yield f"{source.place}:{node.name}", lines, FUNCTION_LINES_MAX
