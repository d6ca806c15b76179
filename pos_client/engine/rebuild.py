"""A till whose database was lost takes its journal back from the black box, then goes on in a new stream.

What the back office holds already is acknowledged at once; the rest is sent unchanged, as the old stream
that it is. Its keys are gone with the database: the back office has them, and is the one to judge.
"""

import json
import logging
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Final
from uuid import UUID

from pos_client.engine.enrolment import free_series, known_device
from pos_client.engine.recovery import take_back
from pos_client.store import Store, StoreUnit
from pos_client.store.black_box import places
from pos_client.store.box_files import BoxHead, box_folder, holds, read_box
from pos_client.store.journal import first_place
from pos_client.store.streams import NewStream, Stream, add_stream, note_lost, stream_at, streams
from shared_models.values.codes import StreamPurpose
from shared_models.wire.enrolment import EnrolReply, KnownStream
from shared_models.wire.sync import WireItem

log = logging.getLogger(__name__)
PAGE: Final = 200


@dataclass(frozen=True, slots=True)
class BoxContent:
    """What the black boxes of a till hold: how many receipts, and when the youngest event was made.

    `alone`: of a shop without a back office. Its key is gone with the database, and nobody else has it: what
    the boxes hold can be read, but nobody can vouch for it any more, so it is never sent.
    """

    receipts: int
    youngest: datetime | None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class _Life:
    """A stream as the boxes hold it. Of a machine that was set back there are several: each place of one of
    them is once in the journal.
    """

    head: BoxHead
    items: list[WireItem]

    def began(self) -> str:
        """The moment of its first event, as it was written."""
        return written_at(self.items[0])


def rebuild(store: Store, *, reply: EnrolReply) -> int:
    """Bring back every stream of this device and company that the boxes hold and the database does not, and
    the rest of one that was cut off on its way.

    How many events came. What cannot be read or does not follow stays in the box; it is never worse than
    without.
    """
    known = {one.stream: one for one in reply.streams}
    present = _Present(store)
    came = 0
    for life in _lives(store.folder, reply.certificate.device):
        if life.head.company == reply.company and not present.lives_on(life):
            # In another branch the drawer's shift does not go on.
            here = life.head.branch == reply.branch
            came += _brought(store, life, present.take(life), known.get(life.head.stream), rows_too=here)
    return came


class _Present:
    """The streams that were here before."""

    def __init__(self, store: Store) -> None:
        with closing(store.reader()) as reader:
            self._streams = list(streams(reader))
            self._first = {one.stream_no: first_place(reader, one.stream_no) for one in self._streams}

    def lives_on(self, life: _Life) -> bool:
        """Its database is not lost: it writes the stream itself."""
        return any(one.stream == life.head.stream and not one.from_box for one in self._streams)

    def take(self, life: _Life) -> Stream | None:
        """What there is of a life, or where it was about to come; each belongs to one life only."""
        held = {(item.seq, bytes.fromhex(item.hash)) for item in life.items}
        for one in self._streams:
            first = self._first[one.stream_no]
            if one.stream == life.head.stream and (first is None or first in held):
                self._streams.remove(one)
                return one
        return None


def _brought(
    store: Store, life: _Life, there: Stream | None, known: KnownStream | None, *, rows_too: bool
) -> int:
    """One stream that cannot come back keeps no other from it."""
    try:
        return _Back(store, life, there or _added(store, life), rows_too).bring(known)
    except (sqlite3.Error, ValueError):
        log.exception("stream %s of the black box cannot be taken back", life.head.stream)
        return 0


def _added(store: Store, life: _Life) -> Stream:
    with store.write() as unit:
        return add_stream(unit, _as_it_was(unit, life.head), life.head.stream)


def box_content(folder: Path) -> BoxContent | None:
    """What there is to come back into a folder; null without any box. Of a year's journal it keeps
    the places of receipts and the last event of each stream.
    """
    device = known_device(folder)
    sold: set[tuple[UUID, int]] = set()
    ends: dict[UUID, tuple[BoxHead, WireItem]] = {}
    for head, item in _held(folder, device) if device is not None else ():
        if '"receipt":"' in item.bytes:
            sold.add((head.stream, item.seq))
        if head.stream not in ends or item.seq > ends[head.stream][1].seq:
            ends[head.stream] = head, item
    if not ends:
        return None
    latest = max(written_at(item) for _, item in ends.values())
    alone = all(head.certificate is None for head, _ in ends.values())
    return BoxContent(len(sold), datetime.fromisoformat(latest) if latest else None, alone)


