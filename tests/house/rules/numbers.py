"""Money and quantity are integers: no float literal, no true division, no float() where they are computed."""

from __future__ import annotations

import ast
import re
from typing import Final

from tests.house.tree import Source, Tree

WHERE: Final = (
    "shared_models",
    "backoffice_server/features/ledger",
    "backoffice_server/features/sales",
    "backoffice_server/features/stock",
    "backoffice_server/proof",
    "backoffice_server/sync",
    "pos_client/engine",
    "pos_client/store",
)
FOLDERS: Final = re.compile(r"folder|path|root|parent")
# place of the file: why it may hold a float (seconds, megabytes, …; never money, never a quantity).
ALLOWED: Final[dict[str, str]] = {}


def no_float_in_money(tree: Tree) -> list[str]:
    return [
        fault for source in tree.below(*WHERE) if source.place not in ALLOWED for fault in _floats(source)
    ]


def _floats(source: Source) -> list[str]:
    refusals = {
        id(part) for node in ast.walk(source.syntax) if _asks_for_type(node) for part in ast.walk(node)
    }
    return [
        source.at(node, found)
        for node in ast.walk(source.syntax)
        if (found := _float(node)) and id(node) not in refusals
    ]


def _asks_for_type(node: ast.AST) -> bool:
    """`isinstance(value, float)` is how a float is refused."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "isinstance"


def _float(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, float):
        return f"float literal {node.value}"
    if isinstance(node, ast.Name) and node.id == "float":
        return "float"
    if isinstance(node, ast.AugAssign) and isinstance(node.op, ast.Div):
        return "true division"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not _joins_paths(node):
        return "true division (for paths: joinpath)"
    return ""


def _joins_paths(node: ast.BinOp) -> bool:
    """`folder / "name"` joins a path: one side is text, or the left side is called a folder."""
    sides = (node.left, node.right)
    named = node.left.attr if isinstance(node.left, ast.Attribute) else getattr(node.left, "id", "")
    if FOLDERS.search(named):
        return True
    if any(
        isinstance(side, ast.BinOp) and isinstance(side.op, ast.Div) and _joins_paths(side) for side in sides
    ):
        return True
    return any(
        isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
        for side in sides
    )
