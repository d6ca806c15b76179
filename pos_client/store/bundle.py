"""A bundle: every event of this database in one file, checked by reading it back.

Then, and only then, it counts.
"""

import gzip
import json
from dataclasses import dataclass
from pathlib import Path

from pos_client.store.checks import all_events, first_fault
from pos_client.store.durable import put_in_place
from pos_client.store.store import Store
from pos_client.store.streams import Stream, streams
from shared_models.values.codes import ErrorCode
from shared_models.values.refusals import Refusal
from shared_models.wire.chain import event_hash


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds."""

    path: Path
    streams: int
    events: int


def export_bundle(store: Store, path: Path) -> Bundle:
    """Write and verify. Refuses STORE_DAMAGED when the journal itself or the file read back does not hold."""
    reader = store.reader()
    try:
        # The till goes on selling meanwhile.
        reader.hold_still()
        known = streams(reader)
        part = path.with_name(path.name + ".part")
        with gzip.open(part, "wt", encoding="utf-8", newline="\n") as file:
            for stream in known:
                _demand(first_fault(reader, stream, all_events(reader, stream)) is None)
                file.write(json.dumps(_head(stream)) + "\n")
                for event in all_events(reader, stream):
                    file.write(event.item().model_dump_json() + "\n")
        found = _read_back(part)
        _demand(found == {s.stream.hex: (s.head_seq, s.head_hash.hex()) for s in known if s.head_seq})
        put_in_place(part, path)
    finally:
        reader.close()
    with store.write() as unit:
        unit.execute_many(
            "UPDATE stream SET exported = ? WHERE stream_no = ?",
            [(stream.head_seq, stream.stream_no) for stream in known],
        )
    return Bundle(path=path, streams=len(known), events=sum(stream.head_seq for stream in known))


def _head(stream: Stream) -> dict[str, object]:
    return {
        "bundle": 1,
        "stream": stream.stream.hex,
        "company": stream.company.hex,
        "device": stream.device.hex,
        "branch": stream.branch.hex,
        "register": stream.register_id.hex,
        "series": stream.series,
        "seq": stream.head_seq,
        "hash": stream.head_hash.hex(),
    }


def _read_back(path: Path) -> dict[str, tuple[int, str]]:
    """Last (seq, hash) by stream, each hash computed anew from the bytes in the file."""
    ends: dict[str, tuple[int, str]] = {}
    stream = ""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            if "bundle" in row:
                stream = row["stream"]
                continue
            body = row["bytes"].encode()
            prev = bytes.fromhex(json.loads(body)["prev"])
            ends[stream] = (row["seq"], event_hash(prev, body).hex())
    return ends


def _demand(holds: bool) -> None:  # noqa: FBT001 - reads as the sentence it is
    if not holds:
        raise Refusal(ErrorCode.STORE_DAMAGED, reason="bundle")