def written_at(item: WireItem) -> str:
    """RFC 3339, as the event says it; empty where it does not."""
    try:
        return str(json.loads(item.bytes)["at"])
    except (KeyError, TypeError, ValueError):
        return ""


def _lives(folder: Path, device: UUID) -> list[_Life]:
    """Oldest first."""
    heads: dict[UUID, BoxHead] = {}
    found: dict[UUID, dict[tuple[int, str], WireItem]] = {}
    for head, item in _held(folder, device):
        heads.setdefault(head.stream, head)
        found.setdefault(head.stream, {}).setdefault((item.seq, item.hash), item)
    lives = [_Life(heads[stream], own) for stream, items in found.items() for own in parted(items.values())]
    return sorted(lives, key=_Life.began)


def parted(items: Iterable[WireItem]) -> list[list[WireItem]]:
    """The events of a stream, each place of a part once, in order: what follows another stands behind it.

    Where what it follows is missing, it goes behind an older one with room between them.
    """
    parts: list[list[WireItem]] = []
    for item in sorted(items, key=lambda one: one.seq):
        prev = json.loads(item.bytes)["prev"]
        own = next((part for part in parts if part[-1].hash == prev), None)
        own = own or next((part for part in parts if part[-1].seq < item.seq - 1), None)
        if own is None:
            parts.append([item])
        else:
            own.append(item)
    return parts


def _held(folder: Path, device: UUID) -> Iterator[tuple[BoxHead, WireItem]]:
    """From every place a box was written to, so most of it twice: what one lacks, or holds damaged, another
    may have.
    """
    for base in places(folder):
        try:
            yield from (one for one in read_box(box_folder(base, device)) if holds(one[1]))
        except OSError as fault:
            log.warning("the black box in %s cannot be read: %s", base, fault)


@dataclass(slots=True)
class _Back:
    """One stream on its way back. `stream`: as far as it came before."""

    store: Store
    life: _Life
    stream: Stream
    rows_too: bool

    def bring(self, known: KnownStream | None) -> int:
        """`known`: what the back office holds of it. How many events came.

        What stands behind a hole there, or in the box, is sent again: one may fill the other.
        """
        items = self.life.items
        sent = min(_whole_to(known), _whole_up_to(items))
        left = [item for item in items if item.seq > self.stream.head_seq]
        came = self._take([item for item in left if item.seq <= sent], unsent=False)
        came += self._take([item for item in left if item.seq > sent], unsent=True)
        if known is not None and items[-1].seq < known.head.seq:
            with self.store.write() as unit:
                note_lost(unit, self.stream.stream_no, up_to=known.head.seq)
        return came

    def _take(self, items: list[WireItem], *, unsent: bool) -> int:
        came = 0
        for first in range(0, len(items), PAGE):
            page = items[first : first + PAGE]
            try:
                came += self._write(page, unsent=unsent, rows_too=self.rows_too)
            except (sqlite3.IntegrityError, ValueError):
                # Receipts of before are a help; what was sold must arrive whatever they say.
                log.exception("rows of a page of the black box do not fit")
                came += self._write(page, unsent=unsent, rows_too=False)
        return came

    def _write(self, page: list[WireItem], *, unsent: bool, rows_too: bool) -> int:
        with self.store.write() as unit:
            stream = stream_at(unit, self.stream.stream_no)
            return take_back(unit, stream, page, unsent=unsent, rows_too=rows_too, over_holes=True)


def _whole_to(known: KnownStream | None) -> int:
    """Up to which place the back office lacks nothing."""
    if known is None:
        return 0
    return (known.whole_to or known.head).seq


def _whole_up_to(items: list[WireItem]) -> int:
    """The last place before the first hole."""
    for before, item in pairwise(items):
        if item.seq != before.seq + 1:
            return before.seq
    return items[-1].seq


def _as_it_was(unit: StoreUnit, head: BoxHead) -> NewStream:
    """Of two with one series (the machine was set back between them) the younger gets another here; its
    receipts keep their numbers.
    """
    return NewStream(
        company=head.company,
        device=head.device,
        branch=head.branch,
        register_id=head.register_id,
        kid=head.kid,
        device_key=b"",
        purpose=StreamPurpose(head.purpose),
        because=head.because,
        series=free_series(unit, head.company, head.register_id, wanted=head.series),
        certificate=head.certificate,
    )
