"""One black box kept up to the journal's end: what it lacks is written, what nobody needs any more let go."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final
from uuid import UUID

from pos_client.store import journal
from pos_client.store.box_files import BoxFiles, BoxHead, box_folder, holds, read_box
from pos_client.store.journal import hash_at, last_place
from pos_client.store.store import Rows
from pos_client.store.streams import Stream, place_of, position_of, streams
from shared_models.wire.sync import WireItem

PAGE: Final = 200


@dataclass(slots=True)
class Follower:
    """One box: written up to the journal's end by `follow`, whenever that is called."""

    base: Path
    behind: int = 0
    again_ms: int = 0
    tidy_ms: int = 0
    _files: dict[UUID, BoxFiles] = field(default_factory=dict)
    _held: dict[int, int] = field(default_factory=dict)  # by stream number: up to which place

    def follow(self, rows: Rows) -> None:
        """Write what the journal holds beyond the box. Raises OSError."""
        known = streams(rows)
        self.behind = sum(stream.head_seq - self._held.get(stream.stream_no, 0) for stream in known)
        for stream in known:
            files = self._of(stream.device)
            if stream.stream_no not in self._held:
                self._held[stream.stream_no] = _held_to(rows, stream, files)
            for page in _pages(rows, stream, self._held[stream.stream_no]):
                files.append(_head(stream), page)
                self._held[stream.stream_no] = page[-1].seq
                self.behind = max(0, self.behind - len(page))
        self.behind = 0

    def prune(self, rows: Rows, now: datetime) -> int:
        """Let go of whole files by the rule of the journal: in a tested backup of the back office, and older
        than 400 days. How many went. Raises OSError.
        """
        known, before = streams(rows), now - timedelta(days=journal.PRUNE_AFTER_DAYS)
        archived = {one.stream: min(one.archived, one.head_seq - 1) for one in known}

        def goes(stream: UUID, item: WireItem) -> bool:
            return item.seq <= archived.get(stream, 0) and _written(item, now) < before

        return sum(self._of(device).prune(goes) for device in {one.device for one in known})

    def close(self) -> None:
        for files in self._files.values():
            files.close()
        self._files.clear()
        self._held.clear()

    def _of(self, device: UUID) -> BoxFiles:
        """A disk that is not there is never made: it may come back."""
        if not self.base.is_dir():
            raise FileNotFoundError(self.base)
        if device not in self._files:
            files = BoxFiles(box_folder(self.base, device))
            files.open()
            self._files[device] = files
        return self._files[device]


def _held_to(rows: Rows, stream: Stream, files: BoxFiles) -> int:
    """Up to which place the box holds what this journal holds.

    Of a machine that was set back it holds what came after, too: that is kept, and what the machine wrote
    in the same places stands behind it.
    """
    seq, hash_ = files.ends.get(stream.stream, (0, ""))
    own = hash_at(rows, stream.stream_no, seq) if seq else None
    if own is not None and own.hex() == hash_:
        return seq
    boxed = read_box(files.folder) if seq else ()
    held = {(item.seq, bytes.fromhex(item.hash)) for head, item in boxed if head.stream == stream.stream}
    place = last_place(rows, stream.stream_no, stream.head_seq)
    while place is not None and place not in held:
        place = last_place(rows, stream.stream_no, place[0] - 1)
    return 0 if place is None else place[0]


def _pages(rows: Rows, stream: Stream, after: int) -> Iterator[list[WireItem]]:
    """A row that nobody can read any more is passed over: the box holds what can be sent."""
    last = after
    while last < stream.head_seq:
        found = rows.execute(
            "SELECT position, hash, mac, CAST(body AS BLOB) FROM event WHERE position > ? AND position < ?"
            " ORDER BY position LIMIT ?",
            (position_of(stream.stream_no, last), position_of(stream.stream_no + 1, 0), PAGE),
        ).fetchall()
        if not found:
            return
        last = place_of(found[-1][0])[1]
        if page := [item for row in found if (item := _item(*row)) is not None]:
            yield page


def _written(item: WireItem, unknown: datetime) -> datetime:
    """The moment an event says it was written at."""
    try:
        at = datetime.fromisoformat(json.loads(item.bytes)["at"])
    except (KeyError, TypeError, ValueError, RecursionError):
        return unknown
    return at if at.tzinfo is not None else unknown


def _item(position: int, hash_: bytes, mac: bytes, body: bytes) -> WireItem | None:
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    item = WireItem.model_construct(seq=place_of(position)[1], hash=hash_.hex(), mac=mac.hex(), bytes=text)
    return item if holds(item) else None


def _head(stream: Stream) -> BoxHead:
    return BoxHead(
        stream=stream.stream,
        company=stream.company,
        device=stream.device,
        branch=stream.branch,
        register_id=stream.register_id,
        kid=stream.kid,
        purpose=stream.purpose.value,
        because=stream.because,
        series=stream.series,
        certificate=stream.certificate,
    )
