"""A bundle: every event of this database in one file, checked by reading it back.

Then, and only then, it counts. A row that was damaged on the disk goes along as it is: whoever takes the file
in sets it aside, and nothing else is held up by it.
"""

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from pos_client.store.checks import all_events, first_fault, gone
from pos_client.store.durable import put_in_place
from pos_client.store.journal import last_place
from pos_client.store.store import Reader, Store
from pos_client.store.streams import Stream, streams
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.chain import GENESIS


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds. `missing`: events that are gone from this database and in no tested backup;
    `damaged`: those among `events` whose row is not what the till once wrote.
    """

    path: Path
    streams: int
    events: int
    missing: int = 0
    damaged: int = 0


@dataclass(frozen=True, slots=True)
class _Written:
    """One stream as it went into the file: how many events, which seqs are gone or damaged."""

    events: int
    missing: tuple[tuple[int, int], ...]
    damaged: tuple[int, ...]


def export_bundle(store: Store, path: Path) -> Bundle:
    """Write and verify. Refuses STORE_DAMAGED when the file read back is not what was written.

    What is there is taken; of what is gone the file says which it was.
    """
    reader = store.reader()
    try:
        # The till goes on selling meanwhile.
        reader.hold_still()
        known = streams(reader)
        part = path.with_name(path.name + ".part")
        with gzip.open(part, "wb") as file:
            page = _Page(file)
            written = [_write(reader, stream, page) for stream in known]
        if _read_back(part) != page.digest():
            raise Refusal(ErrorCode.STORE_DAMAGED, reason="bundle")
        put_in_place(part, path)
    finally:
        reader.close()
    with store.write() as unit:
        unit.execute_many(
            "UPDATE stream SET exported = ? WHERE stream_no = ?",
            [(stream.head_seq, stream.stream_no) for stream in known],
        )
    return Bundle(
        path=path,
        streams=len(known),
        events=sum(one.events for one in written),
        missing=sum(last - first + 1 for one in written for first, last in one.missing),
        damaged=sum(len(one.damaged) for one in written),
    )


class _Page:
    """Lines on their way into the file, and the digest of all of them."""

    def __init__(self, file: gzip.GzipFile) -> None:
        self._file = file
        self._hash = hashlib.sha256()

    def write(self, line: str) -> None:
        data = line.encode() + b"\n"
        self._hash.update(data)
        self._file.write(data)

    def digest(self) -> bytes:
        return self._hash.digest()


def _write(reader: Reader, stream: Stream, page: _Page) -> _Written:
    missing = gone(reader, stream)
    damaged = tuple(
        event.seq for event in all_events(reader, stream) if first_fault(reader, stream, [event]) is not None
    )
    end = last_place(reader, stream.stream_no, stream.head_seq) or (0, GENESIS)
    page.write(json.dumps(_head(stream, end, missing, damaged)))
    events = 0
    for event in all_events(reader, stream):
        page.write(event.item().model_dump_json())
        events += 1
    return _Written(events, missing, damaged)


def _head(
    stream: Stream,
    end: tuple[int, bytes],
    missing: tuple[tuple[int, int], ...],
    damaged: tuple[int, ...],
) -> dict[str, object]:
    """`end`: the last event that follows in the file."""
    return {
        "bundle": 1,
        "stream": stream.stream.hex,
        "company": stream.company.hex,
        "device": stream.device.hex,
        "branch": stream.branch.hex,
        "register": stream.register_id.hex,
        "series": stream.series,
        "seq": end[0],
        "hash": end[1].hex(),
        "missing": missing,
        "damaged": damaged,
        "certificate": stream.certificate,
    }


def _read_back(path: Path) -> bytes:
    """Digest of every line, as it is on the disk."""
    found = hashlib.sha256()
    with gzip.open(path, "rb") as file:
        for line in file:
            found.update(line)
    return found.digest()
