"""Files of the black box: every event once more, a line each, beside the database (sync.md §1).

A file begins with what stands in the files before it. Then, as in a bundle, a head line of a stream and the
events of it as they travel. Nothing in it is secret: what it holds is signed, keys stay in the database.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final
from uuid import UUID

from pos_client.store.durable import keep_names, write_durably
from shared_models.wire.chain import event_hash
from shared_models.wire.sync import WireItem

# Read through at every start, so not large; a busy till fills one in some days.
ROLL_BYTES: Final = 4 * 1024 * 1024
FOLDER: Final = "black-box"
_NAME: Final = "journal-{number:06}.jsonl"
# What reading a line can come to that no till ever wrote: a stick comes from anywhere.
_NOT_OURS: Final = (KeyError, TypeError, ValueError, AttributeError, RecursionError)
# Whether an event of a stream is needed no more.
Goes = Callable[[UUID, WireItem], bool]
# Seq and hash (hex) of an event.
End = tuple[int, str]


@dataclass(frozen=True, slots=True)
class BoxHead:
    """Who wrote the events that follow."""

    stream: UUID
    company: UUID
    device: UUID
    branch: UUID
    register_id: UUID
    kid: int
    purpose: str
    because: str
    series: str
    certificate: str | None

    def line(self) -> bytes:
        ids = {"stream": self.stream, "company": self.company, "device": self.device, "branch": self.branch}
        named = {name: value.hex for name, value in ids.items()} | {"register": self.register_id.hex}
        # No end is stated: events are added for as long as the till sells.
        told = {"bundle": 1, **named, "series": self.series, "seq": 0, "hash": "", "kid": self.kid}
        told |= {"purpose": self.purpose, "because": self.because, "certificate": self.certificate}
        return json.dumps(told).encode() + b"\n"

    @staticmethod
    def read(told: Mapping[str, Any]) -> "BoxHead":
        """Raises KeyError, TypeError or ValueError for what is none."""
        stream, company, device, branch, register = (
            UUID(told[name]) for name in ("stream", "company", "device", "branch", "register")
        )
        return BoxHead(
            stream, company, device, branch, register, told["kid"], told["purpose"], told["because"],
            told["series"], told["certificate"],
        )  # fmt: skip


def box_folder(base: Path, device: UUID) -> Path:
    """Where a device's box is on a disk: several tills may share one."""
    return base.joinpath(FOLDER, device.hex)


def files_in(folder: Path) -> list[Path]:
    """Oldest first."""
    return sorted(folder.glob("journal-*.jsonl")) if folder.is_dir() else []


def read_box(folder: Path) -> Iterator[tuple[BoxHead, WireItem]]:
    """Every event that can be read, in the order of writing; after a repair some come twice."""
    for path in files_in(folder):
        yield from _events_in(path)


def _events_in(path: Path) -> Iterator[tuple[BoxHead, WireItem]]:
    head: BoxHead | None = None
    with path.open("rb") as file:
        for line in file:
            part = _part(line)
            if isinstance(part, BoxHead):
                head = part
            elif isinstance(part, WireItem) and head is not None:
                yield head, part


def _needless(paths: Sequence[Path], goes: Goes) -> Iterator[Path]:
    """Oldest first, up to the first file with an event that is still needed. Where nothing can be read,
    nobody knows what it holds: it stays.
    """
    for path in paths:
        held = [goes(head.stream, item) for head, item in _events_in(path)]
        if not all(held):
            return
        if held:
            yield path


