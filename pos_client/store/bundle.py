"""A bundle: every event of this database in one file, checked by reading it back.

Then, and only then, it counts.
"""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pos_client.store.checks import all_events, first_fault, gone
from pos_client.store.durable import put_in_place
from pos_client.store.journal import last_place
from pos_client.store.store import Reader, Store
from pos_client.store.streams import Stream, streams
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.chain import GENESIS, event_hash


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds. `missing`: events that are gone from this database and in no tested backup."""

    path: Path
    streams: int
    events: int
    missing: int = 0


@dataclass(frozen=True, slots=True)
class _Written:
    """One stream as it went into the file: its last event, how many there are, which seqs are gone."""

    end: tuple[int, str]
    events: int
    missing: tuple[tuple[int, int], ...]


def export_bundle(store: Store, path: Path) -> Bundle:
    """Write and verify. Refuses STORE_DAMAGED when the journal itself or the file read back does not hold.

    What is there is taken; of what is gone the file says which it was.
    """
    reader = store.reader()
    try:
        # The till goes on selling meanwhile.
        reader.hold_still()
        known = streams(reader)
        part = path.with_name(path.name + ".part")
        with gzip.open(part, "wt", encoding="utf-8", newline="\n") as file:
            written = {stream.stream.hex: _write(reader, stream, file) for stream in known}
        ends = {stream: (one.end, one.events) for stream, one in written.items() if one.events}
        _demand(_read_back(part) == ends)
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
        events=sum(one.events for one in written.values()),
        missing=sum(last - first + 1 for one in written.values() for first, last in one.missing),
    )


def _write(reader: Reader, stream: Stream, file: IO[str]) -> _Written:
    _demand(first_fault(reader, stream, all_events(reader, stream)) is None)
    missing = gone(reader, stream)
    seq, hash_ = last_place(reader, stream.stream_no, stream.head_seq) or (0, GENESIS)
    _demand(seq < stream.head_seq or hash_ == stream.head_hash)
    file.write(json.dumps(_head(stream, (seq, hash_.hex()), missing)) + "\n")
    events = 0
    for event in all_events(reader, stream):
        file.write(event.item().model_dump_json() + "\n")
        events += 1
    return _Written((seq, hash_.hex()), events, missing)


def _head(stream: Stream, end: tuple[int, str], missing: tuple[tuple[int, int], ...]) -> dict[str, object]:
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
        "hash": end[1],
        "missing": missing,
    }


def _read_back(path: Path) -> dict[str, tuple[tuple[int, str], int]]:
    """Last (seq, hash) and number of events by stream, each hash computed anew from the bytes in the file."""
    ends: dict[str, tuple[tuple[int, str], int]] = {}
    stream, events = "", 0
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            if "bundle" in row:
                stream, events = row["stream"], 0
                continue
            body = row["bytes"].encode()
            prev = bytes.fromhex(json.loads(body)["prev"])
            events += 1
            ends[stream] = ((row["seq"], event_hash(prev, body).hex()), events)
    return ends


def _demand(holds: bool) -> None:  # noqa: FBT001 - reads as the sentence it is
    if not holds:
        raise Refusal(ErrorCode.STORE_DAMAGED, reason="bundle")
