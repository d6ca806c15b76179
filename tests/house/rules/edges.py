"""What only edges may do: ask the clock, make random ids, open and commit transactions. QtSql: nobody."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

from tests.house.tree import PACKAGES, Source, Tree

CLOCK_AND_CHANCE: Final = re.compile(
    r"""datetime\.datetime\.(now|utcnow|today)|datetime\.date\.today|time\.(time|time_ns|localtime|gmtime|ctime)
    |uuid\.uuid[0-9]|uuid_utils\..*|random\..*|secrets\..*|os\.urandom
    |.*\.QDate\.currentDate|.*\.QTime\.currentTime|.*\.QDateTime\.current\w+""",
    re.VERBOSE,
)
TRANSACTION_CALLS: Final = {"commit", "rollback", "begin", "begin_nested"}
# Screens hold no connection (import contracts): there `begin()` starts a screen, not a transaction.
SCREENS: Final = ("pos_client/app/", "pos_client/features/", "pos_client/desk/")
TRANSACTION_STATEMENT: Final = re.compile(
    r"\s*(BEGIN( (IMMEDIATE|EXCLUSIVE|DEFERRED))?|COMMIT|ROLLBACK|(SAVEPOINT|RELEASE) \w+)\s*;?\s*"
)

# place of the file: which edge it is.
MAY_ASK_THE_CLOCK: Final[dict[str, str]] = {
    "backoffice_server/kernel/edges.py": "hands clock, ids and chance to the server",
    "pos_client/app/edges.py": "hands clock, ids and chance to the till",
    "pos_client/app/demo_day.py": "a seeded day: the same customers every time",
}
MAY_COMMIT: Final[dict[str, str]] = {
    "pos_client/store/store.py": "store.write() is the till's edge",
    "pos_client/store/schema.py": "all missing revisions in one transaction",
    "backoffice_server/kernel/database.py": "opens and ends the units of the server",
    "backoffice_server/kernel/engines.py": "says how SQLite begins",
    "backoffice_server/kernel/migrations.py": "a schema step is one transaction",
    "backoffice_server/kernel/unit.py": "savepoints inside a unit",
}


def clock_and_chance_are_handed_in(tree: Tree) -> list[str]:
    faults, used = [], set()
    for source in tree.below(*PACKAGES):
        for node, name in _calls(source):
            if CLOCK_AND_CHANCE.fullmatch(name):
                used.add(source.place)
                if source.place not in MAY_ASK_THE_CLOCK:
                    faults.append(source.at(node, f"{name} outside an edge"))
    return faults + _no_longer_needed(tree, MAY_ASK_THE_CLOCK, used)


def only_edges_commit(tree: Tree) -> list[str]:
    faults, used = [], set()
    for source in tree.below(*PACKAGES):
        for node in _transaction_steps(source):
            used.add(source.place)
            if source.place not in MAY_COMMIT:
                faults.append(source.at(node, "transaction outside an edge"))
    return faults + _no_longer_needed(tree, MAY_COMMIT, used)


def nobody_uses_qtsql(tree: Tree) -> list[str]:
    return [
        f"{source.place}:{line}: QtSql brings its own SQLite copy; POSIX locks break"
        for source in tree.sources
        for line, module in source.modules()
        if module.startswith("PySide6.QtSql")
    ]


def _calls(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Calls, and functions handed over uncalled: `default_factory=uuid4` makes random ids as well."""
    for node in ast.walk(source.syntax):
        if isinstance(node, ast.Call):
            yield node, source.dotted(node.func)
            for given in [*node.args, *(keyword.value for keyword in node.keywords)]:
                yield given, source.dotted(given)


def _transaction_steps(source: Source) -> Iterator[ast.AST]:
    for node in ast.walk(source.syntax):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name = node.func.attr
            if name in TRANSACTION_CALLS and not (name == "begin" and source.place.startswith(SCREENS)):
                yield node
        elif isinstance(node, ast.Constant) and TRANSACTION_STATEMENT.fullmatch(str(node.value)):
            yield node


def _no_longer_needed(tree: Tree, allowed: dict[str, str], used: set[str]) -> list[str]:
    """An exception whose reason is gone must go too."""
    present = {source.place for source in tree.sources}
    return [
        f"{place}: take it off the list of exceptions"
        for place in allowed
        if place in present and place not in used
    ]