@dataclass(slots=True)
class BoxFiles:
    """One box being written. `ends`: of each stream the event that was written last."""

    folder: Path
    roll_bytes: int = ROLL_BYTES
    ends: dict[UUID, End] = field(default_factory=dict)
    _file: IO[bytes] | None = None
    _stream: UUID | None = None
    _size: int = 0

    def open(self) -> None:
        """Check what is there. A torn last line is cut off; behind anything else that is damaged or missing
        a new file is begun, and what was lost is to be written once more. Raises OSError.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        paths = files_in(self.folder)
        if not paths:
            self.ends = {}
            self._begin()
            return
        found = _scan(paths[-1])
        whole = found.closed is not None and all(
            (self.folder / name).is_file() and (self.folder / name).stat().st_size == size
            for name, size in found.closed.items()
        )
        self.ends = found.ends if whole else {}
        if not whole or found.damaged:
            self._begin()
            return
        os.truncate(paths[-1], found.size)
        self._file, self._size, self._stream = paths[-1].open("ab", buffering=0), found.size, None

    def append(self, head: BoxHead, items: Sequence[WireItem]) -> None:
        """Write behind the last, to the disk itself. Raises OSError."""
        if self._file is None or self._size >= self.roll_bytes:
            self._begin()
        lines = [] if self._stream == head.stream else [head.line()]
        lines += [item.model_dump_json().encode() + b"\n" for item in items]
        self._write(b"".join(lines))
        self._stream = head.stream
        self.ends[head.stream] = (items[-1].seq, items[-1].hash)

    def prune(self, goes: Goes) -> int:
        """Let go of the oldest files, each of them whole: nothing in it is needed any more. How many went.

        Never the one that is being written. Raises OSError.
        """
        old = list(_needless(files_in(self.folder)[:-1], goes))
        if old:
            # First a file that does not count on them: whatever is cut off here, nothing is missed.
            self._begin(without=old)
            for path in old:
                path.unlink()
            keep_names(self.folder)
        return len(old)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None

    def _begin(self, *, without: Sequence[Path] = ()) -> None:
        self.close()
        before = files_in(self.folder)
        number = int(before[-1].stem.removeprefix("journal-")) + 1 if before else 1
        told = {
            "black_box": 1,
            "files": {path.name: path.stat().st_size for path in before if path not in without},
            "ends": {stream.hex: end for stream, end in self.ends.items()},
        }
        path, line = self.folder / _NAME.format(number=number), json.dumps(told).encode() + b"\n"
        # Whole or not at all: a full disk would be filled up with files that say nothing of those before.
        write_durably(path, line)
        self._file, self._stream, self._size = path.open("ab", buffering=0), None, len(line)

    def _write(self, data: bytes) -> None:
        assert self._file is not None
        left = memoryview(data)
        while left:
            left = left[self._file.write(left) :]
        os.fsync(self._file.fileno())
        self._size += len(data)


@dataclass(slots=True)
class _Scan:
    """What a file was found to hold. `closed`: sizes of the files before it; none when nobody can tell."""

    closed: dict[str, int] | None = None
    ends: dict[UUID, End] = field(default_factory=dict)
    size: int = 0
    damaged: bool = False


def _scan(path: Path) -> _Scan:
    """Read a file as far as it is whole: up to a torn last line, or up to the first that does not hold."""
    found = _Scan()
    stream: UUID | None = None
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break
            part = _part(line)
            if isinstance(part, BoxHead):
                stream = part.stream
            elif isinstance(part, WireItem) and stream is not None and holds(part):
                found.ends[stream] = (part.seq, part.hash)
            elif found.size or not _begins(part, found):
                found.damaged = True
                break
            found.size += len(line)
    return found


def _begins(part: object, found: _Scan) -> bool:
    """Take what the first line says of the files before."""
    try:
        assert isinstance(part, dict)
        found.ends = {UUID(stream): (int(seq), str(hash_)) for stream, (seq, hash_) in part["ends"].items()}
        found.closed = {str(name): int(size) for name, size in part["files"].items()}
    except (AssertionError, *_NOT_OURS):
        return False
    return True


def holds(item: WireItem) -> bool:
    """Whether the bytes are those the hash was made of."""
    try:
        prev = bytes.fromhex(json.loads(item.bytes)["prev"])
        return event_hash(prev, item.bytes.encode()).hex() == item.hash
    except _NOT_OURS:
        return False


def _part(line: bytes) -> BoxHead | WireItem | dict[str, Any] | None:
    try:
        told = json.loads(line)
        if "bundle" in told:
            return BoxHead.read(told)
        return told if "black_box" in told else WireItem.model_validate(told)
    except _NOT_OURS:
        return None
