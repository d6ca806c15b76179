"""What a disk may hold after a loss of power: synced bytes for certain, of the rest any part in any order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Final

from tests.powerloss.vfs import Call, Kind

SECTOR: Final = 512
CHANCE: Final = 0.5
# The unix VFS syncs the folder with the first sync of such a file that it has made (UNIXFILE_DIRSYNC).
FOLDER_SYNCED_WITH: Final = ("-journal", "-wal")


@dataclass(slots=True)
class File:
    """One file on the disk, under its name. `named`: its name in the folder is certain.

    `safe`: bytes that a sync has made certain; `loose`: calls since then. `before`: another file of this name
    that was deleted, when nobody can be certain of that yet.
    """

    safe: bytearray = field(default_factory=bytearray)
    named: bool = False
    loose: list[Call] = field(default_factory=list)
    gone: bool = False
    before: File | None = None


class Disk:
    """Follows the calls of a run; at any moment it can say what may be left of it.

    `start`: files that were there before.
    """

    def __init__(self, start: Mapping[str, bytes] | None = None) -> None:
        self.files = {name: File(bytearray(data), named=True) for name, data in (start or {}).items()}

    def take(self, call: Call) -> None:
        name = call.file.rpartition("/")[2]
        file = self.files.get(name)
        if call.kind is Kind.DELETE:
            if file is not None and not call.at:
                file.gone = True
            elif file is not None:
                del self.files[name]
            return
        if file is None or file.gone:
            file = self.files[name] = File(before=file)
        if call.kind in {Kind.WRITE, Kind.TRUNCATE}:
            file.loose.append(call)
        elif call.kind is Kind.SYNC:
            _apply(file.safe, file.loose)
            file.loose = []
            if not file.named and name.endswith(FOLDER_SYNCED_WITH):
                self._sync_folder()

    def _sync_folder(self) -> None:
        self.files = {name: file for name, file in self.files.items() if not file.gone}
        for file in self.files.values():
            file.named, file.before = True, None

    def image(self, random: Random) -> dict[str, bytes]:
        """One of the many states that a loss of power at this moment may leave."""
        found = {}
        for name, file in self.files.items():
            left = _left(file, random)
            if left is not None:
                found[name] = bytes(left)
        return found


def _left(file: File, random: Random) -> bytearray | None:
    if file.gone and random.random() < CHANCE:
        return None
    if not file.named and random.random() < CHANCE:
        return None if file.before is None else _left(file.before, random)
    left = bytearray(file.safe)
    _apply(left, _kept(file.loose, random))
    return left


def _kept(loose: Sequence[Call], random: Random) -> list[Call]:
    """Some of the calls, each whole or torn; sometimes none, sometimes all."""
    if not loose:
        return []
    share = random.choice((0.0, 0.2, 0.5, 0.8, 1.0))
    kept = [call for call in loose if random.random() < share]
    if kept and random.random() < 0.7:
        which = random.randrange(len(kept))
        kept[which : which + 1] = _torn(kept[which], random)
    random.shuffle(kept)
    return kept


def _torn(call: Call, random: Random) -> list[Call]:
    """Some sectors of a write; of the last one perhaps only its first bytes. Bytes outside stay as they were
    (SQLite's assumption too: SQLITE_IOCAP_POWERSAFE_OVERWRITE).
    """
    if call.kind is not Kind.WRITE:
        return [call]
    cut = random.randrange(len(call.data) + 1)
    if random.random() < 0.5:
        return [Call(call.kind, call.file, call.at, call.data[:cut])] if cut else []
    pieces = []
    at = call.at
    while at < call.at + len(call.data):
        end = min(call.at + len(call.data), (at // SECTOR + 1) * SECTOR)
        if random.random() < 0.5:
            pieces.append(Call(call.kind, call.file, at, call.data[at - call.at : end - call.at]))
        at = end
    return pieces


def _apply(content: bytearray, calls: Sequence[Call]) -> None:
    for call in calls:
        if call.kind is Kind.TRUNCATE:
            del content[call.at :]
        if call.at > len(content):
            content += bytes(call.at - len(content))
        content[call.at : call.at + len(call.data)] = call.data
