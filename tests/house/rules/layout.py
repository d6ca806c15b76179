"""Where things are: known names at the top, tests beside what they test, samples of all that travels."""

from __future__ import annotations

import ast
import sys
from typing import Final

from tests.house.tree import Tree

TOP: Final = {
    *("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "CONTRIBUTING.md", "Makefile"),
    *(".ci", ".editorconfig", ".gitattributes", ".gitignore", ".pre-commit-config.yaml"),
    *("shared_models", "backoffice_server", "pos_client", "migrations", "tests", "packaging", "docs"),
}
# Standard, but a clock, chance, a wire or a disk: not for a package of pure rules.
IMPURE: Final = {
    *("asyncio", "http", "multiprocessing", "os", "pathlib", "random", "secrets", "socket", "sqlite3", "ssl"),
    *("subprocess", "tempfile", "threading", "time", "urllib"),
}


def nothing_unknown_at_the_top(tree: Tree) -> list[str]:
    return sorted(
        {f"{top}: not a known name" for file in tree.files if (top := file.partition("/")[0]) not in TOP}
    )


def packaging_is_no_package(tree: Tree) -> list[str]:
    """A package of that name would hide the well-known library `packaging`."""
    return [place for place in tree.files if place.startswith("packaging/") and place.endswith("__init__.py")]


def shared_models_is_pure(tree: Tree) -> list[str]:
    allowed = (sys.stdlib_module_names - IMPURE) | {"pydantic", "shared_models"}
    return [
        f"{source.place}:{line}: imports {module}"
        for source in tree.below("shared_models")
        for line, module in source.modules()
        if module.partition(".")[0] not in allowed
    ]


def every_slice_has_tests(tree: Tree) -> list[str]:
    slices = {
        "/".join(parts[:3])
        for source in tree.below("backoffice_server/features", "pos_client/features")
        if len(parts := source.place.split("/")) > 3
    }
    return [f"{place}: no test in tests/{place}/" for place in sorted(slices) if not _has_tests(tree, place)]


def _has_tests(tree: Tree, place: str) -> bool:
    return any(
        isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        for source in tree.below(f"tests/{place}")
        for node in ast.walk(source.syntax)
    )
