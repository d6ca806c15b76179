"""What every released version wrote and sent: frozen. A newer shape gets new samples beside these."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "golden" / "released"
SUMS: Final = "SHA256SUMS"
# Version -> digest of its list of samples. A line is added with each release; none is ever changed.
RELEASED: Final[Mapping[str, str]] = {
    "0.1.0": "def28bc87db0be4b464d67e48cbfd26055983df761ac1419eadb6899ef31f60c",
}


def samples(version: str, pattern: str = "*.v*.json") -> list[Path]:
    return sorted((FOLDER / version).glob(pattern))


def released(pattern: str) -> list[Path]:
    """The samples of all versions."""
    return [path for version in RELEASED for path in samples(version, pattern)]


def label(path: Path) -> str:
    """A sample as a test names it."""
    return path.relative_to(FOLDER).as_posix()


def faults_in(folder: Path, pins: Mapping[str, str]) -> list[str]:
    """Every file of a release that is not what it was on its day, is gone, or came later."""
    there = {path.name for path in folder.iterdir()}
    wrong = [f"{version}: not the released one" for version in sorted(there ^ pins.keys())]
    for version in sorted(there & pins.keys()):
        wrong += [f"{version}/{fault}" for fault in _faults_of(folder / version, pins[version])]
    return wrong


def _faults_of(folder: Path, pin: str) -> list[str]:
    listed = (folder / SUMS).read_bytes()
    told = {name: digest for digest, name in (line.split("  ", 1) for line in listed.decode().splitlines())}
    found = {
        path.relative_to(folder).as_posix(): _digest(path.read_bytes()) for path in folder.rglob("*.json")
    }
    changed = [name for name in sorted(told.keys() | found.keys()) if told.get(name) != found.get(name)]
    return changed if _digest(listed) == pin else [*changed, SUMS]


def within(inner: Any, outer: Any) -> bool:
    """Whether everything `inner` says is said by `outer`, too; `outer` may say more by its defaults."""
    if isinstance(inner, dict) and isinstance(outer, dict):
        return all(key in outer and within(value, outer[key]) for key, value in inner.items())
    if isinstance(inner, list) and isinstance(outer, list):
        return len(inner) == len(outer) and all(map(within, inner, outer))
    return bool(inner == outer)


def read(path: Path) -> Any:
    return json.loads(path.read_bytes())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
