"""What no tracked file may hold: places of one machine, registries, unpinned packages, leftovers."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from typing import Final

from tests.house.tree import Source, Tree

THIS_FILE: Final = "tests/house/rules/files.py"
MACHINE_PLACES: Final = re.compile(
    r"(?<![\w.])/(work|root|tmp|farm|home/\w+|Users/\w+)(/|\b)|[A-Z]:\\\\?Users\\"
)
REGISTRIES: Final = re.compile(
    r"pypi\.org|pythonhosted|deb\.debian\.org|registry\.npmjs|[a-z0-9-]+\.pkg\.dev|--(extra-)?index-url|--find-links"
)
# What the rule looks for, so it must stand here: nothing in this tree is left over (`nothing_left_over`).
LEFTOVERS: Final = re.compile(r"\b(TODO|FIXME|XXX|HACK|raise NotImplementedError|breakpoint\(\))")
SILENCED: Final = re.compile(r"#\s*(noqa|type:\s*ignore|pragma: no cover|fmt: off)", re.IGNORECASE)
SILENCED_WITH_REASON: Final = re.compile(
    r"#\s*(noqa: [A-Z0-9, ]+|type: ignore\[[a-z, -]+\]|pragma: no cover|fmt: off)\s+(-|#)\s*\S+",
    re.IGNORECASE,
)
PIN: Final = re.compile(r"^[A-Za-z0-9][A-Za-z0-9._-]*(\[[a-z,]+\])?==[^\s;]+( ; [^\\]+)? \\$")
HASH: Final = re.compile(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$")
NEVER_SKIPPED: Final = re.compile(
    r"mark\.(skip|skipif|xfail)\b|\bpytest\.(skip|xfail|importorskip)\(|\bunittest\.mock\b|\bMagicMock\b"
)
SLEEPS: Final = re.compile(r"\btime\.sleep\(|\bqtbot\.wait\(|\bQTest\.q(Wait|Sleep)\(")
# place of the test: what it waits for that cannot be asked (another process, a power cut).
MAY_SLEEP: Final[dict[str, str]] = {
    "tests/replay/shop.py": "a program: waits for the server's process",
    "tests/replay/till.py": "a program: tills keep the sync engine's own pace",
}
# Places where the path is part of the matter, with the reason.
MAY_NAME_PLACES: Final[dict[str, str]] = {}


def no_place_of_one_machine(tree: Tree) -> list[str]:
    allowed = {THIS_FILE, "tests/house/test_rules_bite.py", *MAY_NAME_PLACES}
    return list(_lines_with(tree, MACHINE_PLACES, allowed, "a path of one machine"))


def no_registry_address(tree: Tree) -> list[str]:
    return list(_lines_with(tree, REGISTRIES, {THIS_FILE, "tests/house/test_rules_bite.py"}, "a registry"))


def nothing_left_over(tree: Tree) -> list[str]:
    return [
        f"{source.place}:{number}: {found.group()}"
        for source in tree.sources
        if source.place not in {THIS_FILE, "tests/house/test_rules_bite.py"}
        for number, line in enumerate(source.text.splitlines(), 1)
        if (found := LEFTOVERS.search(line))
    ]


def silence_has_a_reason(tree: Tree) -> list[str]:
    return [
        f"{source.place}:{number}: say why: {comment}"
        for source in tree.sources
        for number, comment in _comments(source)
        if SILENCED.search(comment) and not SILENCED_WITH_REASON.search(comment)
    ]


def tests_run_always_and_for_real(tree: Tree) -> list[str]:
    return [
        f"{source.place}:{number}: {found.group()}"
        for source in tree.below("tests")
        if not source.place.startswith("tests/house/")
        for number, line in enumerate(source.text.splitlines(), 1)
        if (found := NEVER_SKIPPED.search(line))
    ]


def tests_do_not_sleep(tree: Tree) -> list[str]:
    return [
        f"{source.place}:{number}: wait for what is meant to happen, not for a time"
        for source in tree.below("tests")
        if source.place not in {THIS_FILE, "tests/house/test_rules_bite.py", *MAY_SLEEP}
        for number, line in enumerate(source.text.splitlines(), 1)
        if SLEEPS.search(line)
    ]


def requirements_are_pinned(tree: Tree) -> list[str]:
    places = [place for place in tree.files if re.fullmatch(r"packaging/requirements/\w+\.txt", place)]
    faults = [fault for place in places for fault in _pin_faults(place, tree.read(place))]
    pins = {place: _pins(tree.read(place)) for place in places}
    app = pins.get("packaging/requirements/app.txt", set())
    missing = app - pins.get("packaging/requirements/dev.txt", app)
    return faults + [f"{pin}: pinned otherwise for tests than for the programs" for pin in sorted(missing)]


def _pin_faults(place: str, text: str) -> Iterator[str]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    for number, line in enumerate(lines):
        if not (PIN.match(line) or HASH.match(line)):
            yield f"{place}: not a pin or a hash: {line}"
        elif PIN.match(line) and not (number + 1 < len(lines) and HASH.match(lines[number + 1])):
            yield f"{place}: without a hash: {line}"


def _pins(text: str) -> set[str]:
    return {line.removesuffix(" \\") for line in text.splitlines() if PIN.match(line)}


def _lines_with(tree: Tree, pattern: re.Pattern[str], allowed: set[str], what: str) -> Iterator[str]:
    for place, text in tree.texts():
        if place not in allowed:
            for number, line in enumerate(text.splitlines(), 1):
                if pattern.search(line):
                    yield f"{place}:{number}: {what}: {line.strip()[:80]}"


def _comments(source: Source) -> Iterator[tuple[int, str]]:
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string
